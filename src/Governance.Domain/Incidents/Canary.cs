using Governance.Domain.Audit;
using Governance.Domain.Connections;

namespace Governance.Domain.Incidents;

/// <summary>Where a canary stands.</summary>
public enum CanaryState
{
    /// <summary>Handed over, and being tried.</summary>
    Trying,

    /// <summary>It worked when it was handed over, and is kept.</summary>
    Kept,

    /// <summary>It did not work: its credential was erased.</summary>
    NotKept,
}

/// <summary>A credential that the company itself holds for a client app of its own in one org. Tried before and after a containment, it says
/// whether the cut holds; it says nothing of anything else.</summary>
public sealed class Canary
{
    /// <summary>Longest cause kept, characters.</summary>
    public const int CauseMaxLength = 400;

    private Canary() { }

    /// <summary>Handed over; nothing has been asked of the org yet.</summary>
    /// <param name="connection">Of the org: there its sign-ins go, and nowhere else.</param>
    /// <param name="app">Which client app.</param>
    /// <param name="flow">Web server for a refresh token, or client credentials.</param>
    /// <param name="by">Actor name of who handed it over.</param>
    /// <param name="now">UTC.</param>
    public Canary(Connection connection, CanaryApp app, ConnectionFlow flow, string by, DateTimeOffset now)
    {
        if (flow == ConnectionFlow.JwtBearer) throw new ArgumentException("A canary is a refresh token or a consumer secret.", nameof(flow));
        Id = CanaryId.New();
        (ConnectionId, OrgId, OrgGroupId) = (connection.Id, app.OrgId, app.OrgGroupId);
        (AppId, ApplicationKey, AppName, AppKey, ClientId, DoorSubject) = (app.Id, app.ApplicationKey, app.Name, app.Key, app.ClientId, app.DoorSubject);
        (Flow, DepositedBy, DepositedAt) = (flow, by, now);
        Touch();
    }

    /// <summary>Ours; the lease of its refreshes goes by it too.</summary>
    public CanaryId Id { get; private set; }

    /// <summary>Through which connection's login host.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Which client app, as an item of the inventory.</summary>
    public ItemId AppId { get; private set; }

    /// <summary>Its application id, 15 characters.</summary>
    public string ApplicationKey { get; private set; } = "";

    /// <summary>Its label; org text.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>The label in comparable form.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>Consumer key: the org's own word, never a person's.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>What a containment calls the app's door; null when the org does not give its API name.</summary>
    public string? DoorSubject { get; private set; }

    /// <summary>Web server for a refresh token, or client credentials.</summary>
    public ConnectionFlow Flow { get; private set; }

    /// <summary>Where it stands.</summary>
    public CanaryState State { get; private set; }

    /// <summary>Whom the org signed it in as, 15 characters; null before it answered.</summary>
    public string? UserKey { get; private set; }

    /// <summary>That user's name; null before.</summary>
    public string? Username { get; private set; }

    /// <summary>What came of the latest try; null before the first.</summary>
    public CanaryOutcome? LastOutcome { get; private set; }

    /// <summary>When that was, UTC.</summary>
    public DateTimeOffset? LastTriedAt { get; private set; }

    /// <summary>The same in words.</summary>
    public string? Cause { get; private set; }

    /// <summary>Actor name of who handed it over.</summary>
    public string DepositedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset DepositedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>What an audit entry may show of it.</summary>
    public AuditFields ToAudit() => new AuditFields()
        .Add("app", AppName).Add("flow", Flow).Add("state", State).Add("user", Username).Add("outcome", LastOutcome?.ToString()).Add("triedAt", LastTriedAt);

    /// <summary>It was tried when it was handed over: only what works is kept.</summary>
    public void Settle(CanaryAnswer answer)
    {
        if (State != CanaryState.Trying) return;
        State = answer.Outcome == CanaryOutcome.Worked ? CanaryState.Kept : CanaryState.NotKept;
        (UserKey, Username) = (answer.UserKey, answer.Username is { } name ? Text.Bounded(name, Connection.AddressMaxLength) : null);
        Note(answer);
    }

    /// <summary>It was tried.</summary>
    public void Note(CanaryAnswer answer)
    {
        (LastOutcome, LastTriedAt, Cause) = (answer.Outcome, answer.AnsweredAt, Text.Bounded(answer.Words, CauseMaxLength));
        Touch();
    }

    private void Touch() => Version = Guid.CreateVersion7();
}

/// <summary>The client app of a canary.</summary>
/// <param name="Id">As an item of the inventory.</param>
/// <param name="OrgId">In which org.</param>
/// <param name="OrgGroupId">The org's group.</param>
/// <param name="ApplicationKey">Application id, 15 characters.</param>
/// <param name="Name">Label; org text.</param>
/// <param name="Key">The label in comparable form.</param>
/// <param name="ClientId">Consumer key.</param>
/// <param name="DoorSubject">What a containment calls its door; null when unknown.</param>
public sealed record CanaryApp(
    ItemId Id, OrgId OrgId, OrgGroupId OrgGroupId, string ApplicationKey, string Name, string Key, string ClientId, string? DoorSubject);
