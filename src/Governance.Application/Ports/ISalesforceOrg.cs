using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;

namespace Governance.Application.Ports;

/// <summary>How to sign in at one org as one identity: addresses and names, no credential. Credentials are fetched by the
/// names given here.</summary>
/// <param name="Connection">Whose credentials to use.</param>
/// <param name="Flow">How to sign in.</param>
/// <param name="LoginOrigin">Origin of the token end point.</param>
/// <param name="ClientId">Consumer key.</param>
/// <param name="Username">For JWT bearer; otherwise null until the org said whom the portal acts as.</param>
/// <param name="ExpectedOrgKey">15-character org id that must answer; null at the first contact.</param>
public abstract record SignInLink(
    ConnectionId Connection, ConnectionFlow Flow, Uri LoginOrigin, string ClientId, string? Username, string? ExpectedOrgKey)
{
    /// <summary>Where the private key of this identity is, for JWT bearer.</summary>
    public abstract SecretName PrivateKey { get; }

    /// <summary>Where the consumer secret of this identity is.</summary>
    public abstract SecretName ClientSecret { get; }

    /// <summary>Where the refresh token of this identity is; null for one that keeps none.</summary>
    public virtual SecretName? RefreshToken => null;
}

/// <summary>The reader of an org: opens <see cref="ISalesforceOrg"/>, and nothing that acts.</summary>
/// <inheritdoc cref="SignInLink" />
public sealed record OrgLink(
    ConnectionId Connection, ConnectionFlow Flow, Uri LoginOrigin, string ClientId, string? Username,
    string? ExpectedOrgKey) : SignInLink(Connection, Flow, LoginOrigin, ClientId, Username, ExpectedOrgKey)
{
    /// <inheritdoc />
    public override SecretName PrivateKey => SecretName.PrivateKey(Connection);

    /// <inheritdoc />
    public override SecretName ClientSecret => SecretName.ClientSecret(Connection);

    /// <inheritdoc />
    public override SecretName? RefreshToken => SecretName.RefreshToken(Connection);

    /// <summary>The link of a stored connection.</summary>
    public static OrgLink Of(Connection connection, string? orgKey) => new(
        connection.Id, connection.Flow, new Uri(connection.LoginOrigin), connection.ClientId, connection.Username,
        // Until it has answered nobody knows the id of an org of snapshots.
        orgKey?.StartsWith(Org.SnapshotKey, StringComparison.Ordinal) == true ? null : orgKey);
}

/// <summary>One line of the self-test.</summary>
/// <param name="Right">Salesforce's name, as in Customize Application.</param>
/// <param name="Held">Null when the org has no such right.</param>
/// <param name="NeededFor">What fails without it, in words.</param>
/// <param name="Capability">The capability that is lost without it; null when only some detail is.</param>
public sealed record RightCheck(string Right, bool? Held, string NeededFor, Capability? Capability);

/// <summary>A complete or honestly incomplete read of OauthToken.</summary>
/// <param name="Rows">Distinct rows, without handles.</param>
/// <param name="Counted">The org's count() at the end; null when it gave none.</param>
/// <param name="RightConfirmed">Customize Application was held at the end of the same read.</param>
/// <param name="Username">The user it was read as.</param>
/// <param name="StartedAt">Before the first call, UTC.</param>
/// <param name="FinishedAt">After the last, UTC.</param>
/// <param name="Calls">Calls made.</param>
public sealed record TokenInventory(
    IReadOnlyList<TokenRow> Rows, int? Counted, bool RightConfirmed, string Username, DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt, int Calls)
{
    /// <summary>Stands for the rows read; <see cref="TokenCheck"/> finds the same while nothing moved. Null when it cannot.</summary>
    public string? Marker { get; init; }
}

/// <summary>Count and newest of OauthToken, without its rows.</summary>
/// <param name="Marker">Null when the org did not say all of it.</param>
/// <param name="Calls">Calls made.</param>
public sealed record TokenCheck(string? Marker, int Calls);

/// <summary>One thing of a policy as a fresh retrieve shows it.</summary>
/// <param name="Holds">Null when the org hands out no file of that app.</param>
/// <param name="Was">What the file says of it, as JSON; null without a file.</param>
/// <param name="StartedAt">Before the retrieve, UTC.</param>
public sealed record PolicySeen(bool? Holds, string? Was, DateTimeOffset StartedAt);

/// <summary>A Salesforce org as the use cases read it; what changes an org is <see cref="IOrgResponder"/>. One implementation, in Connectors/Salesforce.</summary>
public interface ISalesforceOrg
{
    /// <summary>Checks a login address against the allow-list without looking it up or calling it.</summary>
    /// <returns>The origin that would be called, or Invalid (connection.host-refused).</returns>
    Result<Uri> CheckLoginHost(string address);

    /// <summary>Where a person consents (web server flow, PKCE S256).</summary>
    Uri AuthorizeAddress(OrgLink org, Uri redirectUri, string state, string codeChallenge);

    /// <summary>Exchanges a code and keeps the refresh token in the secret store. Never repeated: a code works once.</summary>
    /// <returns>RemoteRefused or RemoteUnavailable otherwise.</returns>
    Task<Result<Done>> ExchangeCodeAsync(OrgLink org, Uri redirectUri, Secret code, Secret verifier, CancellationToken ct);

    /// <summary>Signs in and asks the org who it is. Repeatable.</summary>
    /// <returns>RemoteRefused (connection.org-changed when another org answers) or RemoteUnavailable otherwise.</returns>
    Task<Result<OrgIdentity>> IdentifyAsync(OrgLink org, CancellationToken ct);

    /// <summary>Asks which of the needed rights the portal's user holds. Repeatable.</summary>
    Task<Result<IReadOnlyList<RightCheck>>> TestRightsAsync(OrgLink org, CancellationToken ct);

    /// <summary>Reads every token row past the 500 / 2,500 limits. Repeatable.</summary>
    /// <param name="org">Where.</param>
    /// <param name="progress">Rows so far; may be null.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>RemoteRefused with code org.right-missing when Customize Application is not held: never an empty list.</returns>
    Task<Result<TokenInventory>> ReadTokensAsync(OrgLink org, IProgress<int>? progress, CancellationToken ct);

    /// <summary>Reads the token rows of one user, whole or not at all. Repeatable.</summary>
    /// <param name="org">Where.</param>
    /// <param name="userKey">15 characters.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>RemoteRefused with code org.right-missing when Customize Application is not held; RemoteUnavailable when rows and count differ.</returns>
    Task<Result<IReadOnlyList<TokenRow>>> ReadTokensOfUserAsync(OrgLink org, string userKey, CancellationToken ct);

    /// <summary>Asks how many token rows there are and which is newest by creation and by use: one call. The portal's own use
    /// of the org is left aside. Repeatable.</summary>
    /// <returns>RemoteRefused with code org.right-missing when Customize Application is not held.</returns>
    Task<Result<TokenCheck>> CheckTokensAsync(OrgLink org, CancellationToken ct);

    /// <summary>Reads what is due of the inventory. Capabilities are independent: one that cannot be read says so in its own
    /// read. Repeatable.</summary>
    /// <returns>RemoteRefused or RemoteUnavailable only when the org could not be signed in to.</returns>
    Task<Result<InventoryRead>> ReadInventoryAsync(OrgLink org, InventoryAsk ask, CancellationToken ct);

    /// <summary>Looks at what a containment did beside revoking rows: fresh, and by the reader. Repeatable.</summary>
    /// <returns>RemoteRefused or RemoteUnavailable only when the org could not be signed in to; otherwise each says for itself.</returns>
    Task<Result<ActCheck>> CheckActsAsync(OrgLink org, IReadOnlyList<OrgAct> acts, CancellationToken ct);

    /// <summary>Whether one thing holds in the OAuth policy of a client app, by a fresh retrieve. Repeatable.</summary>
    Task<Result<PolicySeen>> SeePolicyAsync(OrgLink org, AppPolicyWish wish, CancellationToken ct);

    /// <summary>Revokes the portal's own grant and forgets access tokens; used by disconnect. Repeatable.</summary>
    Task<Result<Done>> LeaveAsync(OrgLink org, CancellationToken ct);
}

/// <summary>Problem codes that connectors answer with, where use cases look at them.</summary>
public static class RemoteCodes
{
    /// <summary>A right is missing; the message names it.</summary>
    public const string RightMissing = "org.right-missing";

    /// <summary>The stored credential no longer works: a person must reconnect.</summary>
    public const string CredentialRefused = "org.credential-refused";

    /// <summary>The org has no such object.</summary>
    public const string NotSupported = "org.not-supported";

    /// <summary>The call limit is reached.</summary>
    public const string LimitReached = "org.limit-reached";
}
