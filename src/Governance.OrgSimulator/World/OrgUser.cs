namespace Governance.OrgSimulator.World;

/// <summary>A user of one org.</summary>
public sealed class OrgUser
{
    public required int Index { get; init; }

    public required string Id { get; init; }

    public required string LoginId { get; init; }

    public required string Username { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required Profile Profile { get; init; }

    public List<PermissionSet> PermissionSets { get; } = [];

    /// <summary>When sets were assigned while the world ran, seconds, by their id.</summary>
    public Dictionary<string, long> AssignedAt { get; } = [];

    /// <summary>When assigned sets end, seconds, by their id; those that are missing do not.</summary>
    public Dictionary<string, long> AssignedUntil { get; } = [];

    /// <summary>The clock of the org; needed where assignments end.</summary>
    public Func<long> Now { get; set; } = () => 0;

    public string UserType { get; init; } = "Standard";

    public bool IsActive { get; set; } = true;

    public bool IsFrozen { get; set; }

    /// <summary>The org lies: UserLogin says frozen, the user goes on.</summary>
    public bool OnlyLooksFrozen { get; set; }

    public long Created { get; init; }

    public long LastLogin { get; set; }

    public string? FederationId { get; init; }

    /// <summary>Grants of this user in the order of their creation; null until there is one.</summary>
    public List<Grant>? Grants { get; set; }

    public bool Changed { get; set; }

    /// <summary>What the user may do in any session; a session-based set gives nothing until a session activates it.</summary>
    public bool Has(string permission) =>
        Profile.Permissions.Contains(permission) || Held.Any(set => !set.SessionBased && set.Gives(permission));

    /// <summary>Sets whose assignment has not ended.</summary>
    public IEnumerable<PermissionSet> Held => AssignedUntil.Count == 0 ? PermissionSets : PermissionSets.Where(Holds);

    public bool Holds(PermissionSet set) => PermissionSets.Contains(set) && (!AssignedUntil.TryGetValue(set.Id, out var end) || Now() < end);
}
