using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Tests a responder: 1. signs in at the connection's own host; 2. the org that answers must be the connection's,
/// and the user another than the reader; 3. tests the rights one by one; 4. records the outcome.</summary>
internal sealed class EstablishResponder(GovernanceDb db, IOrgResponder responders, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "establish-responder";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new ConnectionId(item.SubjectId);
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == id, ct);
        var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == id, ct);
        if (responder is null || !connection.IsUsable) return;
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        var tested = await responders.TestAsync(ResponderLink.Of(connection, responder, orgKey), ct);
        await useCases.DemandAsync(Actor.System("connect", item.OnBehalfOf),
            new RecordResponder.Command(id, responder.Version, tested.Value, tested.Problem?.Message), ct);
        if (tested.Value?.Left is { } left)
            await useCases.DemandAsync(Actor.System("connect", item.OnBehalfOf), new RecordTokenLeft.Command(id, left.Message), ct);
    }
}
