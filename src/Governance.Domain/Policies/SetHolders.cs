using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies;

/// <summary>Who holds the permission sets of an org in effect, directly or through a group.</summary>
public sealed class SetHolders
{
    private readonly OrgPicture _org;
    private readonly bool _isBlind;
    private readonly HashSet<string> _opening;
    private readonly ILookup<string, string> _groups;
    private readonly ILookup<string, PictureItem<PermissionSetFacts>> _combined;
    private readonly Dictionary<string, (IReadOnlyCollection<string> Users, bool AreAll)> _known = new(StringComparer.Ordinal);

    /// <summary>Of one org.</summary>
    public SetHolders(OrgPicture org)
    {
        (_org, _isBlind) = (org, org.Blind(Capability.PermissionSets) is not null);
        _opening = org.Accesses.Select(a => a.Facts.PermissionSetId).ToHashSet(StringComparer.Ordinal);
        _groups = org.Groups.SelectMany(g => g.Facts.Members.Select(member => (Member: member, g.Key))).ToLookup(g => g.Member, g => g.Key, StringComparer.Ordinal);
        _combined = org.Sets.Where(s => s.Facts.GroupId is not null).ToLookup(s => s.Facts.GroupId!, StringComparer.Ordinal);
    }

    /// <summary>Users who hold a set, 15 characters each, distinct, and whether these are all; null when assignments could not be
    /// read.</summary>
    public (IReadOnlyCollection<string> Users, bool AreAll)? Of(PictureItem<PermissionSetFacts> set)
    {
        if (_known.TryGetValue(set.Key, out var known)) return known;
        // A set of a snapshot has a name for a key, and nobody's assignments.
        if (_isBlind || !SalesforceIds.IsId(set.Key)) return null;
        return _known[set.Key] = Read(set);
    }

    private (IReadOnlyCollection<string> Users, bool AreAll) Read(PictureItem<PermissionSetFacts> set)
    {
        if (!_groups.Contains(set.Key)) return (_org.HoldersOf(set.Key), IsLookedAt(set));
        return (
            _org.HoldersOf(set.Key).Concat(_groups[set.Key].SelectMany(_org.HoldersOfGroup)).ToHashSet(StringComparer.Ordinal),
            IsLookedAt(set) && _groups[set.Key].All(group => _combined[group].Any(IsLookedAt)));
    }

    // As the reader does: of other sets only those assignments are read that users of integrations have.
    private bool IsLookedAt(PictureItem<PermissionSetFacts> set) => set.Facts.HasActivationRequired == true || _opening.Contains(set.Key)
        || set.Facts.Permissions.Any(p => !PermissionSetFacts.EverydayPermissions.Contains(p));
}
