using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Carries out one undo: the responder gives back what was taken, and a fresh read by the reader shows it. Resumable: what is given
/// back already answers that it is.</summary>
internal sealed class UndoWork(GovernanceDb db, OrgReach reach, ISalesforceOrg orgs, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "undo-target";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (id, via) = (new TargetId(item.SubjectId), new ConnectionId(item.PartId));
        var target = await db.Targets.AsNoTracking().SingleAsync(t => t.Id == id, ct);
        var (reader, acting, refusal) = await reach.BeginAsync(via, ct);
        if (acting is null)
        {
            await EndAsync(item, refusal, null, ct);
            return;
        }
        var act = OrgAct.Of(target) with { Former = target.Former };
        using var session = acting;
        await foreach (var answer in session.ActAsync([act], ct))
        {
            if (answer.Outcome is RevocationOutcome.Accepted or RevocationOutcome.AlreadyGone) continue;
            await EndAsync(item, answer.Answer, null, ct);
            return;
        }
        var check = await orgs.CheckActsAsync(reader!, [act], ct);
        var seen = check.Value?.Seen.GetValueOrDefault(act.Key);
        await EndAsync(item, seen?.Words ?? check.Problem?.Message ?? "The org's answer does not say how it stands.", seen?.IsDone == true ? check.Value!.StartedAt : null, ct);
        await session.EndAsync(ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) =>
        EndAsync(item, "The portal failed too often while taking this back; how the org has it is unknown. Look in its Setup.", null, ct);

    private Task<Done> EndAsync(WorkItem item, string words, DateTimeOffset? seenAt, CancellationToken ct) => useCases.DemandAsync(
        Actor.System("containment", item.OnBehalfOf), new RecordUndo.Command(new TargetId(item.SubjectId), words, seenAt), ct);
}
