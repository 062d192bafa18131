using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Reads one org, or Heroku account, of a containment again when a later proof is due; what it finds reopens the incident. Only
/// reads.</summary>
internal sealed class ProveLater(GovernanceDb db, ISalesforceOrg orgs, IAppLink heroku, TryCanaries canaries, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "prove-later";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (incident, via, dueBy) = (new IncidentId(item.SubjectId), new ConnectionId(item.PartId), DueBy(item));
        // One read serves all that are due; a retry may have replaced this one.
        if (!await db.LaterProofs.AnyAsync(p => p.IncidentId == incident && p.ConnectionId == via && p.DoneAt == null && p.DueAt <= dueBy, ct)) return;
        var actor = Actor.System("containment", item.OnBehalfOf);
        var account = await db.HerokuAccounts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == new HerokuAccountId(via.Value), ct);
        var found = account is not null
            ? await AtHerokuAsync(actor, incident, account, ct)
            : await InOrgAsync(actor, incident, await db.Connections.AsNoTracking().SingleAsync(c => c.Id == via, ct), ct);
        await useCases.DemandAsync(actor, found with { DueBy = dueBy }, ct);
    }

    public async Task GiveUpAsync(WorkItem item, CancellationToken ct) => await useCases.DemandAsync(
        Actor.System("containment", item.OnBehalfOf),
        new RecordLaterProof.Command(new IncidentId(item.SubjectId), new ConnectionId(item.PartId), null, null, Lost) { DueBy = DueBy(item) }, ct);

    // It runs when the database's clock says so: what it was queued for is due, whatever was done to ours since.
    private DateTimeOffset DueBy(WorkItem item) => clock.GetUtcNow() is var now && now > item.NotBefore ? now : item.NotBefore;

    private static readonly Problem Lost = Problem.RemoteUnavailable("incident.later-proof-lost", "The portal failed too often while reading again.");

    private async Task<RecordLaterProof.Command> InOrgAsync(Actor actor, IncidentId incident, Connection connection, CancellationToken ct)
    {
        if (!connection.IsUsable) return new RecordLaterProof.Command(incident, connection.Id, null, null, ConnectionProblems.NotUsable(connection.State));
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        var link = OrgLink.Of(connection, orgKey);
        var read = await orgs.ReadTokensAsync(link, null, ct);
        var stored = read.Problem is null
            ? await useCases.DemandAsync(actor, new RecordInventory.Command(connection.Id, SyncPurpose.Proof, read.Value!, null), ct)
            : null;
        var acts = await db.Targets.AsNoTracking().Where(t => t.IncidentId == incident && t.ConnectionId == connection.Id && t.State == TargetState.Done
            && t.ProvedAt != null && t.Subject != null && t.UndoAskedAt == null && t.Kind != TargetKind.AppSessions).ToListAsync(ct);
        var check = acts.Count == 0 ? null
            : await orgs.CheckActsAsync(link, [.. acts.Select(OrgAct.Of)], ct);
        var logins = await LoginsAsync(actor, connection, link, ct);
        var back = await canaries.AfterAsync(actor, incident, connection, link, CanaryStage.Later, ct);
        return new RecordLaterProof.Command(incident, connection.Id, stored?.Sync, check?.Value, read.Problem ?? check?.Problem ?? logins?.Problem, logins is { IsComplete: true } ? logins.StartedAt : null)
        {
            BackByCanary = back,
        };
    }

    // Who still signs in is known to login history only; whoever may not read it proves no more than the lists do.
    private async Task<CapabilityRead?> LoginsAsync(Actor actor, Connection connection, OrgLink link, CancellationToken ct)
    {
        var since = await EventTakeOver.KnownAsync(db, connection.OrgId!.Value, ct);
        var read = await orgs.ReadInventoryAsync(link, new InventoryAsk([new CapabilityDue(Capability.Logins, null)], [], [], [], []) { Since = since }, ct);
        if (read.Value?.Reads is not [var logins]) return null;
        await useCases.DemandAsync(actor, new RecordItems.Command(connection.Id, [logins], read.Value.Calls), ct);
        return logins;
    }

    private async Task<RecordLaterProof.Command> AtHerokuAsync(Actor actor, IncidentId incident, HerokuAccount account, CancellationToken ct)
    {
        if (!account.IsUsable) return new RecordLaterProof.Command(incident, account.Via, null, null, ConnectionProblems.NotUsable(account.State));
        var proven = db.Targets.AsNoTracking().Where(t => t.IncidentId == incident && t.ConnectionId == account.Via && t.ProvedAt != null);
        var addons = await ContainAppLink.RecordsOf(db, proven).Select(r => r.Addon).Distinct().ToArrayAsync(ct);
        var read = await heroku.ReadAgainAsync(account.Link(), addons, ct);
        if (read.Problem is { } problem) return new RecordLaterProof.Command(incident, account.Via, null, null, problem);
        var stored = await useCases.DemandAsync(actor, new RecordAppLink.Command(account.Id, SyncPurpose.Proof, read.Value!), ct);
        return new RecordLaterProof.Command(incident, account.Via, stored.Read, null, null);
    }
}
