using System.Text.Json;
using Governance.Domain.Inventory;
using Governance.Domain.Policies.Rules;

namespace Governance.Domain.Policies;

/// <summary>What a permission set of the org stands for.</summary>
public enum SetKind
{
    /// <summary>A permission set of its own.</summary>
    Set,

    /// <summary>The combined rights of a permission set group.</summary>
    Group,

    /// <summary>The rights of a profile.</summary>
    Profile,
}

/// <summary>A permission set at the last judging, as far as lists filter and sort by it.</summary>
public sealed class SetStanding
{
    /// <summary>Most names of opened apps and credentials that a row keeps; the set's own page has all.</summary>
    public const int MostOpened = 3;

    /// <summary>Longest list of dangerous permissions, characters: all of the rule's fit.</summary>
    public const int DangerousMaxLength = 400;

    private static readonly string[] Gravest = [.. PermDangerous.Dangerous.Default.Each()];

    private SetStanding() { }

    private SetStanding(SetThing thing, IReadOnlyList<string> opened, (IReadOnlyCollection<string> Users, bool AreAll)? holders)
    {
        var (item, facts) = (thing.Item, thing.Facts);
        (ItemId, OrgId, OrgGroupId) = (item.Id, thing.Org.Org.Id, thing.Org.Org.Group);
        Kind = KindOf(facts);
        Name = Text.Bounded(NameOf(item.Name, facts), InventoryItem.NameMaxLength);
        NameKey = Text.Comparable(Name, InventoryItem.NameMaxLength);
        (IsUserMode, IsSession) = (thing.IsUserMode, facts.HasActivationRequired);
        var dangerous = DangerousOf(facts);
        (Dangerous, DangerousText) = (dangerous?.Count, string.Join(',', dangerous ?? []));
        (Opens, OpensText) = (opened.Count, JsonSerializer.Serialize(opened.Take(MostOpened)));
        (Holders, HoldersAreAll) = (holders?.Users.Count, holders?.AreAll ?? false);
        (ModifiedAt, ModifiedBy) = (facts.ModifiedAt, facts.ModifiedBy is { } by ? Text.Bounded(by, InventoryItem.NameMaxLength) : null);
    }

    /// <summary>Which set.</summary>
    public ItemId ItemId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Its label, a profile's name; org text.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name in comparable form.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>What it stands for.</summary>
    public SetKind Kind { get; private set; }

    /// <summary>Session-based, opens a client app or a credential, or a catalog entry names it.</summary>
    public bool IsUserMode { get; private set; }

    /// <summary>True for a session-based set; null when not said.</summary>
    public bool? IsSession { get; private set; }

    /// <summary>Dangerous permissions it grants; null when they could not be read.</summary>
    public int? Dangerous { get; private set; }

    /// <summary>Their API names, gravest first, with commas between.</summary>
    public string DangerousText { get; private set; } = "";

    /// <summary>Client apps and credentials it opens.</summary>
    public int Opens { get; private set; }

    /// <summary>The first names of these, as JSON; org text.</summary>
    public string OpensText { get; private set; } = "[]";

    /// <summary>Users who hold it in effect, directly or through a group; null when assignments could not be read.</summary>
    public int? Holders { get; private set; }

    /// <summary>False when assignments were read for users of integrations only: others may hold it too.</summary>
    public bool HoldersAreAll { get; private set; }

    /// <summary>Changed last in the org, UTC; null when not said.</summary>
    public DateTimeOffset? ModifiedAt { get; private set; }

    /// <summary>By whom; org text; null when not said.</summary>
    public string? ModifiedBy { get; private set; }

    /// <summary>Dangerous permissions by API name, gravest first.</summary>
    public IReadOnlyList<string> DangerousNames() => DangerousText.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names of the first of what it opens; org text.</summary>
    public IReadOnlyList<string> OpenedNames() => JsonSerializer.Deserialize<IReadOnlyList<string>>(OpensText)!;

    /// <summary>The standings of all sets of an org.</summary>
    public static IReadOnlyList<SetStanding> AllOf(OrgPicture org)
    {
        var apps = org.Apps.Where(a => a.RowKey is not null).ToDictionary(a => a.RowKey!, a => a.Name, StringComparer.Ordinal);
        var opened = org.Accesses.ToLookup(a => a.Facts.PermissionSetId, a => apps.GetValueOrDefault(a.Facts.EntityId) ?? a.Facts.EntityId);
        return [.. org.Sets.Select(set => new SetStanding(new SetThing(org, set), [.. opened[set.Key].Concat(set.Facts.Principals).Order(StringComparer.Ordinal)], org.AllHolders.Of(set)))];
    }

    /// <summary>What a set stands for.</summary>
    public static SetKind KindOf(PermissionSetFacts facts) =>
        facts.ProfileName is not null || facts.Type == "Profile" ? SetKind.Profile : facts.GroupId is not null || facts.Type == "Group" ? SetKind.Group : SetKind.Set;

    /// <summary>What people call it: a profile's shadow set has an id for a label.</summary>
    public static string NameOf(string label, PermissionSetFacts facts) =>
        facts.ProfileName ?? (label.Length > 0 ? label : facts.ApiName);

    /// <summary>Dangerous permissions it grants, gravest first; null when none could be asked for.</summary>
    public static IReadOnlyList<string>? DangerousOf(PermissionSetFacts facts) =>
        Gravest.Any(p => facts.Grants(p) is not null) ? [.. Gravest.Where(p => facts.Grants(p) == true)] : null;
}
