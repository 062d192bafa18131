namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    private List<PermissionSet>? _allSets;

    /// <summary>The permission sets, and after them the shadow set of every profile.</summary>
    public List<PermissionSet> AllSets => _allSets ??=
    [
        .. PermissionSets,
        .. Profiles.Select((profile, index) => new PermissionSet(NewId("0PS", 10_001 + index), "X" + profile.Id, profile.Name, false, profile.Permissions, profile)),
    ];

    public PermissionSet ShadowOf(Profile profile) => AllSets.First(set => set.Owner == profile);

    /// <summary>Every pre-authorization of an installed app.</summary>
    public IEnumerable<AppAccess> AppAccesses()
    {
        foreach (var app in Apps.Where(app => app.IsInstalled))
            for (var i = 0; i < AllSets.Count; i++)
                if (AllSets[i] is var set && Names(app, set).Contains(set.Owner?.Name ?? set.Name, StringComparer.OrdinalIgnoreCase))
                    yield return new AppAccess(app, set, i + 1);
    }

    /// <summary>Takes a pre-authorization away; grants that exist live on, as at the real org.</summary>
    public void Withdraw(AppAccess access)
    {
        Names(access.App, access.Parent).RemoveAll(name => name.Equals(access.Parent.Owner?.Name ?? access.Parent.Name, StringComparison.OrdinalIgnoreCase));
        access.App.Changed = true;
        OnChange?.Invoke();
    }

    private static List<string> Names(ClientApp app, PermissionSet set) => set.Owner is null ? app.PreauthorizedSets : app.PreauthorizedProfiles;
}
