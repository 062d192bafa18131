using System.Text.Json;
using Governance.Domain.Requests;

namespace Governance.Domain.Policies;

/// <summary>Reads a policy file (database/seed/schema/policy.schema.json). What it does not know it refuses whole, naming the
/// line and the reason; it never guesses.</summary>
public ref partial struct PolicyReader
{
    /// <summary>Of the file's form.</summary>
    public const int Edition = 1;

    /// <summary>Most targets of one incident.</summary>
    public const int MostTargets = 20_000;

    private const int EchoLength = 60;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly IReadOnlySet<string>? _groups;
    private Utf8JsonReader _json;
    private Problem? _refusal;
    private string? _name;
    private string _description;
    private bool _hasEdition;
    private List<string> _bindings;
    private int? _secondPersonAbove;
    private SortedDictionary<string, PolicyRule>? _rules;
    private List<ApprovalRule> _approvals;

    private PolicyReader(ReadOnlySpan<byte> bytes, IReadOnlySet<string>? groups)
    {
        _bytes = bytes;
        (_groups, _description, _bindings, _approvals) = (groups, "", [], []);
        _json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 8 });
    }

    /// <summary>Reads a file from outside.</summary>
    /// <param name="bytes">UTF-8, with or without a byte order mark.</param>
    /// <param name="groups">Names of all org groups, as a binding must write them.</param>
    /// <returns>The policy, or Invalid with line and reason.</returns>
    public static Result<PolicyDocument> Read(ReadOnlySpan<byte> bytes, IReadOnlySet<string> groups) => ReadAny(bytes, groups);

    /// <summary>Reads what <see cref="PolicyDocument.Write"/> stored. A rule that the catalogue has no more is left out.</summary>
    /// <exception cref="FormatException">The text was stored by nobody we know.</exception>
    public static PolicyDocument Stored(string text)
    {
        var read = ReadAny(System.Text.Encoding.UTF8.GetBytes(text), null);
        return read.Value ?? throw new FormatException($"A stored policy cannot be read: {read.Problem!.Message}");
    }

    private static Result<PolicyDocument> ReadAny(ReadOnlySpan<byte> bytes, IReadOnlySet<string>? groups)
    {
        if (bytes.Length > PolicyDocument.MaxBytes) return Refused(1, "the file is larger than 256 KB");
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var reader = new PolicyReader(bytes, groups);
        try
        {
            reader.File();
        }
        catch (JsonException fault)
        {
            return Refused((fault.LineNumber ?? 0) + 1, "this is not JSON as it should be");
        }
        catch (InvalidOperationException)
        {
            // Text that is no UTF-8 shows only when it is taken.
            reader.Refuse("a text is not valid UTF-8");
        }
        if (reader._refusal is { } refusal) return refusal;
        return new PolicyDocument(reader._name!, reader._description, reader._bindings, reader._rules!) { SecondPersonAbove = reader._secondPersonAbove, Approvals = reader._approvals };
    }

    private static Problem Refused(long line, string reason) =>
        Problem.Invalid("policy.file-refused", $"Line {line}: {reason}. The file was refused whole; nothing was changed.");

    private static string Echo(string? text) => $"“{Text.Bounded(text, EchoLength)}”";

    private bool Refuse(string reason)
    {
        _refusal ??= Refused(1 + _bytes[..(int)Math.Min(_json.TokenStartIndex, _bytes.Length)].Count((byte)'\n'), reason);
        return false;
    }

    private void File()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            Refuse("a policy file is one JSON object");
            return;
        }
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next("the file", seen, out var property))
        {
            var read = property switch
            {
                "$schema" => ReadText(property, 500, out _),
                "version" => Version(),
                "name" => Name(),
                "description" => ReadText(property, PolicyDocument.DescriptionMaxLength, out _description),
                "bindings" => Bindings(),
                "secondPersonAbove" => SecondPerson(),
                "rules" => Rules(),
                "approvals" => Approvals(),
                _ => Refuse($"{Echo(property)} is no part of a policy file"),
            };
            if (!read) return;
        }
        if (_refusal is not null) return;
        var missing = !_hasEdition ? "version" : _name is null ? "name" : _rules is null ? "rules" : null;
        if (missing is not null) Refuse($"“{missing}” is missing");
        else if (_json.Read()) Refuse("something stands behind the end of the file");
    }

    /// <summary>The next property of an object: false at its end, and when it is refused.</summary>
    private bool Next(string where, HashSet<string> seen, out string property)
    {
        property = "";
        if (_refusal is not null || !_json.Read() || _json.TokenType == JsonTokenType.EndObject) return false;
        property = _json.GetString()!;
        if (!seen.Add(property)) return Refuse($"{Echo(property)} stands twice in {where}");
        return _json.Read();
    }

    private bool Version()
    {
        if (!Number("version", Edition, Edition, out _)) return false;
        return _hasEdition = true;
    }

    private bool Name()
    {
        if (!ReadText("name", PolicyDocument.NameMaxLength, out var name)) return false;
        if (Text.Comparable(name, PolicyDocument.NameMaxLength).Length == 0) return Refuse("“name” is empty");
        if (name.Trim() != name || name.Any(char.IsControl)) return Refuse("“name” begins or ends with a space, or holds a control character");
        _name = name;
        return true;
    }

    private bool ReadText(string what, int max, out string text)
    {
        text = "";
        if (_json.TokenType != JsonTokenType.String) return Refuse($"“{what}” must be a text");
        text = _json.GetString()!;
        if (text.Length > max) return Refuse($"“{what}” has more than {max} characters");
        return Text.Bounded(text, max) == text || Refuse($"“{what}” holds a character that cannot be stored");
    }

    private bool Number(string what, int min, int max, out int value)
    {
        value = 0;
        if (_json.TokenType != JsonTokenType.Number) return Refuse($"“{what}” must be a whole number");
        if (!_json.TryGetInt64(out var read))
            return Refuse(_json.TryGetDecimal(out var other) && other == decimal.Truncate(other) && Math.Abs(other) > max ? $"“{what}” must be {min} to {max}" : $"“{what}” must be a whole number");
        if (read < 0 && min >= 0) return Refuse($"“{what}” is negative");
        if (read < min || read > max) return Refuse(min == max ? $"“{what}” must be {min}" : $"“{what}” must be {min} to {max}");
        value = (int)read;
        return true;
    }

    private bool Strings(string what, int most, int longest, List<string> entries)
    {
        if (_json.TokenType != JsonTokenType.StartArray) return Refuse($"“{what}” must be a list of texts");
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (!ReadText(what, longest, out var entry)) return false;
            if (entry.Trim().Length == 0) return Refuse($"“{what}” holds an empty text");
            if (!seen.Add(entry)) return Refuse($"{Echo(entry)} stands twice in “{what}”");
            if (_groups is not null && what == "bindings" && entry != PolicyDocument.Everywhere && !_groups.Contains(entry))
                return Refuse($"there is no org group {Echo(entry)}");
            entries.Add(entry);
            if (entries.Count > most) return Refuse($"“{what}” has more than {most} entries");
        }
        entries.Sort(StringComparer.Ordinal);
        return true;
    }

    private bool Bindings()
    {
        if (!Strings("bindings", PolicyDocument.MaxBindings, 80, _bindings)) return false;
        return _bindings.Count < 2 || !_bindings.Contains(PolicyDocument.Everywhere)
            || Refuse("“bindings” names org groups beside “*”, which holds everywhere: that binds them twice");
    }

    private bool SecondPerson()
    {
        if (!Number("secondPersonAbove", 0, MostTargets, out var above)) return false;
        _secondPersonAbove = above;
        return true;
    }

    private bool Rules()
    {
        if (_json.TokenType != JsonTokenType.StartObject) return Refuse("“rules” must be an object");
        _rules = new(StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next("“rules”", seen, out var id))
        {
            if (RuleCatalogue.Find(id) is { } rule)
            {
                if (!OneRule(rule)) return false;
            }
            else if (_groups is null)
            {
                _json.Skip();
            }
            else
            {
                return Refuse($"there is no rule {Echo(id)}");
            }
        }
        return _refusal is null;
    }

    private bool OneRule(Rule rule)
    {
        if (_json.TokenType != JsonTokenType.StartObject) return Refuse($"“{rule.Id}” must be an object");
        var (isOn, severity) = (true, (Severity?)null);
        var thresholds = new Dictionary<string, int>();
        var lists = new Dictionary<string, IReadOnlyList<string>>();
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next($"“{rule.Id}”", seen, out var property))
        {
            var read = property switch
            {
                "on" => Switch(out isOn),
                "severity" => ReadSeverity(out severity),
                "thresholds" => Thresholds(rule, thresholds),
                "lists" => Lists(rule, lists),
                _ => Refuse($"{Echo(property)} is no part of a rule"),
            };
            if (!read) return false;
        }
        _rules![rule.Id] = new PolicyRule(isOn, severity, thresholds, lists);
        return _refusal is null;
    }

    private bool Switch(out bool isOn)
    {
        isOn = _json.TokenType == JsonTokenType.True;
        return _json.TokenType is JsonTokenType.True or JsonTokenType.False || Refuse("“on” must be true or false");
    }

    private bool ReadSeverity(out Severity? severity)
    {
        severity = null;
        if (!ReadText("severity", 20, out var text)) return false;
        severity = text switch
        {
            "low" => Policies.Severity.Low,
            "medium" => Policies.Severity.Medium,
            "high" => Policies.Severity.High,
            "critical" => Policies.Severity.Critical,
            _ => null,
        };
        return severity is not null || Refuse($"{Echo(text)} is no severity: low, medium, high or critical");
    }

    private bool Thresholds(Rule rule, Dictionary<string, int> into)
    {
        if (_json.TokenType != JsonTokenType.StartObject) return Refuse("“thresholds” must be an object");
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next("“thresholds”", seen, out var name))
        {
            if (rule.Parameters.All(p => p.Name != name)) return Refuse($"{rule.Id} has no threshold {Echo(name)}");
            if (!Number(name, 0, RuleParameter.Max, out var value)) return false;
            into[name] = value;
        }
        return _refusal is null;
    }

    private bool Lists(Rule rule, Dictionary<string, IReadOnlyList<string>> into)
    {
        if (_json.TokenType != JsonTokenType.StartObject) return Refuse("“lists” must be an object");
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next("“lists”", seen, out var name))
        {
            if (rule.Lists.All(l => l.Name != name)) return Refuse($"{rule.Id} has no list {Echo(name)}");
            List<string> entries = [];
            if (!Strings(name, RuleList.MaxEntries, RuleList.EntryMaxLength, entries)) return false;
            into[name] = entries;
        }
        return _refusal is null;
    }
}
