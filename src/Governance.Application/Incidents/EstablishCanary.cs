using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Tries a canary that was just handed over: 1. the try is written down; 2. it signs in at the connection's own host, and a replaced
/// refresh token is kept before anything else; 3. the outcome is recorded. Killed in between, a refresh token that may have been replaced
/// is not sent again.</summary>
internal sealed class EstablishCanary(GovernanceDb db, IOrgCanary canaries, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "establish-canary";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new CanaryId(item.SubjectId);
        if (await db.Canaries.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { State: CanaryState.Trying } canary) return;
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == canary.ConnectionId, ct);
        var actor = Actor.System("connect", item.OnBehalfOf);
        if (!connection.IsUsable)
        {
            await useCases.DemandAsync(actor, new SettleCanary.Command(id, null, Failed(ConnectionProblems.NotUsable(connection.State).Message)), ct);
            return;
        }
        var orgKey = await db.Orgs.Where(o => o.Id == canary.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        if ((await useCases.DemandAsync(actor, new StartCanaryTry.Command(id, null, CanaryStage.Deposit), ct)).Try is not { } sent) return;
        var answer = await canaries.TryAsync(CanaryLink.Of(connection, canary, orgKey), ct);
        await useCases.DemandAsync(actor, new SettleCanary.Command(id, sent, answer), ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => useCases.DemandAsync(
        Actor.System("connect", item.OnBehalfOf), new SettleCanary.Command(new CanaryId(item.SubjectId), null, Failed("The portal failed too often while trying it.")), ct);

    private CanaryAnswer Failed(string words) => new(CanaryOutcome.NoAnswer, words, clock.GetUtcNow());
}
