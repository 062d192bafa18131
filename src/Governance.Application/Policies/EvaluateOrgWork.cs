using Governance.Application.Catalog;
using Governance.Application.Certificates;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Integrations;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Application.Vendors;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Judges an org anew.</summary>
internal sealed class EvaluateOrgWork(UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "evaluate-org";

    public string Kind => WorkKind;

    public Task RunAsync(WorkItem item, CancellationToken ct) =>
        useCases.DemandAsync(Actor.System("policies", item.OnBehalfOf), new EvaluateOrg.Command(new OrgId(item.SubjectId)), ct);
}

/// <summary>Judges what changed in an org.</summary>
internal sealed class EvaluateChangesWork(UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "evaluate-changes";

    public string Kind => WorkKind;

    public Task RunAsync(WorkItem item, CancellationToken ct) =>
        useCases.DemandAsync(Actor.System("policies", item.OnBehalfOf), new EvaluateChanges.Command(new OrgId(item.SubjectId)), ct);
}

/// <summary>Judges anew what belongs to no org.</summary>
internal sealed class EvaluateEstateWork(UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "evaluate-estate";

    /// <summary>The one subject: work that waits is found by it.</summary>
    public static readonly Guid Subject = new("01990000-0000-7000-8000-000000000001");

    public string Kind => WorkKind;

    public Task RunAsync(WorkItem item, CancellationToken ct) =>
        useCases.DemandAsync(Actor.System("policies", item.OnBehalfOf), new EvaluateEstate.Command(), ct);
}

/// <summary>Queues a judging, once for all changes that wait for it.</summary>
internal sealed class JudgeAgain(GovernanceDb db, CurrentActor current, TimeProvider clock)
    : IEventHandler<InventoryRecorded>, IEventHandler<IntegrationChanged>, IEventHandler<VendorRulesChanged>, IEventHandler<VendorDescribed>,
        IEventHandler<PoliciesChanged>, IEventHandler<CertificateCareChanged>, IEventHandler<AppLinkRecorded>,
        IEventHandler<SpecDeclared>, IEventHandler<RequestDecided>
{
    /// <summary>More changed grants than this, and the whole org is judged.</summary>
    private const int MostChanges = 500;

    /// <summary>What only time changes is judged at least so often.</summary>
    private static readonly TimeSpan WholeEvery = TimeSpan.FromHours(6);

    public async Task HandleAsync(InventoryRecorded happened, CancellationToken ct)
    {
        if (happened.Grants is not { Count: <= MostChanges } grants || !await db.RuleTallies.AnyAsync(t => t.OrgId == happened.Org && t.At > clock.GetUtcNow() - WholeEvery, ct))
        {
            await QueueAsync([happened.Org], ct);
            return;
        }
        if (grants.Count == 0) return;
        await BulkInsert.AddAsync(db, grants, ct);
        var waiting = await db.Work.AnyAsync(
            w => w.SubjectId == happened.Org.Value && (w.Kind == EvaluateOrgWork.WorkKind || w.Kind == EvaluateChangesWork.WorkKind) && w.DoneAt == null && w.ClaimedBy == null, ct);
        if (!waiting) Add(EvaluateChangesWork.WorkKind, happened.Org.Value);
    }

    // What others cannot see changes with it as well: without the actor's scope.
    public async Task HandleAsync(IntegrationChanged happened, CancellationToken ct)
    {
        string[] apps = [.. happened.Parts.Where(p => p.Kind == IntegrationPartKind.App).Select(p => p.Key).Distinct(StringComparer.Ordinal)];
        await QueueAsync(await db.AppUses.IgnoreQueryFilters().Where(u => apps.Contains(u.AppKey)).Select(u => u.OrgId).Distinct().ToListAsync(ct), ct);
    }

    public async Task HandleAsync(VendorRulesChanged happened, CancellationToken ct) =>
        await QueueAsync(await db.AppUses.IgnoreQueryFilters().Select(u => u.OrgId).Distinct().ToListAsync(ct), ct);

    // Its hosts may be called from orgs that it does not call.
    public async Task HandleAsync(VendorDescribed happened, CancellationToken ct) => await QueueAsync(
        await db.Orgs.IgnoreQueryFilters()
            .Where(o => db.Authorizations.IgnoreQueryFilters().Any(a => a.OrgId == o.Id && a.GoneAt == null && a.VendorId == happened.Vendor)
                || db.Items.IgnoreQueryFilters().Any(i => i.OrgId == o.Id && i.Kind == ItemKind.NamedCredential && i.GoneAt == null))
            .Select(o => o.Id).ToListAsync(ct), ct);

    public Task HandleAsync(CertificateCareChanged happened, CancellationToken ct) => QueueAsync([happened.Org], ct);

    public Task HandleAsync(SpecDeclared happened, CancellationToken ct) => QueueAsync([happened.Org], ct);

    // An app is accounted for from the moment on which enough people agreed.
    public async Task HandleAsync(RequestDecided happened, CancellationToken ct)
    {
        if (await db.Requests.IgnoreQueryFilters().Where(r => r.Id == happened.Id && r.Kind == RequestKind.ClientApp).Select(r => r.ContentText).SingleOrDefaultAsync(ct) is { } text
            && Guid.TryParse(RequestContent.Read(text)[RequestForms.Org], out var org)) await QueueAsync([new OrgId(org)], ct);
    }

    public Task HandleAsync(PoliciesChanged happened, CancellationToken ct) => QueueAsync(happened.Orgs, ct);

    // What an add-on holds is judged with the org that it leads to; so is a registration that AppLink made and none publishes.
    public async Task HandleAsync(AppLinkRecorded happened, CancellationToken ct)
    {
        var keys = await db.AppLinkRecords.IgnoreQueryFilters().Where(r => r.OrgKey != null).Select(r => r.OrgKey!).Distinct().ToListAsync(ct);
        string[] all = [.. keys.Concat(db.AppLinkRecords.Local.Select(r => r.OrgKey).OfType<string>()).Distinct(StringComparer.Ordinal)];
        await QueueAsync(await db.Orgs.IgnoreQueryFilters()
            .Where(o => all.Contains(o.SalesforceKey) || db.CatalogEntries.IgnoreQueryFilters().Any(e => e.OrgId == o.Id && e.ProviderType == "Heroku" && e.GoneAt == null))
            .Select(o => o.Id).ToListAsync(ct), ct);
    }

    /// <summary>These orgs, and what belongs to none.</summary>
    public async Task QueueAsync(IReadOnlyCollection<OrgId> orgs, CancellationToken ct)
    {
        var waiting = (await db.Work.Where(w => (w.Kind == EvaluateOrgWork.WorkKind || w.Kind == EvaluateEstateWork.WorkKind) && w.DoneAt == null && w.ClaimedBy == null)
            .Select(w => w.SubjectId).ToListAsync(ct)).ToHashSet();
        waiting.UnionWith(db.Work.Local.Where(w => w.Kind is EvaluateOrgWork.WorkKind or EvaluateEstateWork.WorkKind && w.DoneAt is null && w.ClaimedBy is null).Select(w => w.SubjectId));
        foreach (var org in orgs.Where(o => waiting.Add(o.Value))) Add(EvaluateOrgWork.WorkKind, org.Value);
        if (waiting.Add(EvaluateEstateWork.Subject)) Add(EvaluateEstateWork.WorkKind, EvaluateEstateWork.Subject);
    }

    private void Add(string kind, Guid subject) =>
        db.Work.Add(new WorkItem(kind, subject, Guid.Empty, current.Actor.OnBehalfOf ?? current.Actor.Id, clock.GetUtcNow()));
}
