using System.Text;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>What daily files of API usage tell, gathered in one pass over each: calls by app and day, and of scopes and objects only
/// when they were used last.</summary>
/// <param name="mostApps">Most apps told apart in a file.</param>
/// <param name="mostUses">Most pairs of user and object told apart in all files of a read.</param>
internal sealed class UsageTally(int mostApps = UsageTally.MostApps, int mostUses = UsageTally.MostUses)
{
    public const int MostApps = 5_000;

    public const int MostUses = 200_000;

    private readonly List<CallsSeen> _calls = [];
    private readonly Dictionary<(string App, string Scope), DateOnly> _scopes = [];
    private readonly Dictionary<string, Dictionary<string, DateOnly>> _objects = new(StringComparer.Ordinal);
    private readonly List<string> _troubles = [];
    private int _uses;

    public IReadOnlyList<string> Troubles => _troubles;

    public IReadOnlyList<CallsSeen> Calls => _calls;

    public IReadOnlyList<ScopeSeen> Scopes => [.. _scopes.Select(s => new ScopeSeen(s.Key.App, s.Key.Scope, s.Value))];

    public IReadOnlyList<ObjectSeen> Objects => [.. _objects.SelectMany(u => u.Value.Select(o => new ObjectSeen(u.Key, o.Key, o.Value)))];

    public CapabilityRead On(CapabilityRead read) => read with { Calls = Calls, ScopeUses = Scopes, ObjectUses = Objects };

    /// <summary>Takes a day's file over. What was not seen whole is said: use that was seen counts, but the day proves no disuse.</summary>
    public void Add(byte[] file, DateOnly day)
    {
        using var reader = new StreamReader(new MemoryStream(file, writable: false), Encoding.UTF8);
        List<string> cells = [];
        if (!CsvRows.Next(reader, cells) || Columns.Of(cells) is not { } columns)
        {
            _troubles.Add($"The API usage of {day:yyyy-MM-dd} is no table of calls.");
            return;
        }
        var (apps, uses, isWhole) = (true, true, true);
        Dictionary<string, (int Calls, int Bulk)> counted = new(StringComparer.Ordinal) { [""] = default };
        while (CsvRows.Next(reader, cells))
        {
            isWhole &= cells.Count >= columns.Count || cells is [""];
            if (cells.Count <= columns.App) continue;
            var name = Text.Bounded(cells[columns.App], Limits.Name);
            if (counted.Count >= mostApps && !counted.ContainsKey(name)) (apps, name) = (false, "");
            var (all, bulk) = counted.GetValueOrDefault(name);
            counted[name] = (all + 1, bulk + (Cell(cells, columns.Family).StartsWith("BULK", StringComparison.OrdinalIgnoreCase) ? 1 : 0));
            var resource = new CalledResource(Cell(cells, columns.Resource));
            if (name.Length > 0) foreach (var scope in resource.Scopes) Last(_scopes, (name, scope), day);
            if (columns.TellObjects) uses &= Used(Cell(cells, columns.User), Cell(cells, columns.Entity), resource, day);
        }
        if (!apps) _troubles.Add($"The API usage of {day:yyyy-MM-dd} names more than {mostApps} apps.");
        if (!uses) _troubles.Add($"The API usage up to {day:yyyy-MM-dd} names more than {mostUses} objects by user.");
        _calls.AddRange(counted.Select(c => new CallsSeen(c.Key, day, c.Value.Calls, c.Value.Bulk)
        {
            ScopesSeen = c.Key.Length == 0 && isWhole && apps,
            ObjectsSeen = c.Key.Length == 0 && isWhole && uses && columns.TellObjects,
        }));
    }

    private static string Cell(List<string> cells, int column) => column >= 0 && column < cells.Count ? cells[column] : "";

    // Files are read oldest first, but nothing rests on it.
    private static void Last<TKey>(Dictionary<TKey, DateOnly> days, TKey key, DateOnly day) where TKey : notnull
    {
        if (!days.TryGetValue(key, out var known) || known < day) days[key] = day;
    }

    // False when there was no room for it.
    private bool Used(string user, string entities, CalledResource resource, DateOnly day)
    {
        if (!SalesforceIds.IsId(user)) return true;
        user = SalesforceIds.Key(user);
        var names = CalledResource.NamesIn(entities);
        if (names.Count == 0 && resource.TouchesNoObject) return true;
        var all = true;
        foreach (var name in names.Count == 0 ? [""] : names) all &= Keep(user, name, day);
        return all;
    }

    private bool Keep(string user, string name, DateOnly day)
    {
        if (_objects.TryGetValue(user, out var known) && known.ContainsKey(name))
        {
            Last(known, name, day);
            return true;
        }
        if (_uses >= mostUses) return false;
        if (known is null) _objects.Add(user, known = new Dictionary<string, DateOnly>(StringComparer.Ordinal));
        known.Add(name, day);
        _uses++;
        return true;
    }

    /// <summary>Where columns are; below 0 those that are missing.</summary>
    private sealed record Columns(int Count, int App, int Family, int Resource, int User, int Entity)
    {
        public bool TellObjects => User >= 0 && Entity >= 0;

        /// <summary>Null when none names the app.</summary>
        public static Columns? Of(List<string> head) => head.IndexOf("CONNECTED_APP_NAME") is >= 0 and var app
            ? new(head.Count, app, head.IndexOf("API_FAMILY"), head.IndexOf("API_RESOURCE"), head.IndexOf("USER_ID"), head.IndexOf("ENTITY_NAME"))
            : null;
    }
}
