using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Carries out one undo: the responder gives back what was taken, and a fresh read by the reader shows it. Resumable: what is given
/// back already answers that it is.</summary>
internal sealed class UndoWork(GovernanceDb db, ISalesforceOrg orgs, IOrgResponder responders, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "undo-target";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (id, via) = (new TargetId(item.SubjectId), new ConnectionId(item.PartId));
        var target = await db.Targets.AsNoTracking().SingleAsync(t => t.Id == id, ct);
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == via, ct);
        var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == via, ct);
        if (!connection.IsUsable || responder is not { IsUsable: true })
        {
            await EndAsync(item, connection.IsUsable ? ConnectionProblems.NeedsResponder : ConnectionProblems.NotUsable(connection.State).Message, null, ct);
            return;
        }
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        var act = OrgAct.Of(target) with { Former = target.Former };
        using var session = responders.Begin(ResponderLink.Of(connection, responder, orgKey));
        await foreach (var answer in session.ActAsync([act], ct))
        {
            if (answer.Outcome is RevocationOutcome.Accepted or RevocationOutcome.AlreadyGone) continue;
            await EndAsync(item, answer.Answer, null, ct);
            return;
        }
        var check = await orgs.CheckActsAsync(OrgLink.Of(connection, orgKey), [act], ct);
        var seen = check.Value?.Seen.GetValueOrDefault(act.Key);
        await EndAsync(item, seen?.Words ?? check.Problem?.Message ?? "The org's answer does not say how it stands.", seen?.IsDone == true ? check.Value!.StartedAt : null, ct);
        await session.EndAsync(ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) =>
        EndAsync(item, "The portal failed too often while taking this back; how the org has it is unknown. Look in its Setup.", null, ct);

    private Task<Done> EndAsync(WorkItem item, string words, DateTimeOffset? seenAt, CancellationToken ct) => useCases.DemandAsync(
        Actor.System("containment", item.OnBehalfOf), new RecordUndo.Command(new TargetId(item.SubjectId), words, seenAt), ct);
}
