using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;

namespace Governance.Connectors.Salesforce;

/// <summary>Gathers the rows of one kind of evidence while they come, so that what was read before the time ran out is kept.
/// Takes listed fields only, bounded, and writes them as canonical JSON.</summary>
internal sealed class EvidenceRows(EvidenceObject of, DateTimeOffset asOf)
{
    /// <summary>Most rows of one file; more are cut.</summary>
    public const int MostRows = 20_000;

    private const int LongestText = 4_000;

    // Beside the rows: object, times, query and the gap.
    private const int Room = EvidenceFile.MostBytes - 1024 * 1024;

    private readonly List<string> _queries = [];
    private readonly List<string> _gaps = [];
    private readonly List<object?> _rows = [];
    private long? _counted;
    private long _size;

    /// <summary>True when no more rows are taken.</summary>
    public bool IsFull => _rows.Count >= MostRows || _size >= Room;

    public int Count => _rows.Count;

    /// <summary>Notes what is asked.</summary>
    public void Asked(OrgRead read)
    {
        if (_queries.Count < 20) _queries.Add(read.Soql ?? $"GET {read.Path}");
        else if (_queries.Count == 20) _queries.Add("...");
    }

    /// <summary>Adds to what the org counted.</summary>
    public void Counted(int? rows) => _counted = rows is null ? _counted : (_counted ?? 0) + rows;

    /// <summary>Takes rows until it is full.</summary>
    public void Take(IEnumerable<JsonElement> records)
    {
        foreach (var record in records)
        {
            if (IsFull) return;
            var row = of.Fields.ToDictionary(f => f, f => ValueOf(record, f));
            _size += row.Sum(v => v.Key.Length + 8 + (v.Value is string text ? Encoding.UTF8.GetByteCount(text) : 8));
            _rows.Add(row);
        }
    }

    /// <summary>Takes the limits of an org: one row each.</summary>
    public void TakeLimits(JsonElement limits)
    {
        foreach (var limit in limits.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.Object).OrderBy(l => l.Name, StringComparer.Ordinal))
        {
            if (IsFull) return;
            var name = Safe(limit.Name);
            _size += name.Length + 60;
            _rows.Add(new Dictionary<string, object?> { ["name"] = name, ["max"] = Number(limit.Value, "Max"), ["remaining"] = Number(limit.Value, "Remaining") });
        }
    }

    /// <summary>Notes that something is missing.</summary>
    public void Miss(string words) => _gaps.Add(words);

    /// <summary>The file, or the gap alone when there is nothing to put into one.</summary>
    public EvidenceRead ToRead()
    {
        if (_counted > _rows.Count && _gaps.Count == 0)
            _gaps.Add(string.Create(CultureInfo.InvariantCulture, $"The org counted {_counted:N0} rows; the {_rows.Count:N0} newest are here."));
        else if (IsFull && _counted is null)
            _gaps.Add(string.Create(CultureInfo.InvariantCulture, $"Cut after {_rows.Count:N0} rows."));
        var gap = _gaps.Count == 0 ? null : string.Join(" ", _gaps.Distinct());
        if (gap is not null && _rows.Count == 0 && _counted is null or 0) return new EvidenceRead(of.Kind, asOf, null, gap);
        var json = CanonicalJson.Write(new Dictionary<string, object?>
        {
            ["object"] = of.Name,
            ["asOf"] = CanonicalJson.Moment(asOf),
            ["query"] = string.Join("\n", _queries),
            ["complete"] = gap is null,
            ["counted"] = _counted,
            ["gap"] = gap,
            ["rows"] = _rows,
        });
        return new EvidenceRead(of.Kind, asOf, Encoding.UTF8.GetBytes(json), gap);
    }

    private static object? ValueOf(JsonElement record, string path)
    {
        JsonElement? at = record;
        var parts = path.Split('.');
        foreach (var relation in parts[..^1])
        {
            if (at is not { } row) return null;
            at = OrgJson.Relation(row, relation);
        }
        if (at is not { ValueKind: JsonValueKind.Object } item || !item.TryGetProperty(parts[^1], out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => OrgJson.Text(item, parts[^1]) is { } text ? Safe(text) : null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => Number(item, parts[^1]),
            _ => null,
        };
    }

    // A fraction is kept as text: the canonical form has whole numbers only.
    private static object? Number(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out var whole) ? whole
        : value.TryGetDecimal(out var number) && decimal.Truncate(number) == number && Math.Abs(number) < long.MaxValue ? (long)number
        : Text.Bounded(value.GetRawText(), 40);

    private static string Safe(string text) => Redaction.WithoutCredentials(Text.Bounded(text, LongestText));
}
