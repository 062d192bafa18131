namespace Governance.Domain.Inventory;

/// <summary>Where one user signed in from through one client app, by address and TLS version: all logins of that kind in one row.</summary>
public sealed class LoginUse
{
    /// <summary>Longest address, characters; login history writes words such as "Salesforce.com IP" too.</summary>
    public const int AddressMaxLength = 64;

    /// <summary>Longest TLS version, characters.</summary>
    public const int ProtocolMaxLength = 20;

    /// <summary>Most rows kept for one user and app: the latest.</summary>
    public const int MostPerGrant = 50;

    private LoginUse() { }

    /// <summary>First sight.</summary>
    public LoginUse(OrgId org, LoginSeen seen)
    {
        (Id, OrgId, UserId) = (Guid.CreateVersion7(), org, seen.UserId);
        (AppName, AppKey) = (EventNames.Of(seen.AppName), EventNames.KeyOf(seen.AppName));
        (Address, Protocol) = (Text.Bounded(seen.Address, AddressMaxLength), Text.Bounded(seen.Protocol, ProtocolMaxLength));
        (FirstSeenAt, LastSeenAt) = (seen.FirstAt, seen.LastAt);
    }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>15 characters.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>Label of the app; org text.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>The label in comparable form.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>As login history writes it; empty when it names none.</summary>
    public string Address { get; private set; } = "";

    /// <summary>As in TLS 1.3; empty when not said.</summary>
    public string Protocol { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>What makes it one row.</summary>
    public (string, string, string, string) Key => (UserId, AppKey, Address, Protocol);

    /// <summary>Takes over a later read; the same logins twice change nothing.</summary>
    public void Merge(LoginUse seen)
    {
        if (seen.FirstSeenAt < FirstSeenAt) FirstSeenAt = seen.FirstSeenAt;
        if (seen.LastSeenAt > LastSeenAt) (LastSeenAt, AppName) = (seen.LastSeenAt, seen.AppName);
    }
}

/// <summary>A line of the Setup Audit Trail.</summary>
public sealed class SetupChange
{
    /// <summary>Longest words, characters.</summary>
    public const int DisplayMaxLength = 500;

    private SetupChange() { }

    /// <summary>As read.</summary>
    public SetupChange(OrgId org, SetupLine line)
    {
        (OrgId, Key, Action) = (org, line.Key, EventNames.Of(line.Action));
        (Section, Display) = (EventNames.Of(line.Section), Text.Bounded(line.Display, DisplayMaxLength));
        (By, At) = (line.By is null ? null : EventNames.Of(line.By), line.At);
    }

    /// <summary>In which org; key, first part.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>Salesforce's id, 15 characters; key, second part.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Salesforce's name of it, as in PermSetEnableUserPerm.</summary>
    public string Action { get; private set; } = "";

    /// <summary>Area of Setup; org text, empty when not said.</summary>
    public string Section { get; private set; } = "";

    /// <summary>Its words; org text.</summary>
    public string Display { get; private set; } = "";

    /// <summary>User name; null when the org did not say.</summary>
    public string? By { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private set; }
}

/// <summary>Calls of one client app in one org on one day. The row without an app stands for the calls of none, and is there for
/// every day that was read.</summary>
public sealed class AppCalls
{
    private AppCalls() { }

    /// <summary>As read.</summary>
    public AppCalls(OrgId org, CallsSeen seen) =>
        (OrgId, AppKey, Day, AppName, Calls, BulkCalls, ScopesSeen, ObjectsSeen) = (
            org, EventNames.KeyOf(seen.AppName), seen.Day, EventNames.Of(seen.AppName), seen.Calls, seen.BulkCalls, seen.ScopesSeen, seen.ObjectsSeen);

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>Label of the app in comparable form; empty for the calls of no app.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Label of the app; org text.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>All of them.</summary>
    public int Calls { get; private set; }

    /// <summary>Those of the bulk API.</summary>
    public int BulkCalls { get; private set; }

    /// <summary>On the row without an app: <see cref="ScopeUse"/> holds all that the day showed.</summary>
    public bool ScopesSeen { get; private set; }

    /// <summary>On the row without an app: <see cref="ObjectUse"/> holds all that the day showed.</summary>
    public bool ObjectsSeen { get; private set; }
}

/// <summary>A session that was alive at the last read; its id is not kept.</summary>
public sealed class OrgSession
{
    /// <summary>Longest kind of session or login, characters.</summary>
    public const int WordMaxLength = 60;

    private OrgSession() { }

    /// <summary>As read.</summary>
    public OrgSession(OrgId org, SessionSeen seen)
    {
        (Id, OrgId, UserId, Username) = (Guid.CreateVersion7(), org, seen.UserId, EventNames.Of(seen.Username));
        (SessionType, LoginType) = (Text.Bounded(seen.SessionType, WordMaxLength), Text.Bounded(seen.LoginType, WordMaxLength));
        (AppName, Address) = (EventNames.Of(seen.AppName), Text.Bounded(seen.Address, LoginUse.AddressMaxLength));
        (CreatedAt, EndsAt) = (seen.CreatedAt, seen.EndsAt);
    }

    /// <summary>Ours; a new one at every read.</summary>
    public Guid Id { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>15 characters.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>User name; empty when not said.</summary>
    public string Username { get; private set; } = "";

    /// <summary>As in Oauth2 or UI.</summary>
    public string SessionType { get; private set; } = "";

    /// <summary>As in Remote Access 2.0.</summary>
    public string LoginType { get; private set; } = "";

    /// <summary>Label of the app it was opened through; empty when not said.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>As the org writes it; empty when not said.</summary>
    public string Address { get; private set; } = "";

    /// <summary>UTC; null when not said.</summary>
    public DateTimeOffset? CreatedAt { get; private set; }

    /// <summary>When it ends unless it is used, UTC; null when not said.</summary>
    public DateTimeOffset? EndsAt { get; private set; }
}
