using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>When the time to consent at Salesforce is over: a connection nobody consented to waits for a person, and does
/// not stay connecting for ever.</summary>
internal sealed class ExpireConsent(GovernanceDb db, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "expire-consent";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (id, now) = (new ConnectionId(item.SubjectId), clock.GetUtcNow());
        if (!await db.Connections.AnyAsync(c => c.Id == id && c.State == ConnectionState.Connecting, ct)) return;
        var last = await db.ConnectStates.AsNoTracking().Where(s => s.ConnectionId == id).OrderByDescending(s => s.EndsAt).FirstOrDefaultAsync(ct);
        // Neither a return that is being worked on, nor a later sign-in that still has time.
        if (last is null || last.UsedAt is not null || last.EndsAt > now) return;
        await useCases.DemandAsync(Actor.System("connect", item.OnBehalfOf),
            new FailConnection.Command(id, "Nobody consented at Salesforce within ten minutes. Begin again.", End: false), ct);
    }
}
