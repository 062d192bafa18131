using System.Globalization;
using System.Runtime.CompilerServices;

namespace Governance.Domain.Catalog;

/// <summary>Compares shapes, each pair once per direction: a shape that refers to itself ends by itself, and one that many
/// operations share is reported once, under its own name.</summary>
internal sealed class SchemaDiff(ApiSpec before, ApiSpec after, SpecChangeLog log)
{
    /// <summary>Pairs of shapes; no honest spec comes near.</summary>
    private const int MaxPairs = 500_000;

    private readonly Queue<(Pair Pair, SpecPlace Place)> _waiting = [];
    private readonly HashSet<Pair> _seen = [];
    private readonly Dictionary<ApiSchema, SchemaShape> _before = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ApiSchema, SchemaShape> _after = new(ReferenceEqualityComparer.Instance);

    /// <summary>Notes a pair, which callers send or which comes back to them; <see cref="Finish"/> compares it.</summary>
    public void Compare(ApiSchema was, ApiSchema now, SpecPlace place, bool isSent)
    {
        if (now.Reference is { } reference) place = new SpecPlace(Schema: NameOf(reference));
        var pair = new Pair(Target(was, before), Target(now, after), isSent);
        if (_seen.Count < MaxPairs && _seen.Add(pair)) _waiting.Enqueue((pair, place));
    }

    /// <summary>Compares everything that was noted, and what belongs to it.</summary>
    public void Finish()
    {
        while (_waiting.TryDequeue(out var next)) Compare(next.Pair, next.Place);
        if (_seen.Count == MaxPairs) log.Add("schema.not-compared", new SpecPlace(), $"there are more than {MaxPairs:N0} pairs of shapes to compare; the rest was left out");
    }

    private void Compare(Pair pair, SpecPlace place)
    {
        var (was, now) = (ShapeOf(pair.Was, before, _before), ShapeOf(pair.Now, after, _after));
        if (was.Unknown is not null || now.Unknown is not null)
        {
            if (was.Unknown != now.Unknown || now.IsTooLarge)
                log.Add("schema.not-compared", place, $"nobody can tell what changed: {Text.Bounded(now.Unknown ?? was.Unknown, 200)}");
            return;
        }
        if (IsChoice(was, now) || IsChoice(now, was))
        {
            Variants(was.Variants.Count > 0 ? was.Variants : [pair.Was], now.Variants.Count > 0 ? now.Variants : [pair.Now], place, pair.IsSent);
            return;
        }
        Types(was, now, place, pair.IsSent);
        Limits(was, now, place, pair.IsSent);
        Values(was, now, place, pair.IsSent);
        Hints(was, now, place);
        Openness(was, now, place, pair.IsSent);
        Fields(was, now, place, pair.IsSent);
        if (was.Items is not null || now.Items is not null) Compare(was.Items ?? ApiSchema.Any, now.Items ?? ApiSchema.Any, Below(place, "[]"), pair.IsSent);
        if (was.Variants.Count > 0 || now.Variants.Count > 0) Variants(was.Variants, now.Variants, place, pair.IsSent);
    }

    private static bool IsChoice(SchemaShape one, SchemaShape other) => one.Variants.Count > 0 && one.Fields.Count == 0 && other.Variants.Count == 0;

    private void Types(SchemaShape was, SchemaShape now, SpecPlace place, bool isSent)
    {
        if (was.Types.SetEquals(now.Types)) return;
        var looser = now.Types.Count == 0 || (was.Types.Count > 0 && now.Types.IsSupersetOf(was.Types));
        var tighter = was.Types.Count == 0 || (now.Types.Count > 0 && now.Types.IsSubsetOf(was.Types));
        var rule = looser ? "type-widened" : tighter ? "type-narrowed" : "type-changed";
        log.Add(Rule(rule, isSent), place, $"the type changed from {Said(was.Types)} to {Said(now.Types)}{Side(isSent)}");
    }

    private void Limits(SchemaShape was, SchemaShape now, SpecPlace place, bool isSent)
    {
        foreach (var word in was.Limits.Keys.Union(now.Limits.Keys, StringComparer.Ordinal))
        {
            var (old, limit) = (was.Limits.GetValueOrDefault(word), now.Limits.GetValueOrDefault(word));
            if (old == limit) continue;
            var rule = old is null ? "limit-tightened" : limit is null ? "limit-loosened" : Moved(word, old, limit);
            if (rule is not null) log.Add(Rule(rule, isSent), place, $"{word} changed from {old ?? "none"} to {limit ?? "none"}{Side(isSent)}");
        }
    }

    private static string? Moved(string word, string old, string now)
    {
        var isUpper = word.StartsWith("max", StringComparison.Ordinal) || word == "exclusiveMaximum";
        var isLower = word.StartsWith("min", StringComparison.Ordinal) || word == "exclusiveMinimum";
        if (!(isUpper || isLower) || !Number(old, out var from) || !Number(now, out var to)) return "limit-changed";
        return from == to ? null : (to > from) == isUpper ? "limit-loosened" : "limit-tightened";
    }

    private static bool Number(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private void Values(SchemaShape was, SchemaShape now, SpecPlace place, bool isSent)
    {
        if (was.Values is null && now.Values is null) return;
        string[] fewer = [.. was.Values?.Where(v => now.Values?.Contains(v) == false) ?? []], more = [.. now.Values?.Where(v => was.Values?.Contains(v) == false) ?? []];
        var gone = was.Values is null ? "all but " + Said(now.Values!) : fewer.Length == 0 ? "" : Said(fewer);
        var come = now.Values is null ? "any" : more.Length == 0 ? "" : Said(more);
        if (gone.Length > 0) log.Add(Rule("values-removed", isSent), place, $"values are gone: {gone}{Side(isSent)}");
        if (come.Length > 0) log.Add(Rule("values-added", isSent), place, $"values are new: {come}{Side(isSent)}");
    }

    private void Hints(SchemaShape was, SchemaShape now, SpecPlace place)
    {
        if (was.IsPii != now.IsPii) log.Add(now.IsPii ? "privacy.flag-added" : "privacy.flag-removed", place, now.IsPii ? "it is now marked as personal data" : "it is no longer marked as personal data");
        if (was.IsUserInput != now.IsUserInput) log.Add(now.IsUserInput ? "agent.hint-added" : "agent.hint-removed", place, now.IsUserInput ? "agents now take it from the person they speak with" : "agents no longer take it from the person they speak with");
        if (was.IsDisplayable != now.IsDisplayable) log.Add(now.IsDisplayable ? "agent.hint-added" : "agent.hint-removed", place, now.IsDisplayable ? "agents now show it to the person they speak with" : "agents no longer show it to the person they speak with");
        if (was.Extensions.Count > 0 || now.Extensions.Count > 0) OperationDiff.Extensions(was.Extensions, now.Extensions, place, log);
    }

    private void Openness(SchemaShape was, SchemaShape now, SpecPlace place, bool isSent)
    {
        var (open, stillOpen) = (was is { IsClosed: false, OtherFields: null }, now is { IsClosed: false, OtherFields: null });
        if (now.IsClosed && !was.IsClosed || open && !stillOpen) log.Add(Rule("closed", isSent), place, $"fields that are not named are no longer free{Side(isSent)}");
        else if (was.IsClosed && !now.IsClosed || !open && stillOpen) log.Add(Rule("opened", isSent), place, $"fields that are not named are now allowed{Side(isSent)}");
        else if (was.OtherFields is not null && now.OtherFields is not null) Compare(was.OtherFields, now.OtherFields, Below(place, "*"), isSent);
    }

    private void Fields(SchemaShape was, SchemaShape now, SpecPlace place, bool isSent)
    {
        foreach (var (name, field) in now.Fields)
        {
            if (!Belongs(ShapeOf(field, after, _after), isSent)) continue;
            var at = Below(place, name);
            if (!was.Fields.TryGetValue(name, out var old) || !Belongs(ShapeOf(old, before, _before), isSent))
            {
                var isRequired = isSent && now.Required.Contains(name) && !was.Required.Contains(name);
                log.Add(isRequired ? "request.field-added-required" : Rule("field-added", isSent), at, isRequired ? "the field is new and has to be sent" : isSent ? "the field is new and may be sent" : "the field is new and comes back");
                continue;
            }
            if (was.Required.Contains(name) != now.Required.Contains(name)) Requires(at, now.Required.Contains(name), isSent);
            Compare(old, field, at, isSent);
        }
        foreach (var (name, field) in was.Fields.Where(f => !now.Fields.TryGetValue(f.Key, out var kept) || !Belongs(ShapeOf(kept, after, _after), isSent)))
        {
            if (!Belongs(ShapeOf(field, before, _before), isSent)) continue;
            var isRefused = isSent && now.IsClosed;
            log.Add(isRefused ? "request.field-refused" : Rule("field-removed", isSent), Below(place, name), isRefused ? "the field is gone and is refused when it is sent" : isSent ? "the field is gone and no longer read" : "the field no longer comes back");
        }
        foreach (var name in now.Required.Where(n => !was.Required.Contains(n) && !now.Fields.ContainsKey(n))) Requires(Below(place, name), true, isSent);
        foreach (var name in was.Required.Where(n => !now.Required.Contains(n) && !now.Fields.ContainsKey(n) && !was.Fields.ContainsKey(n))) Requires(Below(place, name), false, isSent);
    }

    private void Requires(SpecPlace at, bool isRequired, bool isSent) => log.Add(Rule(isRequired ? "field-now-required" : "field-now-optional", isSent), at,
        isSent ? $"the field {(isRequired ? "now has to be sent" : "need no longer be sent")}" : $"the field {(isRequired ? "now always comes back" : "may now be missing from what comes back")}");

    private void Variants(IReadOnlyList<ApiSchema> was, IReadOnlyList<ApiSchema> now, SpecPlace place, bool isSent)
    {
        var (old, left) = Match(was, now, v => v.Reference, v => v.Reference, place, isSent);
        (old, left) = Match(old, left, v => Key(v, before, _before), v => Key(v, after, _after), place, isSent);
        if (old.Count == 1 && left.Count == 1)
        {
            Compare(old[0], left[0], place, isSent);
            return;
        }
        foreach (var variant in left) log.Add(Rule("variant-added", isSent), place, $"the variant {Called(variant)} is new{Side(isSent)}");
        foreach (var variant in old) log.Add(Rule("variant-removed", isSent), place, $"the variant {Called(variant)} is gone{Side(isSent)}");
    }

    private (List<ApiSchema> Old, List<ApiSchema> Left) Match(IReadOnlyList<ApiSchema> was, IReadOnlyList<ApiSchema> now,
        Func<ApiSchema, string?> keyOfOld, Func<ApiSchema, string?> keyOfNew, SpecPlace place, bool isSent)
    {
        var (old, left) = (was.GroupBy(v => keyOfOld(v) ?? "").ToDictionary(g => g.Key, g => new Queue<ApiSchema>(g), StringComparer.Ordinal), new List<ApiSchema>());
        foreach (var variant in now)
        {
            if (keyOfNew(variant) is { } key && old.TryGetValue(key, out var alike) && alike.TryDequeue(out var match)) Compare(match, variant, place, isSent);
            else left.Add(variant);
        }
        return ([.. old.Values.SelectMany(q => q)], left);
    }

    private static string Key(ApiSchema schema, ApiSpec spec, Dictionary<ApiSchema, SchemaShape> shapes)
    {
        var shape = ShapeOf(schema, spec, shapes);
        return string.Join('|', Said(shape.Types), string.Join(',', shape.Fields.Keys.Order(StringComparer.Ordinal)), shape.Values is null ? "" : Said(shape.Values), shape.Unknown);
    }

    private static string Called(ApiSchema schema) => schema.Reference is { } reference ? NameOf(reference) : schema.Types.Count > 0 ? Said(schema.Types) : "without a name";

    private static bool Belongs(SchemaShape field, bool isSent) => isSent ? !field.IsReadOnly : !field.IsWriteOnly;

    private static ApiSchema Target(ApiSchema schema, ApiSpec spec) => schema.Reference is { } reference ? spec.Schemas.GetValueOrDefault(reference, schema) : schema;

    private static SchemaShape ShapeOf(ApiSchema schema, ApiSpec spec, Dictionary<ApiSchema, SchemaShape> shapes)
    {
        schema = Target(schema, spec);
        if (!shapes.TryGetValue(schema, out var shape)) shapes[schema] = shape = SchemaShape.Of(schema, spec.Schemas);
        return shape;
    }

    private static SpecPlace Below(SpecPlace place, string name) => place with
    {
        // A name may be a megabyte, and a chain of shapes as long as a document: neither makes the place so.
        Field = (place.Field, Text.Bounded(name, 200)) switch
        {
            (null, var field) => field,
            ({ Length: > 1000 }, var field) => $"….{field}",
            (var path, var field) => $"{path}.{field}",
        },
    };

    private static string Rule(string what, bool isSent) => $"{(isSent ? "request" : "response")}.{what}";

    private static string Side(bool isSent) => isSent ? ", in what is sent" : ", in what comes back";

    private static string Said(IEnumerable<string> values)
    {
        string[] sorted = [.. values.Order(StringComparer.Ordinal)];
        return sorted.Length == 0 ? "any" : string.Join(" or ", sorted.Take(10).Select(v => Text.Bounded(v, 100))) + (sorted.Length > 10 ? " or …" : "");
    }

    private static string NameOf(string pointer) => pointer.StartsWith("#/components/schemas/", StringComparison.Ordinal) || pointer.StartsWith("#/definitions/", StringComparison.Ordinal)
        ? pointer[(pointer.LastIndexOf('/') + 1)..] : pointer;

    private readonly record struct Pair(ApiSchema Was, ApiSchema Now, bool IsSent)
    {
        public bool Equals(Pair other) => ReferenceEquals(Was, other.Was) && ReferenceEquals(Now, other.Now) && IsSent == other.IsSent;

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Was), RuntimeHelpers.GetHashCode(Now), IsSent);
    }
}
