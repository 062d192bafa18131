using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>After a disconnect: revokes the portal's own grant at the org, then forgets the refresh token. An org that
/// does not answer is asked again; when it never does, the record says that the grant may still live.</summary>
internal sealed class LeaveOrg(GovernanceDb db, ISalesforceOrg orgs, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "leave-org";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new ConnectionId(item.SubjectId);
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == id, ct);
        if (connection.State != ConnectionState.Disconnected) return;
        var left = await orgs.LeaveAsync(OrgLink.Of(connection, null), ct);
        // What the org refuses today it refuses tomorrow; only silence is worth another try.
        if (left.Problem is { Kind: ProblemKind.RemoteUnavailable } silent) throw silent.ToFault();
        await useCases.DemandAsync(ActorOf(item), new RecordLeft.Command(id, left.Problem?.Message), ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => useCases.DemandAsync(ActorOf(item),
        new RecordLeft.Command(new ConnectionId(item.SubjectId), "The org did not answer."), ct);

    private static Actor ActorOf(WorkItem item) => Actor.System("disconnect", item.OnBehalfOf);
}
