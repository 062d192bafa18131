using Governance.Domain.Audit;
using Governance.Domain.Policies;

namespace Governance.Domain.Notifications;

/// <summary>How a channel is reached, and in which form.</summary>
public enum ChannelForm
{
    /// <summary>Mail in plain text, over SMTP.</summary>
    Mail,

    /// <summary>Webhook with our own JSON.</summary>
    Plain,

    /// <summary>Webhook as Slack's incoming webhooks take it.</summary>
    Slack,

    /// <summary>Webhook with an adaptive card, as Teams takes it.</summary>
    Teams,
}

/// <summary>A place outside the portal that notices go to. The address of a webhook lets anybody post there, so that it
/// lies in the secret store with the signing secret: only its host is known here.</summary>
public sealed class Channel
{
    /// <summary>Longest name, characters.</summary>
    public const int NameMaxLength = 80;

    /// <summary>Most channels.</summary>
    public const int Most = 50;

    private Channel() { }

    /// <summary>Adds it, on.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="form">How it is reached.</param>
    /// <param name="target">Mail address, or host of the webhook.</param>
    /// <param name="leastSeverity">What is less grave does not go there.</param>
    /// <param name="orgGroup">Only what happens in this org group; null for all.</param>
    /// <param name="now">UTC.</param>
    public Channel(string name, ChannelForm form, string target, Severity leastSeverity, OrgGroupId? orgGroup, DateTimeOffset now) =>
        (Id, Name, Form, Target, LeastSeverity, OrgGroupId, AddedAt, IsOn, Version) =
        (ChannelId.New(), Text.Bounded(name.Trim(), NameMaxLength), form, target, leastSeverity, orgGroup, now, true, Guid.CreateVersion7());

    /// <summary>Ours.</summary>
    public ChannelId Id { get; private set; }

    /// <summary>What people call it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How it is reached.</summary>
    public ChannelForm Form { get; private set; }

    /// <summary>Mail address, or host of the webhook.</summary>
    public string Target { get; private set; } = "";

    /// <summary>What is less grave does not go there.</summary>
    public Severity LeastSeverity { get; private set; }

    /// <summary>Null for all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>Nothing is sent while it is off.</summary>
    public bool IsOn { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset AddedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>Turns it on or off.</summary>
    /// <returns>False when it was so already.</returns>
    public bool Switch(bool on)
    {
        if (IsOn == on) return false;
        (IsOn, Version) = (on, Guid.CreateVersion7());
        return true;
    }

    /// <summary>How many of what a notice tells this channel may be told.</summary>
    /// <returns>Null when the notice is not for it.</returns>
    public int? CountOf(Notice notice)
    {
        if (!IsOn || notice.RecipientId is not null) return null;
        if (notice.Kind == NoticeKind.ChannelTest || NoticeKinds.IsAlarm(notice.Kind)) return 0;
        if (notice.Severity < LeastSeverity) return null;
        if (OrgGroupId is null) return notice.IsPartial ? null : notice.Parts.Sum(p => p.Count);
        return notice.Parts.Where(p => p.OrgGroupId == OrgGroupId).Select(p => (int?)p.Count).FirstOrDefault();
    }

    /// <summary>What an audit entry may show of it.</summary>
    /// <param name="orgGroup">Name; null for all.</param>
    public AuditFields ToAudit(string? orgGroup) => new AuditFields().Add("form", Form).Add("target", Target).Add("leastSeverity", LeastSeverity)
        .Add("orgGroup", orgGroup ?? "*").Add("on", IsOn);
}
