namespace Governance.Domain.Notifications;

/// <summary>Refusals around channels and what is sent to them.</summary>
public static class ChannelProblems
{
    /// <summary>No such channel.</summary>
    public static readonly Problem NotFound = Problem.NotFound("channel.not-found", "There is no such channel. Reload the page.");

    /// <summary>It is on, or off, already.</summary>
    public static readonly Problem SoAlready = Problem.Conflict("channel.so-already", "Somebody switched this channel meanwhile. Reload the page.");

    /// <summary>It is off.</summary>
    public static readonly Problem IsOff = Problem.Conflict("channel.off", "This channel is off, so nothing is sent to it. Turn it on first.");

    /// <summary>Another channel has the name.</summary>
    public static readonly Problem NameTaken = Problem.Conflict("channel.name-taken", "Another channel has this name. Choose one that tells them apart.");

    /// <summary>There are enough.</summary>
    public static readonly Problem TooMany = Problem.Conflict("channel.too-many", $"There are {Channel.Most} channels already. Remove one first.");

    /// <summary>No such org group.</summary>
    public static readonly Problem OrgGroupNotFound = Problem.NotFound("channel.org-group-not-found", "There is no such org group. Reload the page.");

    /// <summary>What was handed over is gone.</summary>
    public static readonly Problem AddressMissing = Problem.Invalid("channel.address-missing",
        "The webhook address you handed over is no longer there: it is kept for ten minutes. Hand it over again.");

    /// <summary>What was handed over is gone.</summary>
    public static readonly Problem KeyMissing = Problem.Invalid("channel.key-missing",
        "The signing secret you handed over is no longer there: it is kept for ten minutes. Hand it over again.");

    /// <summary>A mail address that could carry more than an address.</summary>
    public static readonly Problem BadMail = Problem.Invalid("channel.bad-mail",
        "This is not a plain mail address. It looks like security@example.com, without a name beside it.");

    /// <summary>Nothing to send mail with.</summary>
    public static readonly Problem NoMail = Problem.Conflict("channel.no-mail",
        "Mail is not set up: no mail server is configured (Notifications:Smtp:Host). Ask whoever runs the portal.");

    /// <summary>The webhook may not be called.</summary>
    public static Problem HostRefused(string why) => Problem.Invalid("channel.host-refused",
        $"This webhook address is refused: {why}. Hosts are listed in the configuration (Notifications:AllowedHosts).");

    /// <summary>No such delivery.</summary>
    public static readonly Problem DeliveryNotFound = Problem.NotFound("channel.delivery-not-found", "There is no such delivery. Reload the page.");

    /// <summary>It is being sent.</summary>
    public static readonly Problem StillOnItsWay = Problem.Conflict("channel.still-on-its-way", "This delivery is still on its way. Wait until it has ended.");

    /// <summary>No such notice in the actor's inbox.</summary>
    public static readonly Problem NoticeNotFound = Problem.NotFound("notice.not-found", "There is no such notice in your inbox. Reload the page.");

    /// <summary>A job has no inbox.</summary>
    public static readonly Problem PersonNeeded = new(ProblemKind.Forbidden, "notice.person-needed", "Only somebody who is signed in has an inbox.");
}
