using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>Names of rights without which an object looks as if the org had none.</summary>
internal static class NeededRights
{
    public const string ViewSetup = "View Setup and Configuration";
    public const string ViewAllUsers = "View All Users";
    public const string ManageUsers = "Manage Users";
}

/// <summary>One capability being read: gathers items and what could not be read.</summary>
internal sealed class InventoryReading(Capability capability, OrgConversation talk, InventoryAsk ask, DateTimeOffset startedAt)
{
    private readonly Dictionary<(ItemKind, string), ItemRead> _items = [];
    private readonly List<string> _troubles = [];

    public OrgConversation Talk => talk;

    public InventoryAsk Ask => ask;

    public DateTimeOffset StartedAt => startedAt;

    public List<SpecRead> Specs { get; } = [];

    public IEnumerable<ItemRead> Items => _items.Values;

    /// <summary>Marker of the last complete read; null when there is none.</summary>
    public string? LastMarker => ask.Due.FirstOrDefault(d => d.Capability == capability)?.Marker;

    public void Add(ItemKind kind, string key, string name, ItemFacts facts)
    {
        if (key.Length is 0 or > InventoryItem.KeyMaxLength) Trouble($"A {kind} has no name that can be told apart.");
        else _items[(kind, key)] = new ItemRead(kind, key, name, facts);
    }

    /// <summary>What this capability is about cannot be read.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="right">Without it the object looks as if the org had none.</param>
    public CapabilityRead Fail(Problem problem, string right) =>
        new(capability, startedAt, [], [], Problem: Named(problem, right));

    /// <summary>Rows of a part; one that is not whole becomes a trouble in words.</summary>
    /// <param name="list">As read.</param>
    /// <param name="part">As in "External client apps".</param>
    /// <param name="right">Without it the object looks as if the org had none.</param>
    public IReadOnlyList<JsonElement> Part(OrgRows list, string part, string right)
    {
        if (list.Problem is { } problem) Trouble($"{part}: {Named(problem, right).Message}");
        return list.Rows;
    }

    public void Trouble(string words) => _troubles.Add(words);

    /// <summary>All was tried.</summary>
    /// <param name="marker">Of the state read; null to take the content itself for it.</param>
    public CapabilityRead Done(string? marker = null)
    {
        if (_troubles.Count > 0) return new CapabilityRead(capability, startedAt, [.. Items], _troubles) { Specs = Specs };
        marker ??= MarkerOf(_items.Values.OrderBy(i => i.Kind).ThenBy(i => i.Key, StringComparer.Ordinal)
            .Select(i => $"{i.Kind}|{i.Key}|{i.Name}|{FactsJson.Write(i.Facts)}"));
        return marker == LastMarker
            ? Unchanged(marker)
            : new CapabilityRead(capability, startedAt, [.. Items], [], marker) { Specs = Specs };
    }

    /// <summary>All that happened was read, or the troubles say what was not.</summary>
    public CapabilityRead Happened() => new(capability, startedAt, [], _troubles);

    public CapabilityRead Unchanged(string marker) => new(capability, startedAt, [], [], marker, IsUnchanged: true);

    /// <summary>The 1 stands for this way of reading: another way finds another marker.</summary>
    public static string MarkerOf(IEnumerable<string> lines) =>
        "1:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private Problem Named(Problem problem, string right) =>
        problem.Code is RemoteCodes.NotSupported or RemoteCodes.RightMissing && ask.NotHeld.Contains(right)
            ? Problem.RemoteRefused(RemoteCodes.RightMissing, $"insufficient permission: {right}")
            : problem;
}

/// <summary>Values of a row as items keep them.</summary>
internal static class RowValue
{
    /// <summary>The id on 15 characters; null when it is none.</summary>
    public static string? Key(JsonElement row, string name = "Id") =>
        OrgJson.Text(row, name) is { } id && SalesforceIds.IsId(id) ? SalesforceIds.Key(id) : null;

    /// <summary>Bounded text; null when absent or empty.</summary>
    public static string? Words(JsonElement? row, string name, int most = Limits.Name) =>
        Text.Bounded(OrgJson.Text(row, name), most) is { Length: > 0 } words ? words : null;

    /// <summary>A text of a related row, as in LastModifiedBy.Name.</summary>
    public static string? Of(JsonElement row, string relation, string name) => Words(OrgJson.Relation(row, relation), name);
}
