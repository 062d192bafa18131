namespace Governance.Domain.Inventory;

/// <summary>An object that calls of a user touched.</summary>
/// <param name="UserKey">15 characters.</param>
/// <param name="ObjectName">API name as the org writes it; empty for calls that name none and may have touched any.</param>
/// <param name="Day">The last such day, UTC.</param>
public sealed record ObjectSeen(string UserKey, string ObjectName, DateOnly Day);

/// <summary>Object that calls of one user in one org touched: only when last. The row without an object stands for calls that named
/// none and may have touched any.</summary>
public sealed class ObjectUse
{
    /// <summary>Longest API name, characters: namespace, name and suffix.</summary>
    public const int NameMaxLength = 100;

    private ObjectUse() { }

    /// <summary>As known now.</summary>
    public ObjectUse(OrgId org, ObjectSeen seen) => (OrgId, UserKey, ObjectName, LastUsedOn) = (org, seen.UserKey, seen.ObjectName, seen.Day);

    /// <summary>In which org; key, first part.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>15 characters; key, second part.</summary>
    public string UserKey { get; private set; } = "";

    /// <summary>API name; key, third part; empty when not named.</summary>
    public string ObjectName { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateOnly LastUsedOn { get; private set; }
}
