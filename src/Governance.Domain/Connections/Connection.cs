using System.Globalization;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;

namespace Governance.Domain.Connections;

/// <summary>Our record that the portal may read, and act on, one org.</summary>
public sealed class Connection
{
    /// <summary>Longest name, characters.</summary>
    public const int NameMaxLength = 80;

    /// <summary>Longest host, consumer key or user name, characters.</summary>
    public const int AddressMaxLength = 256;

    /// <summary>Longest cause, characters.</summary>
    public const int CauseMaxLength = 500;

    /// <summary>A certificate that ends within so many days makes its connection degraded.</summary>
    public static readonly TimeSpan CertificateNear = TimeSpan.FromDays(30);

    private Connection() { }

    /// <summary>Begins a connection; nothing has been asked of the org yet.</summary>
    public Connection(
        string name, OrgGroupId group, ConnectionFlow flow, Uri loginOrigin, string clientId, string? username,
        string createdBy, DateTimeOffset now)
    {
        Id = ConnectionId.New();
        Name = name;
        OrgGroupId = group;
        Flow = flow;
        LoginOrigin = loginOrigin.GetLeftPart(UriPartial.Authority);
        ClientId = clientId;
        Username = username;
        CreatedBy = createdBy;
        CreatedAt = now;
        State = ConnectionState.Connecting;
        Touch();
    }

    /// <summary>Ours.</summary>
    public ConnectionId Id { get; private set; }

    /// <summary>What people call it, as in Core.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The group that limits who sees it.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>The org behind it; until the org said who it is null, or the org of snapshots whose record it is to take over.</summary>
    public OrgId? OrgId { get; private set; }

    /// <summary>The same while the connection lives, null once disconnected: unique, so that no org has two.</summary>
    public OrgId? LiveOrgId { get; private set; }

    /// <summary>How the portal signs in.</summary>
    public ConnectionFlow Flow { get; private set; }

    /// <summary>Origin of the token end point, checked against the allow-list; fixed for life.</summary>
    public string LoginOrigin { get; private set; } = "";

    /// <summary>Origin the org answered with, checked again; null until connected.</summary>
    public string? InstanceOrigin { get; private set; }

    /// <summary>Consumer key of the portal's client app.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>The user the portal acts as; known from the start for JWT bearer, else once the
    /// org said it.</summary>
    public string? Username { get; private set; }

    /// <summary>That user's id, 15 characters: grants it owns are the portal's own; null until connected.</summary>
    public string? UserKey { get; private set; }

    /// <summary>SHA-256 of the certificate whose key signs in, hex; null when the portal does not know it.</summary>
    public string? CertificateThumbprint { get; private set; }

    /// <summary>When that certificate ends, UTC.</summary>
    public DateTimeOffset? CertificateEndsAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public ConnectionState State { get; private set; }

    /// <summary>Why a reconnect is needed, or which capabilities are missing; null when all is well.</summary>
    public string? Cause { get; private set; }

    /// <summary>Actor name.</summary>
    public string CreatedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>UTC; null before the first success.</summary>
    public DateTimeOffset? ConnectedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>True while syncs and revocations may use it.</summary>
    public bool IsUsable => State is ConnectionState.Connected or ConnectionState.Degraded;

    /// <summary>A person says that this org, known by snapshots only, is the one that will answer.</summary>
    public void Expect(OrgId snapshot) => (OrgId, Version) = (snapshot, Guid.CreateVersion7());

    /// <summary>The org answered. Missing capabilities make the connection degraded, none makes it connected.</summary>
    public Problem? Complete(Org org, OrgIdentity identity, IReadOnlyList<string> missing, DateTimeOffset now)
    {
        if (OrgId is { } known && known != org.Id) return ConnectionProblems.OrgChanged;
        if (Degrade(missing, now) is { } refusal) return refusal;
        OrgId = LiveOrgId = org.Id;
        InstanceOrigin = identity.InstanceOrigin.GetLeftPart(UriPartial.Authority);
        Username = Text.Bounded(identity.Username, AddressMaxLength);
        UserKey = SalesforceIds.Key(identity.UserId);
        ConnectedAt ??= now;
        return null;
    }

    /// <summary>Capabilities came or went with a sync; a certificate near its end counts as one that is about to go.</summary>
    public Problem? Degrade(IReadOnlyList<string> missing, DateTimeOffset now)
    {
        IReadOnlyList<string> all = [.. missing, .. NearEnd("the reader’s key", CertificateEndsAt, now)];
        if (Move(all.Count == 0 ? ConnectionState.Connected : ConnectionState.Degraded) is { } refusal) return refusal;
        Cause = all.Count == 0 ? null : Text.Bounded(string.Join("; ", all), CauseMaxLength);
        return null;
    }

    /// <summary>What a certificate near its end is called; nothing while it is far, or not known.</summary>
    internal static IEnumerable<string> NearEnd(string whose, DateTimeOffset? endsAt, DateTimeOffset now) =>
        endsAt is { } at && at - now <= CertificateNear
            ? [string.Create(CultureInfo.InvariantCulture, $"Certificate: that of {whose} {(at > now ? "ends" : "ended")} on {at.UtcDateTime:yyyy-MM-dd}")]
            : [];

    /// <summary>A person must act before this works again.</summary>
    public Problem? NeedReconnect(string cause)
    {
        if (State == ConnectionState.ReconnectNeeded)
        {
            Cause = Text.Bounded(cause, CauseMaxLength);
            Touch();
            return null;
        }
        if (Move(ConnectionState.ReconnectNeeded) is { } refusal) return refusal;
        Cause = Text.Bounded(cause, CauseMaxLength);
        return null;
    }

    /// <summary>New credentials for the same org, host and client app or another client app of it.</summary>
    public Problem? Reconnect(string clientId, string? username)
    {
        if (Move(ConnectionState.Connecting) is { } refusal) return refusal;
        ClientId = clientId;
        Username = username ?? Username;
        Cause = null;
        return null;
    }

    /// <summary>A new credential was taken; its certificate, when it came with one, is watched.</summary>
    public void Carry(CertificateMark? certificate) =>
        (CertificateThumbprint, CertificateEndsAt) = (certificate?.Thumbprint, certificate?.EndsAt);

    /// <summary>Ends it; the org may then be connected anew.</summary>
    /// <param name="cause">Why, when it was not a person's wish.</param>
    public Problem? Disconnect(string? cause = null)
    {
        if (Move(ConnectionState.Disconnected) is { } refusal) return refusal;
        LiveOrgId = null;
        Cause = cause is null ? null : Text.Bounded(cause, CauseMaxLength);
        return null;
    }

    /// <summary>It has ended, and the portal's own grant at the org could not be revoked.</summary>
    public void NoteGrantLeft(string cause)
    {
        Cause = Text.Bounded(cause, CauseMaxLength);
        Touch();
    }

    /// <summary>What an audit entry may show of a connection.</summary>
    public AuditFields ToAudit() => new AuditFields()
        .Add("name", Name).Add("state", State).Add("cause", Cause).Add("flow", Flow).Add("loginOrigin", LoginOrigin)
        .Add("instanceOrigin", InstanceOrigin).Add("clientId", ClientId).Add("username", Username)
        .Add("certificate", CertificateThumbprint).Add("certificateEndsAt", CertificateEndsAt);

    private Problem? Move(ConnectionState next)
    {
        if (next != State && !ConnectionStates.After(State).Contains(next))
            return ConnectionProblems.NotFrom(State, next);
        State = next;
        Touch();
        return null;
    }

    private void Touch() => Version = Guid.CreateVersion7();
}
