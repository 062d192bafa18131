namespace Governance.OrgSimulator.World;

public sealed partial class Org
{
    private List<PermissionSet>? _allSets;

    /// <summary>The permission sets, after them the shadow set of every profile, and last what was made while the world runs.</summary>
    public List<PermissionSet> AllSets => _allSets ??= Numbered(
    [
        .. PermissionSets,
        .. Profiles.Select((profile, index) => new PermissionSet(NewId("0PS", 10_001 + index), "X" + profile.Id, profile.Name, false, profile.Permissions, profile)),
    ]);

    /// <summary>Sets made while the world runs; a number is never used again.</summary>
    public int NextSet { get; set; }

    /// <summary>Rows of the objects that hold nothing but what was written into them.</summary>
    public List<PlainRow> PlainRows { get; } = [];

    /// <summary>Deleted ones, which queryAll still shows for the objects that keep them.</summary>
    public List<PlainRow> DeletedRows { get; } = [];

    /// <summary>The org lies: rows with these ids are shown no more and go on to work.</summary>
    public HashSet<string> HiddenRows { get; } = new(StringComparer.Ordinal);

    public int NextPlainRow { get; set; }

    public PermissionSet NewSet(int serial, string name, string label, bool sessionBased, HashSet<string> permissions) =>
        new(NewId("0PS", 50_000 + serial), name, label, sessionBased, permissions) { Place = 50_000 + serial, IsAdded = true };

    public PermissionSet? SetById(string? id) => id is null ? null : AllSets.Find(set => SalesforceId.Same(set.Id, id));

    /// <summary>What one session may do: its user's rights and those of the session-based sets that it activated.</summary>
    public bool Has(Session session, string permission) =>
        session.User.Has(permission) || PlainRows.Exists(row =>
            row.Type == "SessionPermSetActivation" && row.Value("Session") == session.Serial.ToString(System.Globalization.CultureInfo.InvariantCulture)
            && SetById(row.Value("PermissionSetId")) is { } set && session.User.Holds(set) && set.Gives(permission));

    public void Add(PermissionSet set)
    {
        AllSets.Add(set);
        PermissionSets.Add(set);
    }

    public void Remove(PermissionSet set)
    {
        AllSets.Remove(set);
        PermissionSets.Remove(set);
    }

    private static List<PermissionSet> Numbered(List<PermissionSet> sets)
    {
        for (var i = 0; i < sets.Count; i++) sets[i].Place = i + 1;
        return sets;
    }

    public PermissionSet ShadowOf(Profile profile) => AllSets.First(set => set.Owner == profile);

    /// <summary>Every pre-authorization of an installed app.</summary>
    public IEnumerable<AppAccess> AppAccesses()
    {
        foreach (var app in Apps.Where(app => app.IsInstalled))
            foreach (var set in AllSets.Where(set => set.GroupId is null))
                if (Names(app, set).Contains(set.Owner?.Name ?? set.Name, StringComparer.OrdinalIgnoreCase))
                    yield return new AppAccess(app, set, set.Place);
    }

    /// <summary>Every principal of an external credential that a set or profile opens.</summary>
    public IEnumerable<PrincipalAccess> PrincipalAccesses() => ExternalCredentials.SelectMany(credential => credential.Principals).SelectMany((principal, place) =>
        AllSets.Where(set => set.GroupId is null && (set.Owner is { } profile ? principal.Profiles.Contains(profile.Name) : principal.PermissionSets.Contains(set.Name)))
            .Select(set => new PrincipalAccess(principal, set, place, Created)));

    /// <summary>Takes a pre-authorization away; grants that exist live on, as at the real org.</summary>
    public void Withdraw(AppAccess access)
    {
        Names(access.App, access.Parent).RemoveAll(name => name.Equals(access.Parent.Owner?.Name ?? access.Parent.Name, StringComparison.OrdinalIgnoreCase));
        access.App.Changed = true;
        OnChange?.Invoke();
    }

    /// <summary>Pre-authorizes the holders of a set or profile.</summary>
    public void Admit(AppAccess access)
    {
        Names(access.App, access.Parent).Add(access.Parent.Owner?.Name ?? access.Parent.Name);
        access.App.Changed = true;
        OnChange?.Invoke();
    }

    private static List<string> Names(ClientApp app, PermissionSet set) => set.Owner is null ? app.PreauthorizedSets : app.PreauthorizedProfiles;
}
