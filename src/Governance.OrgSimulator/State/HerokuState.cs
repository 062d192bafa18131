using Governance.OrgSimulator.Heroku;
using Governance.OrgSimulator.Scenarios;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.State;

/// <summary>Takes the changes of the Heroku account out of a world and puts them back.</summary>
internal static class HerokuState
{
    public static IReadOnlyList<SavedAddon> Take(HerokuAccount account)
    {
        lock (account.Gate) return [.. account.Addons.Select(Take)];
    }

    public static SavedHeroku TakeAccount(HerokuAccount account)
    {
        lock (account.Gate)
            return new SavedHeroku(
                account.Budget.Spent, [.. account.Grants.All], [.. account.Webhooks], [.. account.AllowedServices.Select(allowed => new SavedAllowance(allowed.Team, allowed.Service))],
                [.. account.Events.Select(e => new SavedEvent(e.Id, e.Type, e.Action, e.App.Name, e.About, e.Actor, e.At))])
            {
                Apps = [.. account.Apps.Where(app => app.Releases > 1).Select(app => new SavedHerokuApp(app.Name, app.Releases, new Dictionary<string, string>(app.ConfigVars)))],
            };
    }

    public static void Put(SimulatedWorld world, SavedState state)
    {
        var account = world.Heroku;
        foreach (var saved in state.Addons)
            if (account.Addon(saved.Name) is { } addon)
                Put(world, addon, saved);
        if (state.Heroku is not { } kept) return;
        account.Budget.Spend(kept.CallsSpent);
        account.Grants.All.Clear();
        account.Grants.All.AddRange(kept.Grants);
        account.Webhooks.AddRange(kept.Webhooks);
        account.AllowedServices.AddRange(kept.Allowed.Select(allowed => (allowed.Team, allowed.Service)));
        foreach (var saved in kept.Apps)
            if (account.App(saved.Name) is { } app)
            {
                app.Releases = saved.Releases;
                app.ConfigVars.Clear();
                foreach (var (name, value) in saved.ConfigVars) app.ConfigVars[name] = value;
            }

        foreach (var e in kept.Events)
            if (account.App(e.App) is { } app)
                account.Events.Add(new HerokuEvent(e.Id, e.Type, e.Action, app, e.About, e.Actor, e.At));
    }

    private static SavedAddon Take(AppLinkAddon addon) => new(addon.Name, [.. addon.Records.Select(Take)], [.. addon.Publications.Select(publication => publication.AppLinkId)])
    {
        Published = [.. addon.Publications.Where(p => p.Added).Select(p => new SavedPublication(p.AppLinkId, p.App.Name, p.Connection, p.Name, p.EsrId, p.Created, p.CreatedBy, p.Modified, p.ModifiedBy)
        {
            Specs = [.. p.Specs.Select(s => new SavedSpec(s.Since, s.Text))],
        })],
        Targets = [.. addon.DataActionTargets.Where(t => t.Made is not null).Select(t => new SavedTarget(t.App.Name, t.Plan.Connection, t.Plan.ApiName, t.Plan.Label, t.Plan.Endpoint, t.Made!.Value))],
    };

    private static SavedRecord Take(AppLinkRecord record) => new(record.Id, record.Status, record.GoneAt, record.Hidden)
    {
        Identity = new SavedIdentity(record.Org?.Name, record.Username, record.UserId, record.Error?.Id, record.Error?.Message),
        New = record.Added
            ? new SavedNewRecord(record.IsConnection, record.OrgType, record.Name, record.Alias, record.LoginUrl, record.Created, record.CreatedBy, record.AppName, record.Method)
            : null,
    };

    private static void Put(SimulatedWorld world, AppLinkAddon addon, SavedAddon saved)
    {
        addon.Records.RemoveAll(record => saved.Records.All(kept => kept.Id != record.Id));
        foreach (var kept in saved.Records)
        {
            var record = addon.Records.Find(candidate => candidate.Id == kept.Id);
            if (record is null && kept.New is { } made) addon.Records.Add(record = New(kept.Id, made));
            if (record is null) continue;
            (record.Status, record.GoneAt, record.Hidden) = (kept.Status, kept.GoneAt, kept.Hidden);
            if (kept.Identity is not { } identity) continue;
            (record.Org, record.Username, record.UserId) = (identity.Org is { } org ? world.OrgNamed(org) : null, identity.Username, identity.UserId);
            record.Error = identity.ErrorId is { } error ? new ScenarioAppLinkError(error, identity.ErrorMessage ?? "") : null;
        }

        addon.Publications.RemoveAll(publication => !saved.Publications.Contains(publication.AppLinkId) || saved.Published.Any(p => p.Id == publication.AppLinkId));
        foreach (var p in saved.Published)
            if (world.Heroku.App(p.App) is { } app)
                addon.Publications.Add(new AppLinkPublication(app, p.Connection, p.Name, p.EsrId, p.Id, p.Created, p.CreatedBy) { Modified = p.Modified, ModifiedBy = p.ModifiedBy, Added = true, Specs = [.. p.Specs.Select(s => (s.Since, s.Text))] });
        foreach (var t in saved.Targets)
            if (world.Heroku.App(t.App) is not null)
                addon.DataActionTargets.Add(world.Heroku.Target(addon, new ScenarioDataActionTarget(t.Connection, t.App, t.ApiName, t.Label, t.Endpoint), t.Made));
        addon.DataActionTargets.RemoveAll(target => addon.Records.All(record => !record.IsConnection || record.Name != target.Plan.Connection));
    }

    private static AppLinkRecord New(string id, SavedNewRecord made) => new()
    {
        Id = id,
        IsConnection = made.IsConnection,
        OrgType = made.OrgType,
        Name = made.Name,
        Alias = made.Alias,
        Status = "failed",
        LoginUrl = made.LoginUrl,
        Created = made.Created,
        CreatedBy = made.CreatedBy,
        AppName = made.AppName,
        Method = made.Method,
        Added = true,
    };
}
