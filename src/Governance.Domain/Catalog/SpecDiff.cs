namespace Governance.Domain.Catalog;

/// <summary>Where in a spec something changed; null for what does not apply.</summary>
/// <param name="Operation">Method and path.</param>
/// <param name="Schema">Name of a shared shape.</param>
/// <param name="Field">Path of fields, joined by dots; <c>[]</c> are an array's items.</param>
public sealed record SpecPlace(string? Operation = null, string? Schema = null, string? Field = null);

/// <summary>One change between two specs.</summary>
/// <param name="Rule">Its sort.</param>
/// <param name="Place">Where.</param>
/// <param name="Sentence">For a person. Holds names from the specs, which are hostile until shown as text.</param>
public sealed record SpecChange(SpecRule Rule, SpecPlace Place, string Sentence)
{
    /// <summary>What it means.</summary>
    public SpecChangeKind Kind => Rule.Kind;
}

/// <summary>What a later spec changes against an earlier one, for whoever has to approve it. A thing that is both breaking and
/// widening gives two changes. Descriptions of fields, examples, default values and order change nothing.</summary>
/// <remarks>What each sort of change means: <see cref="SpecRule"/>, with reasons in Governance.Application/Catalog/SpecDiff.md.
/// What callers send and what they get back are opposites: a field more to send is required (breaking) or possible (widening),
/// a field more that comes back is exposed (widening). Callbacks are sent by the API, so theirs is the other way round.</remarks>
public sealed record SpecDiff
{
    private SpecDiff(IReadOnlyList<SpecChange> changes) =>
        (Changes, Kind) = (changes, changes.Select(c => c.Kind).DefaultIfEmpty(SpecChangeKind.None).Max());

    /// <summary>Gravest first, then in the order of the later spec.</summary>
    public IReadOnlyList<SpecChange> Changes { get; }

    /// <summary>The gravest of <see cref="Changes"/>.</summary>
    public SpecChangeKind Kind { get; }

    /// <summary>Compares two specs; neither is changed.</summary>
    public static SpecDiff Between(ApiSpec before, ApiSpec after)
    {
        var log = new SpecChangeLog();
        var schemas = new SchemaDiff(before, after, log);
        Document(before, after, log);
        Operations(before.Operations, after.Operations, new OperationDiff(schemas, log, isOutgoing: false));
        Operations(before.Callbacks, after.Callbacks, new OperationDiff(schemas, log, isOutgoing: true));
        schemas.Finish();
        return new SpecDiff(log.Sorted());
    }

    private static void Document(ApiSpec before, ApiSpec after, SpecChangeLog log)
    {
        var whole = new SpecPlace();
        if (before.Title != after.Title) log.Add("document.changed", whole, $"the title changed from “{before.Title}” to “{after.Title}”");
        if (before.Version != after.Version) log.Add("document.changed", whole, $"the version changed from {Said(before.Version)} to {Said(after.Version)}");
        if (before.Format != after.Format) log.Add("document.changed", whole, $"the format changed from {Name(before.Format)} to {Name(after.Format)}");
        foreach (var server in after.Servers.Except(before.Servers)) log.Add("server.added", whole, $"calls may now go to {server}");
        foreach (var server in before.Servers.Except(after.Servers)) log.Add("server.removed", whole, $"calls no longer go to {server}");
        OperationDiff.Extensions(before.Extensions, after.Extensions, whole, log);
    }

    private static void Operations(IReadOnlyList<ApiOperation> before, IReadOnlyList<ApiOperation> after, OperationDiff diff)
    {
        // First those of the same name, then those whose placeholders alone are called otherwise.
        var pairs = after.Select(a => (Before: (ApiOperation?)null, After: a)).ToArray();
        var left = Match(before, pairs, o => o.Name);
        left = Match(left, pairs, Template);
        foreach (var (one, other) in pairs)
        {
            if (one is null) diff.Added(other);
            else diff.Compare(one, other);
        }
        foreach (var removed in left) diff.Removed(removed);
    }

    private static List<ApiOperation> Match(IReadOnlyList<ApiOperation> before, (ApiOperation? Before, ApiOperation After)[] pairs, Func<ApiOperation, string> key)
    {
        var old = before.GroupBy(key).ToDictionary(g => g.Key, g => new Queue<ApiOperation>(g), StringComparer.Ordinal);
        for (var i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].Before is null && old.TryGetValue(key(pairs[i].After), out var alike) && alike.TryDequeue(out var match)) pairs[i].Before = match;
        }
        return [.. old.Values.SelectMany(q => q)];
    }

    private static string Template(ApiOperation operation) =>
        operation.Method + string.Concat(operation.Path.Split('{').Select((part, i) => i == 0 ? part : "{" + part[(part.IndexOf('}') + 1)..]));

    private static string Said(string text) => text.Length == 0 ? "none" : text;

    private static string Name(ApiSpecFormat format) => format switch
    {
        ApiSpecFormat.OpenApi20 => "OpenAPI 2.0",
        ApiSpecFormat.OpenApi30 => "OpenAPI 3.0",
        _ => "OpenAPI 3.1",
    };
}

/// <summary>Changes as they are found.</summary>
internal sealed class SpecChangeLog
{
    // A shape that is sent and comes back is compared twice; what holds for both is said once.
    private readonly OrderedDictionary<SpecChange, bool> _changes = [];

    /// <param name="rule">Code of a <see cref="SpecRule"/>.</param>
    /// <param name="place">Where; the sentence begins with it.</param>
    /// <param name="what">Rest of the sentence.</param>
    public void Add(string rule, SpecPlace place, string what)
    {
        var at = string.Join(", ", new[] { place.Operation, place.Schema is null ? null : $"schema {place.Schema}", place.Field is null ? null : $"field {place.Field}" }.OfType<string>());
        var sentence = at.Length == 0 ? char.ToUpperInvariant(what[0]) + what[1..] : $"{at}: {what}";
        _changes.TryAdd(new SpecChange(SpecRule.All[rule], place, Text.Bounded(sentence, ApiSpec.TextMaxLength)), true);
    }

    public IReadOnlyList<SpecChange> Sorted() => [.. _changes.Keys.OrderByDescending(c => c.Kind)];
}
