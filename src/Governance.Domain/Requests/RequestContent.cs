using System.Globalization;
using Governance.Domain.Audit;

namespace Governance.Domain.Requests;

/// <summary>What a request asks for, beside its title and reason: few short texts by name, in one spelling, so that it can be hashed.</summary>
public sealed class RequestContent
{
    /// <summary>Most texts.</summary>
    public const int MaxFields = 24;

    /// <summary>Longest text, characters.</summary>
    public const int ValueMaxLength = 1000;

    /// <summary>The name under which a last day stands, as 2027-01-31.</summary>
    public const string UntilName = "until";

    /// <summary>Nothing beside title and reason.</summary>
    public static readonly RequestContent Empty = new([]);

    private readonly SortedDictionary<string, string> _fields;

    private RequestContent(SortedDictionary<string, string> fields) => _fields = fields;

    /// <summary>By name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, string> Fields => _fields;

    /// <summary>One text; null when it is not given.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>The last day asked for, UTC; null where none is.</summary>
    public DateOnly? Until => DateOnly.TryParseExact(this[UntilName], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Of what was filled in: trimmed and bounded, what is empty left out.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxFields"/>.</exception>
    public static RequestContent Of(IEnumerable<KeyValuePair<string, string?>> fields)
    {
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (!string.IsNullOrWhiteSpace(value)) kept[name] = Text.Bounded(value.Trim(), ValueMaxLength);
        }
        if (kept.Count > MaxFields) throw new ArgumentException($"A request holds at most {MaxFields} texts.", nameof(fields));
        return new RequestContent(kept);
    }

    /// <summary>Of fixed texts.</summary>
    public static RequestContent Of(params (string Name, string? Value)[] fields) => Of(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    /// <summary>One spelling: JSON with keys in order; empty without any text.</summary>
    public string Write() => _fields.Count == 0 ? "" : CanonicalJson.Write(_fields.ToDictionary(f => f.Key, f => (object?)f.Value));

    /// <summary>Reads it back; what nobody of ours wrote reads as empty, and its hash tells.</summary>
    public static RequestContent Read(string text) => text.Length > 0 && CanonicalJson.ReadFlat(text) is { } map
        ? Of(map.Select(f => KeyValuePair.Create(f.Key, f.Value as string))) : Empty;

    /// <summary>What differs, by name: before and after; null where it was not given.</summary>
    public static IReadOnlyList<(string Name, string? Before, string? After)> Between(RequestContent before, RequestContent after) =>
    [
        .. before._fields.Keys.Union(after._fields.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(n => (n, before[n], after[n])).Where(d => d.Item2 != d.Item3),
    ];
}

/// <summary>What somebody asks for, as a whole.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Reason">Why, in the asker's words.</param>
/// <param name="OrgGroupId">The org group that all of it lies in; null for several, or none.</param>
/// <param name="Content">What is particular to it.</param>
public sealed record RequestWish(RequestKind Kind, string Title, string Reason, OrgGroupId? OrgGroupId, RequestContent Content)
{
    /// <summary>The one thing that it is about: requests about the same are told side by side. Null for several, or none yet.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>It is void from then on at the latest, UTC; null for the usual lifetime.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>More that is decided on and kept elsewhere; one line each.</summary>
    public string Beside { get; init; } = "";
}
