using Governance.OrgSimulator.Salesforce;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.State;

/// <summary>Takes the changes out of a world and puts them back into a freshly built one.</summary>
public static class WorldState
{
    public static SavedState Take(SimulatedWorld world, SimulatorOptions options, Func<Org, ApiBudget> budget) => new()
    {
        Scenario = world.Scenario.Name,
        Seed = options.Seed,
        Size = SizeOf(world),
        Start = world.Start,
        ClockOffsetSeconds = (long)world.Clock.Offset.TotalSeconds,
        Orgs = [.. world.Orgs.Select(org => Take(org, budget(org)))],
        Addons = HerokuState.Take(world.Heroku),
        Heroku = HerokuState.TakeAccount(world.Heroku),
    };

    /// <exception cref="BadOptionException">The state belongs to a world of another size, or names what is not there.</exception>
    public static void Put(SimulatedWorld world, SavedState state, Func<Org, ApiBudget> budget)
    {
        if (state.Size != SizeOf(world))
            throw new BadOptionException($"The state file was saved for a world of another size ({state.Size}, now {SizeOf(world)}); start it as before or remove it.");
        try
        {
            foreach (var saved in state.Orgs)
                if (world.OrgNamed(saved.Name) is { } org)
                    Put(org, saved, budget(org));
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BadOptionException("The state file names a record that this world does not hold; remove it.", e);
        }

        HerokuState.Put(world, state);
    }

    private static string SizeOf(SimulatedWorld world) =>
        string.Join('+', world.Orgs.Select(org => $"{org.Users.Count}:{org.Apps.Count}:{org.Grants.Count(grant => !grant.Added)}"));

    private static SavedOrg Take(Org org, ApiBudget budget)
    {
        lock (org.Gate)
        {
            var ended = new List<int>();
            var changed = new List<SavedGrant>();
            foreach (var grant in org.Grants)
            {
                if (grant is { Added: false, Changed: false }) continue;
                if (grant is { Added: false, Ended: true, Hidden: false, Generation: 0 }) ended.Add(grant.Serial);
                else
                    changed.Add(new SavedGrant(
                        grant.Serial, grant.Added ? grant.App.Name : null, grant.Added ? grant.User.Index : null,
                        grant.Created, grant.LastUsed, grant.UseCount, grant.Generation, grant.Ended, grant.Hidden, grant.Scope));
            }

            return new SavedOrg
            {
                Name = org.Name,
                ApiUsed = budget.Used,
                NextSession = org.NextSession,
                SecretsSelected = org.SecretsSelected,
                Ended = ended,
                Grants = changed,
                Sessions = [.. org.Sessions.Values.Select(s => new SavedSession(
                    s.Serial, s.User.Index, s.App.Name, s.Grant?.Serial, s.Created, s.Modified, s.SecondsValid, s.SourceIp, s.Scope, s.Hidden))],
                Users = [.. org.Users.Where(user => user.Changed).Select(user => new SavedUser(user.Index, user.IsActive, user.IsFrozen, user.LastLogin, user.OnlyLooksFrozen, [.. user.PermissionSets.Select(set => set.Id)], user.AssignedUntil.Count == 0 ? null : user.AssignedUntil))],
                Apps = [.. org.Apps.Where(app => app.Changed).Select(app => new SavedApp(app.Index, [.. app.PreauthorizedProfiles], [.. app.PreauthorizedSets], app.IsEnabled, app.Policy, app.IsHiddenInMenu))],
                Sets = [.. org.PermissionSets.Where(set => set.IsAdded || set.IsChanged).Select(set => new SavedSet(set.IsAdded ? set.Place - 50_000 : null, set.Name, set.Label, set.SessionBased, [.. set.Permissions]))],
                PlainRows = [.. org.PlainRows],
                DeletedRows = [.. org.DeletedRows],
                HiddenRows = [.. org.HiddenRows],
                NextSet = org.NextSet,
                Refreshes = org.Refreshes,
                InstanceName = org.InstanceName,
                Created = org.Created,
                DeletedLogFiles = [.. org.DeletedLogFiles],
                NextPlainRow = org.NextPlainRow,
                ConsumerSecretsInMetadata = org.ConsumerSecretsInMetadata,
                ConsumerSecretsInRest = org.ConsumerSecretsInRest,
                Settings = org.HasOtherSettings ? org.Settings : null,
                InboundReplacements = org.InboundReplacements,
            };
        }
    }

    private static void Put(Org org, SavedOrg saved, ApiBudget budget)
    {
        budget.Used = saved.ApiUsed;
        org.NextSession = saved.NextSession;
        org.SecretsSelected = saved.SecretsSelected;
        if (saved is { Refreshes: > 0, InstanceName: { } instance })
        {
            org.Refresh(instance);
            org.Become(saved.Refreshes, instance, saved.Created);
        }

        org.DeletedLogFiles.UnionWith(saved.DeletedLogFiles);
        foreach (var serial in saved.Ended) (org.Grants[serial].Ended, org.Grants[serial].Changed) = (true, true);
        foreach (var entry in saved.Grants)
        {
            var grant = entry.App is null
                ? org.Grants[entry.Serial]
                : Added(org, entry);
            (grant.LastUsed, grant.UseCount, grant.Generation) = (entry.LastUsed, entry.UseCount, entry.Generation);
            (grant.Ended, grant.Hidden, grant.Changed) = (entry.Ended, entry.Hidden, true);
        }

        foreach (var entry in saved.Sessions)
        {
            org.Restore(new Session
            {
                Serial = entry.Serial,
                User = org.Users[entry.User],
                App = org.AppsByName[entry.App],
                Grant = entry.Grant is { } grant ? org.Grants[grant] : null,
                Created = entry.Created,
                Modified = entry.Modified,
                SecondsValid = entry.SecondsValid,
                SourceIp = entry.SourceIp,
                Scope = entry.Scope,
                Hidden = entry.Hidden,
            });
        }

        PutRows(org, saved);
        foreach (var entry in saved.Users)
        {
            var user = org.Users[entry.Index];
            (user.IsActive, user.IsFrozen, user.LastLogin, user.Changed) = (entry.IsActive, entry.IsFrozen, entry.LastLogin, true);
            user.OnlyLooksFrozen = entry.OnlyLooksFrozen;
            if (entry.Sets is not { } sets) continue;
            user.PermissionSets.Clear();
            user.PermissionSets.AddRange(sets.Select(id => org.SetById(id)).OfType<PermissionSet>());
            foreach (var (id, end) in entry.Until ?? new Dictionary<string, long>()) (user.Now, user.AssignedUntil[id]) = (() => org.Now, end);
        }

        foreach (var entry in saved.Apps)
        {
            var app = org.Apps[entry.Index];
            (app.IsEnabled, app.Policy, app.Changed) = (entry.Enabled, entry.Policy, true);
            app.IsHiddenInMenu = entry.IsHiddenInMenu;
            app.PreauthorizedProfiles.Clear();
            app.PreauthorizedProfiles.AddRange(entry.Profiles);
            app.PreauthorizedSets.Clear();
            app.PreauthorizedSets.AddRange(entry.PermissionSets);
        }
    }

    private static void PutRows(Org org, SavedOrg saved)
    {
        (org.NextSet, org.NextPlainRow) = (saved.NextSet, saved.NextPlainRow);
        (org.ConsumerSecretsInMetadata, org.ConsumerSecretsInRest) = (saved.ConsumerSecretsInMetadata, saved.ConsumerSecretsInRest);
        org.InboundReplacements = saved.InboundReplacements;
        if (saved.Settings is { } settings) (org.Settings, org.HasOtherSettings) = (settings, true);
        // Those of the scenario are among the saved ones.
        org.PlainRows.Clear();
        org.PlainRows.AddRange(saved.PlainRows);
        org.DeletedRows.AddRange(saved.DeletedRows);
        org.HiddenRows.UnionWith(saved.HiddenRows);
        foreach (var group in saved.PlainRows.Where(row => row.Type == "PermissionSetGroup")) org.Materialise(group, OrgObjects.PlainId(org, group));
        foreach (var entry in saved.Sets)
        {
            var rights = new HashSet<string>(entry.Permissions, StringComparer.OrdinalIgnoreCase);
            if (entry.Serial is { } serial)
            {
                org.Add(org.NewSet(serial, entry.Name, entry.Label, entry.SessionBased, rights));
                continue;
            }

            var set = org.PermissionSets.First(candidate => candidate.Name == entry.Name);
            set.Permissions.Clear();
            set.Permissions.UnionWith(rights);
            set.IsChanged = true;
        }
    }

    private static Grant Added(Org org, SavedGrant entry) =>
        org.PutBack(org.AppsByName[entry.App!], org.Users[entry.User!.Value], entry.Created, entry.Scope);
}
