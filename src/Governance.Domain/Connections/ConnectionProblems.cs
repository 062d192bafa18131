namespace Governance.Domain.Connections;

/// <summary>Refusals around connections.</summary>
public static class ConnectionProblems
{
    /// <summary>No such connection in the actor's org groups.</summary>
    public static readonly Problem NotFound =
        Problem.NotFound("connection.not-found", "There is no such org, or it is outside your org groups.");

    /// <summary>The org id behind a connection is another one than before.</summary>
    public static readonly Problem OrgChanged = Problem.RemoteRefused(
        "connection.org-changed",
        "A different org answered than the one this connection was made for. Nothing was stored. "
        + "If a sandbox was refreshed, disconnect and connect it anew.");

    /// <summary>The org already has a connection; its holder is not named.</summary>
    public static readonly Problem AlreadyConnected = Problem.Conflict(
        "connection.already-connected",
        "This org is already connected. Nothing was stored. Ask a Portal admin which org group holds it.");

    /// <summary>What is to be taken over is no org of snapshots within sight, or lies elsewhere.</summary>
    public static readonly Problem NoSuchSnapshot = Problem.Invalid(
        "connection.no-such-snapshot",
        "There is no org of snapshots like this in the org group you chose, or another connection takes it over already. Nothing was stored. Choose another one, or none.");

    /// <summary>The org that answered has a record of its own.</summary>
    public static readonly Problem SnapshotOfKnownOrg = Problem.Conflict(
        "connection.snapshot-of-known-org",
        "The org that answered was connected before and has a record of its own, so the snapshot's record can't become its. Nothing was stored. "
        + "Connect it again without choosing a snapshot; the snapshot stays as it is.");

    /// <summary>The login host is not on the allow-list.</summary>
    public static Problem HostRefused(string reason) => Problem.Invalid(
        "connection.host-refused",
        $"This address is not a Salesforce login host the portal may call: {reason}. Nothing was sent. "
        + "Use login.salesforce.com, test.salesforce.com or the org's My Domain.");

    /// <summary>Client credentials are taken at an org's own domain only.</summary>
    public static readonly Problem MyDomainNeeded = Problem.Invalid(
        "connection.my-domain-needed",
        "login.salesforce.com and test.salesforce.com refuse client credentials. Enter the org's My Domain, as in acme.my.salesforce.com.");

    /// <summary>What a revocation says of an org that has nothing to act with.</summary>
    public const string NeedsResponder = "Needs responder credential: nothing was sent. Set one up on the org’s page, then retry.";

    /// <summary>There is no responder credential.</summary>
    public static readonly Problem NoResponder = Problem.NotFound(
        "responder.not-found", "This org has no responder credential. Set one up first.");

    /// <summary>Reader and responder are the same user.</summary>
    public static readonly Problem SameUser = Problem.RemoteRefused(
        "responder.same-user",
        "This is the user the portal reads as. Nothing acts through it: give the responder a user of its own in the org.");

    /// <summary>The state machine does not allow it.</summary>
    public static Problem NotFrom(ConnectionState from, ConnectionState to) => Problem.Conflict(
        "connection.wrong-state", $"The connection is {Words(from)} and cannot become {Words(to)}. Reload the page.");

    /// <summary>The connection cannot be used right now.</summary>
    public static Problem NotUsable(ConnectionState state) => Problem.Conflict(
        "connection.not-usable", $"The connection is {Words(state)}. Reconnect the org first.");

    private static string Words(ConnectionState state) => state switch
    {
        ConnectionState.WaitingForApproval => "waiting for approval",
        ConnectionState.ReconnectNeeded => "in need of a reconnect",
        _ => state.ToString().ToLowerInvariant(),
    };
}
