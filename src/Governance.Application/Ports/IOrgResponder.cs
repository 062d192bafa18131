using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;

namespace Governance.Application.Ports;

/// <summary>The responder of an org: opens <see cref="IOrgResponder"/>, and nothing that reads for a sync. Made from a
/// connection and its responder only, so that its host is always the connection's.</summary>
public sealed record ResponderLink : SignInLink
{
    private ResponderLink(Connection connection, Responder responder, string orgKey) : base(
        connection.Id, responder.Flow, new Uri(connection.LoginOrigin), responder.ClientId, responder.Username, orgKey)
    {
    }

    /// <inheritdoc />
    public override SecretName PrivateKey => SecretName.ResponderPrivateKey(Connection);

    /// <inheritdoc />
    public override SecretName ClientSecret => SecretName.ResponderClientSecret(Connection);

    /// <summary>The link of a stored responder.</summary>
    /// <exception cref="ArgumentException">The responder belongs to another connection.</exception>
    public static ResponderLink Of(Connection connection, Responder responder, string orgKey) =>
        responder.ConnectionId == connection.Id
            ? new ResponderLink(connection, responder, orgKey)
            : throw new ArgumentException("A responder acts in its own org only.", nameof(responder));
}

/// <summary>Something to be done in an org beside revoking rows.</summary>
/// <param name="Key">Its row in the journal.</param>
/// <param name="Kind">What; one of those that <see cref="IncidentSteps.IsAct"/> names.</param>
/// <param name="Subject">As the kind needs: an API name, a label, a row id or a user id.</param>
/// <param name="Former">How it was, as the answer to the act said, when it is to be taken back; null to do it.</param>
public sealed record OrgAct(TokenRowKey Key, TargetKind Kind, string Subject, string? Former = null)
{
    /// <summary>What a target of the journal asks for.</summary>
    /// <exception cref="ArgumentException">It is a grant, which is revoked.</exception>
    public static OrgAct Of(IncidentTarget target) => new(
        new TokenRowKey(target.RowKey), target.Kind, target.Subject ?? throw new ArgumentException("A grant is no act.", nameof(target)));
}

/// <summary>How something that was done looks on a fresh read.</summary>
/// <param name="IsDone">True as asked for, false as it was before; null when the org did not say.</param>
/// <param name="Words">What was seen, or why nothing was.</param>
/// <param name="IsRightMissing">Nothing was seen for want of a right.</param>
/// <param name="Former">How it stands, as the answer to the act would say, while it is not done; null for what can't be restored.</param>
public sealed record ActSeen(bool? IsDone, string Words, bool IsRightMissing = false, string? Former = null);

/// <summary>A fresh read of what was done.</summary>
/// <param name="StartedAt">Before its first call, UTC.</param>
/// <param name="Seen">By row of the journal: one each.</param>
public sealed record ActCheck(DateTimeOffset StartedAt, IReadOnlyDictionary<TokenRowKey, ActSeen> Seen);

/// <summary>What the org answered to one revocation.</summary>
public enum RevocationOutcome
{
    /// <summary>200.</summary>
    Accepted,

    /// <summary>The row was not in the list read just before, or the org answered invalid_token.</summary>
    AlreadyGone,

    /// <summary>The org said no.</summary>
    Refused,

    /// <summary>No useful answer; what happened is unknown.</summary>
    Unreachable,

    /// <summary>The list could not be read completely for want of a right.</summary>
    RightMissing,

    /// <summary>The org did not take the responder's credential.</summary>
    CredentialRefused,
}

/// <summary>One answer of a revocation.</summary>
/// <param name="Key">The row.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Answer">In words; never the handle.</param>
public sealed record RevocationAnswer(TokenRowKey Key, RevocationOutcome Outcome, string Answer)
{
    /// <summary>How it was just before, as JSON without any secret; null for what can't be restored, or was not changed.</summary>
    public string? Former { get; init; }
}

/// <summary>A permission set for a user.</summary>
/// <param name="PermissionSet">Name or label.</param>
/// <param name="Username">Whose.</param>
/// <param name="EndsAt">From then on it gives nothing, UTC, to the second.</param>
public sealed record SetGift(string PermissionSet, string Username, DateTimeOffset EndsAt);

/// <summary>An assignment as the org shows it.</summary>
/// <param name="Assignment">Its id.</param>
/// <param name="EndsAt">UTC.</param>
public sealed record GivenSet(string Assignment, DateTimeOffset EndsAt);

/// <summary>What the self-test of a responder found.</summary>
/// <param name="Identity">Who it acts as.</param>
/// <param name="Rights">Right by right.</param>
public sealed record ResponderTest(OrgIdentity Identity, IReadOnlyList<RightCheck> Rights)
{
    /// <summary>Why the access token of the test may still live; null when the org revoked it.</summary>
    public Problem? Left { get; init; }
}

/// <summary>A Salesforce org as a containment acts on it. One implementation, in Connectors/Salesforce.</summary>
public interface IOrgResponder
{
    /// <summary>Signs in, asks the org who it is and which rights are held, and revokes the access token. Repeatable.</summary>
    /// <returns>RemoteRefused (connection.org-changed when another org answers) or RemoteUnavailable otherwise.</returns>
    Task<Result<ResponderTest>> TestAsync(ResponderLink org, CancellationToken ct);

    /// <summary>Begins to act. The access token is fetched with the first call and held by this object alone.</summary>
    IResponderSession Begin(ResponderLink org);
}

/// <summary>One containment's hold on one org; with it the access token goes.</summary>
public interface IResponderSession : IDisposable
{
    /// <summary>Lists the rows, then revokes the wanted ones, a few at a time, each answer as it comes. Repeatable: a
    /// row that is gone answers AlreadyGone. The handles exist in memory only, while this runs.</summary>
    IAsyncEnumerable<RevocationAnswer> RevokeTokensAsync(IReadOnlySet<TokenRowKey> rows, CancellationToken ct);

    /// <summary>Does something else than revoking rows, or takes it back, a few at a time, each answer as it comes. Repeatable: what is
    /// done already answers AlreadyGone. Whatever else changed meanwhile is Refused: an undo gives back exactly what was taken.</summary>
    IAsyncEnumerable<RevocationAnswer> ActAsync(IReadOnlyList<OrgAct> acts, CancellationToken ct);

    /// <summary>Gives a user a permission set until a moment, and reads it back. Repeatable: one that is there with that end is found again.</summary>
    /// <returns>RemoteRefused when the set or the user is not there, or the user has it with another end.</returns>
    Task<Result<GivenSet>> GiveAsync(SetGift gift, CancellationToken ct);

    /// <summary>Sets one thing in the OAuth policy of a client app: the file is retrieved, one thing changes, a check-only deploy, the deploy.
    /// Repeatable.</summary>
    /// <returns>How it was, as JSON; null when it was so already.</returns>
    Task<Result<string?>> SetPolicyAsync(AppPolicyWish wish, CancellationToken ct);

    /// <summary>Revokes the access token at the org: nothing that could act is left behind. Repeatable.</summary>
    /// <returns>RemoteRefused or RemoteUnavailable when it may still live, until the org ends its session.</returns>
    Task<Result<Done>> EndAsync(CancellationToken ct);
}
