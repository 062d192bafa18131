namespace Governance.Domain.Heroku;

/// <summary>Refusals around Heroku accounts.</summary>
public static class HerokuProblems
{
    /// <summary>No such account, or nothing of it lies in the actor's org groups.</summary>
    public static readonly Problem NotFound =
        Problem.NotFound("heroku.not-found", "There is no such Heroku account, or it is outside your org groups.");

    /// <summary>A token belongs to no org group.</summary>
    public static readonly Problem UnscopedOnly = new(ProblemKind.Forbidden, "heroku.unscoped-only",
        "A Heroku token reaches orgs of every org group, so only people whose role covers all org groups handle it. "
        + "Ask an Org admin without limits.");

    /// <summary>Another account answers than before.</summary>
    public static readonly Problem AccountChanged = Problem.RemoteRefused(
        "heroku.account-changed",
        "A different Heroku account answered than the one this connection was made for. Nothing was stored. "
        + "Connect the other account as one of its own.");

    /// <summary>The account is connected already.</summary>
    public static readonly Problem AlreadyConnected = Problem.Conflict(
        "heroku.already-connected", "This Heroku account is already connected. Nothing was stored.");

    /// <summary>No such AppLink connection in the actor's org groups.</summary>
    public static readonly Problem ConnectionNotFound = Problem.NotFound(
        "heroku.connection-not-found", "There is no such AppLink connection, or it is outside your org groups.");

    /// <summary>It vanished already.</summary>
    public static readonly Problem ConnectionGone = Problem.Conflict(
        "heroku.connection-gone", "AppLink no longer lists this connection, as of the last complete read. Nothing was sent.");

    /// <summary>Another incident deletes it.</summary>
    public static readonly Problem DeletionUnderWay = Problem.Conflict(
        "heroku.deletion-under-way", "Another incident is deleting this AppLink connection right now. Nothing was sent.");

    /// <summary>Nothing could be said of the org, and nobody's org group is known.</summary>
    public static readonly Problem OrgUnknown = Problem.Conflict(
        "heroku.org-unknown",
        "The org behind this AppLink connection is not connected to the portal. Nothing was sent. Connect the org first, or delete "
        + "the connection with the Heroku CLI.");

    /// <summary>The account cannot be used now.</summary>
    public static readonly Problem NotUsable = Problem.Conflict(
        "heroku.not-usable",
        "The Heroku account has no working connection, so nothing could be sent or proved. Nothing was sent. An Org admin "
        + "reconnects it on its page.");

    /// <summary>The token is no longer there.</summary>
    public static readonly Problem TokenMissing = Problem.Invalid(
        "heroku.token-missing", "The token you handed over is no longer there: it is kept for ten minutes. Hand it over again.");
}
