
namespace Governance.Domain.Audit;

/// <summary>What an audit entry shows of a thing before or after an act: named scalar values, sorted by name.
/// Takes only types that cannot hold a secret; each entity lists its fields in its own ToAudit.</summary>
public sealed class AuditFields
{
    private const int ValueMaxLength = 500;
    private readonly SortedDictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Name to string, long, bool or null, in ordinal order of the names.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Adds text; bounded.</summary>
    public AuditFields Add(string name, string? value) => Put(name, value is null ? null : Text.Bounded(value, ValueMaxLength));

    /// <summary>Adds a whole number.</summary>
    public AuditFields Add(string name, long value) => Put(name, value);

    /// <summary>Adds yes or no.</summary>
    public AuditFields Add(string name, bool value) => Put(name, value);

    /// <summary>Adds an enum by its name.</summary>
    public AuditFields Add<TEnum>(string name, TEnum value) where TEnum : struct, Enum => Put(name, value.ToString());

    /// <summary>Adds a moment that may be unknown.</summary>
    public AuditFields Add(string name, DateTimeOffset? value) => value is { } at ? Add(name, at) : Put(name, null);

    /// <summary>Adds a moment, UTC to the millisecond.</summary>
    public AuditFields Add(string name, DateTimeOffset value) =>
        Put(name, CanonicalJson.Moment(value));

    private AuditFields Put(string name, object? value)
    {
        _values.Add(name, value);
        return this;
    }
}
