using Governance.Domain.Audit;
using Governance.Domain.Orgs;

namespace Governance.Domain.Connections;

/// <summary>The second identity of a connection: the one that acts. It has a credential of its own, and never reads for a
/// sync. Its states are those of a connection; the login host is the connection's.</summary>
public sealed class Responder
{
    /// <summary>What becomes of an access token that could not be revoked.</summary>
    public const string UntilSessionEnds = "It ends with the org's session at the latest; end the sessions of its user in Setup to be sure.";

    private readonly List<ResponderRight> _rights = [];

    private Responder() { }

    /// <summary>Nothing has been asked of the org yet.</summary>
    public Responder(ConnectionId connection) => ConnectionId = connection;

    /// <summary>Of which connection; it has one at most.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>JWT bearer or client credentials: no refresh token is ever kept for acting.</summary>
    public ConnectionFlow Flow { get; private set; }

    /// <summary>Consumer key of its client app.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>The user it acts as; null until the org said it, for client credentials.</summary>
    public string? Username { get; private set; }

    /// <summary>That user's id, 15 characters: grants it owns are the portal's own; null until tested.</summary>
    public string? UserKey { get; private set; }

    /// <summary>Where it stands.</summary>
    public ConnectionState State { get; private set; }

    /// <summary>Why it does not work, or what it lacks; null when all is well.</summary>
    public string? Cause { get; private set; }

    /// <summary>SHA-256 of its certificate, hex; null when the portal does not know the certificate.</summary>
    public string? CertificateThumbprint { get; private set; }

    /// <summary>When that certificate ends, UTC.</summary>
    public DateTimeOffset? CertificateEndsAt { get; private set; }

    /// <summary>The last self-test.</summary>
    public IReadOnlyList<ResponderRight> Rights => _rights;

    /// <summary>When that was, UTC; null before the first.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Actor name of who handed the credential over.</summary>
    public string SetUpBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset SetUpAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>True while a containment may act through it.</summary>
    public bool IsUsable => State is ConnectionState.Connected or ConnectionState.Degraded;

    /// <summary>Takes a credential in place of whatever was there before; it is to be tested.</summary>
    public void Take(ConnectionFlow flow, string clientId, string? username, CertificateMark? certificate, string by, DateTimeOffset now)
    {
        if (flow == ConnectionFlow.WebServer) throw new ArgumentException("A responder keeps no refresh token.", nameof(flow));
        (Flow, ClientId, Username, UserKey) = (flow, clientId, username, null);
        (CertificateThumbprint, CertificateEndsAt) = (certificate?.Thumbprint, certificate?.EndsAt);
        (SetUpBy, SetUpAt, CheckedAt) = (by, now, null);
        _rights.Clear();
        Stand(ConnectionState.Connecting, null);
    }

    /// <summary>To be tested once more, as it is.</summary>
    public void TestAgain() => Stand(ConnectionState.Connecting, null);

    /// <summary>The org answered.</summary>
    /// <param name="identity">Who it acts as.</param>
    /// <param name="rights">The self-test.</param>
    /// <param name="missing">What it cannot do, as sentences.</param>
    /// <param name="now">UTC.</param>
    public void Pass(OrgIdentity identity, IEnumerable<ResponderRight> rights, IReadOnlyList<string> missing, DateTimeOffset now)
    {
        (Username, UserKey) = (Text.Bounded(identity.Username, Connection.AddressMaxLength), SalesforceIds.Key(identity.UserId));
        _rights.Clear();
        _rights.AddRange(rights);
        CheckedAt = now;
        IReadOnlyList<string> all = [.. missing, .. NearEnd(now)];
        Stand(all.Count == 0 ? ConnectionState.Connected : ConnectionState.Degraded, all.Count == 0 ? null : string.Join("; ", all));
    }

    /// <summary>That its certificate is near its end, as a sentence of what is missing; nothing while it is not.</summary>
    public IEnumerable<string> NearEnd(DateTimeOffset now) => Connection.NearEnd("the responder’s key", CertificateEndsAt, now);

    /// <summary>It does not work until a person acts.</summary>
    public void Fail(string cause, DateTimeOffset now)
    {
        CheckedAt = now;
        Stand(ConnectionState.ReconnectNeeded, cause);
    }

    /// <summary>The org did not take back the access token it acted with; the next test that ends well heals it.</summary>
    public void NoteTokenLeft(string cause)
    {
        if (IsUsable) Stand(ConnectionState.Degraded, $"An access token may still live at the org: {cause} {UntilSessionEnds}");
    }

    /// <summary>What an audit entry may show of it.</summary>
    public AuditFields ToAudit() => new AuditFields()
        .Add("state", State).Add("cause", Cause).Add("flow", Flow).Add("clientId", ClientId).Add("username", Username)
        .Add("certificate", CertificateThumbprint).Add("certificateEndsAt", CertificateEndsAt);

    private void Stand(ConnectionState state, string? cause)
    {
        State = state;
        Cause = cause is null ? null : Text.Bounded(cause, Connection.CauseMaxLength);
        Version = Guid.CreateVersion7();
    }
}

/// <summary>One line of a responder's self-test.</summary>
/// <param name="Right">Salesforce's name.</param>
/// <param name="Held">Null when the org could not tell.</param>
/// <param name="NeededFor">What fails without it.</param>
public sealed record ResponderRight(string Right, bool? Held, string NeededFor);

/// <summary>What is known of the certificate whose key the portal holds.</summary>
/// <param name="Thumbprint">SHA-256, hex.</param>
/// <param name="EndsAt">UTC.</param>
public sealed record CertificateMark(string Thumbprint, DateTimeOffset EndsAt);
