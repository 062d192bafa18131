using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>What a reviewer should know that shows only when all operations are read.</summary>
internal static class SpecNotes
{
    public static void Add(SpecDocument document, IReadOnlyList<ApiOperation> operations)
    {
        var root = document.Root;
        if (operations.Count == 0) document.Note("no-operation", root, "The spec has no operation: there is nothing to call.");

        var sets = operations.Select(o => o.PermissionSet).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (sets.Length > 1) document.Note("permission-sets-differ", root, $"The operations name {sets.Length} different permission sets: {Names(sets)}. Publishing takes one.");
        var apps = operations.SelectMany(o => o.ClientApps).Select(a => a.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (apps.Length > 1) document.Note("client-apps-differ", root, $"The operations name {apps.Length} different client apps: {Names(apps)}. Publishing takes one.");
        var modes = operations.Where(o => o.UserMode != ApiUserMode.Unknown).Select(o => o.UserMode).Distinct().Count();
        if (modes > 1) document.Note("modes-differ", root, "Some operations run as the user alone, others with a permission set on top.");
        if (operations.Any(o => o.ClientApps.Any(a => a.IsDeprecated)))
            document.Note("connected-app", root, "An operation names a connected app. Salesforce no longer lets new ones be made; an external client app takes their place.");
        if (operations.Any(o => o.ClientApps.Count > 1))
            document.Note("two-client-apps", root, "An operation names both a connected app and an external client app.");

        foreach (var topic in operations.Where(o => o.Topic is { } t && (t.Name.Length == 0 || t.ClassificationDescription.Length == 0 || t.Scope.Length == 0 || t.Instructions.Length == 0)).Take(10))
            document.Note("topic-incomplete", root, $"The agent topic of {topic.Name} lacks a name, a classification description, a scope or instructions; it needs all four.");
        if (operations.Any(o => o.Topic is not null) && !operations.Any(o => o.IsAgentAction))
            document.Note("topic-without-action", root, "There is an agent topic, but no operation is published as an agent action.");

        var unnamed = operations.Count(o => o.OperationId is null);
        if (unnamed > 0) document.Note("no-operation-id", root, $"{unnamed:N0} of {operations.Count:N0} operations have no operationId; Salesforce makes up the names of their actions.");
        var twice = operations.Where(o => o.OperationId is not null).GroupBy(o => o.OperationId!, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToArray();
        if (twice.Length > 0) document.Note("operation-id-twice", root, $"More than one operation is called {Names(twice)}.");
    }

    private static string Names(string[] names) => string.Join(", ", names.Take(5)) + (names.Length > 5 ? ", …" : "");
}
