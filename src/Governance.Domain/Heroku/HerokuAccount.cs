using Governance.Domain.Audit;
using Governance.Domain.Connections;

namespace Governance.Domain.Heroku;

/// <summary>Our record that the portal may read, and act on, AppLink in one Heroku account. Its states are those of an
/// org's connection. It belongs to no org group: what hangs on it does, org by org.</summary>
public sealed class HerokuAccount
{
    /// <summary>A token in use for so long is to be replaced; Heroku itself lets it go on working.</summary>
    public static readonly TimeSpan TokenLasts = TimeSpan.FromDays(90);

    private HerokuAccount() { }

    /// <summary>Begins a connection; nothing has been asked of Heroku yet.</summary>
    public HerokuAccount(string name, string createdBy, DateTimeOffset now)
    {
        Id = HerokuAccountId.New();
        Name = name;
        CreatedBy = createdBy;
        CreatedAt = TokenSince = now;
        State = ConnectionState.Connecting;
        Touch();
    }

    /// <summary>Ours.</summary>
    public HerokuAccountId Id { get; private set; }

    /// <summary>What people call it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Heroku's id of the account; null until Heroku said whose token it is.</summary>
    public string? AccountKey { get; private set; }

    /// <summary>The same while connected, null afterwards: unique, so that no account has two.</summary>
    public string? LiveAccountKey { get; private set; }

    /// <summary>The Heroku user the portal acts as; null until known.</summary>
    public string? Email { get; private set; }

    /// <summary>Where it stands.</summary>
    public ConnectionState State { get; private set; }

    /// <summary>Why a reconnect is needed, or what cannot be read; null when all is well.</summary>
    public string? Cause { get; private set; }

    /// <summary>Apps the account sees, as of the last complete read; null before it.</summary>
    public int? AppCount { get; private set; }

    /// <summary>Actor name.</summary>
    public string CreatedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>UTC; null before the first success.</summary>
    public DateTimeOffset? ConnectedAt { get; private set; }

    /// <summary>When the token in use was handed over, UTC.</summary>
    public DateTimeOffset TokenSince { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>True while syncs and revocations may use it.</summary>
    public bool IsUsable => State is ConnectionState.Connected or ConnectionState.Degraded;

    /// <summary>The account as the connection through which targets are reached.</summary>
    public ConnectionId Via => new(Id.Value);

    /// <summary>Heroku answered.</summary>
    public Problem? Complete(string accountKey, string email, DateTimeOffset now)
    {
        if (AccountKey is { } known && known != accountKey) return HerokuProblems.AccountChanged;
        if (Move(ConnectionState.Connected) is { } refusal) return refusal;
        AccountKey = LiveAccountKey = accountKey;
        Email = Text.Bounded(email, AppLinkRow.NameMaxLength);
        ConnectedAt ??= now;
        Cause = null;
        return null;
    }

    /// <summary>A read ended: nothing missing makes it connected, anything missing degraded.</summary>
    /// <param name="missing">What could not be read, in words.</param>
    /// <param name="apps">Apps the account sees; null keeps what is known.</param>
    public Problem? Degrade(IReadOnlyList<string> missing, int? apps)
    {
        if (Move(missing.Count == 0 ? ConnectionState.Connected : ConnectionState.Degraded) is { } refusal) return refusal;
        Cause = missing.Count == 0 ? null : Text.Bounded(string.Join("; ", missing), Connection.CauseMaxLength);
        AppCount = apps ?? AppCount;
        return null;
    }

    /// <summary>A person must act before this works again.</summary>
    public Problem? NeedReconnect(string cause)
    {
        if (State != ConnectionState.ReconnectNeeded && Move(ConnectionState.ReconnectNeeded) is { } refusal) return refusal;
        Cause = Text.Bounded(cause, Connection.CauseMaxLength);
        Touch();
        return null;
    }

    /// <summary>A new token of the same account, or another try with the one held.</summary>
    public Problem? Reconnect(bool isNewToken, DateTimeOffset now)
    {
        if (Move(ConnectionState.Connecting) is { } refusal) return refusal;
        if (isNewToken) TokenSince = now;
        Cause = null;
        return null;
    }

    /// <summary>Ends it; the account may then be connected anew.</summary>
    public Problem? Disconnect()
    {
        if (Move(ConnectionState.Disconnected) is { } refusal) return refusal;
        LiveAccountKey = null;
        Cause = null;
        return null;
    }

    /// <summary>What an audit entry may show of an account.</summary>
    public AuditFields ToAudit() => new AuditFields()
        .Add("name", Name).Add("state", State).Add("cause", Cause).Add("email", Email).Add("tokenSince", TokenSince);

    private Problem? Move(ConnectionState next)
    {
        if (next != State && !ConnectionStates.After(State).Contains(next)) return ConnectionProblems.NotFrom(State, next);
        State = next;
        Touch();
        return null;
    }

    private void Touch() => Version = Guid.CreateVersion7();
}
