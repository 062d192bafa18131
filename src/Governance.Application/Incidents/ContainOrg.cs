using Governance.Application.Authorizations;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>One org of a containment, resumable at any point from the journal:
/// 1. a batch is written as asked, with its audit entry, before any call of it leaves; 2. the responder lists the rows and
/// revokes, with an access token that ends with this; 3. answers are written as they come; 4. a complete read by the
/// reader, begun after the last answer, proves each target or finds it alive, up to three times; 5. the incident
/// follows; 6. the responder's access token is revoked at the org.</summary>
internal sealed class ContainOrg(
    GovernanceDb db, ISalesforceOrg orgs, IOrgResponder responders, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "contain-org";

    /// <summary>Most targets per batch (contracts §5).</summary>
    public const int BatchSize = 500;

    private static readonly TimeSpan[] ReReadAfter = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (incident, connectionId) = (new IncidentId(item.SubjectId), new ConnectionId(item.PartId));
        var actor = Actor.System("containment", item.OnBehalfOf);
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == connectionId, ct);
        if (!connection.IsUsable)
        {
            var words = ConnectionProblems.NotUsable(connection.State).Message;
            await useCases.DemandAsync(actor, new RecordProof.Command(incident, connectionId, null, true, TargetState.Unreachable, words), ct);
            return;
        }
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == connectionId, ct);
        if (responder is not { IsUsable: true })
        {
            if ((await useCases.DemandAsync(actor, new HoldBack.Command(incident, connectionId), ct)).Open == 0) return;
            await ProveAsync(actor, incident, connectionId, OrgLink.Of(connection, orgKey), ct);
            return;
        }
        using var session = responders.Begin(ResponderLink.Of(connection, responder, orgKey));
        await RevokeAsync(actor, incident, connectionId, responder, session, ct);
        await ProveAsync(actor, incident, connectionId, OrgLink.Of(connection, orgKey), ct);
        // Last, so that it delays no proof.
        if ((await session.EndAsync(ct)).Problem is { } left)
            await useCases.DemandAsync(actor, new RecordTokenLeft.Command(connectionId, left.Message), ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => useCases.DemandAsync(
        Actor.System("containment", item.OnBehalfOf),
        new RecordProof.Command(new IncidentId(item.SubjectId), new ConnectionId(item.PartId), null, true, TargetState.Unreachable,
            "The portal failed too often while working on this org; what the org did is unknown. Retry, or look in its Setup."), ct);

    private async Task RevokeAsync(
        Actor actor, IncidentId incident, ConnectionId connection, Responder responder, IResponderSession session, CancellationToken ct)
    {
        while (await useCases.DemandAsync(actor, new StartBatch.Command(incident, connection), ct) is { Keys.Count: > 0 } batch)
        {
            var refusal = await AnswerJournal.WriteAsync(
                useCases, clock, actor, incident, connection, batch.Keys, session.RevokeTokensAsync(batch.Keys, ct), ct);
            if (refusal is null) continue;
            await useCases.DemandAsync(actor, new RecordResponder.Command(connection, responder.Version, null, refusal), ct);
            await useCases.DemandAsync(actor, new HoldBack.Command(incident, connection), ct);
            return;
        }
    }

    private async Task ProveAsync(Actor actor, IncidentId incident, ConnectionId connection, OrgLink link, CancellationToken ct)
    {
        for (var round = 0; round < ReReadAfter.Length; round++)
        {
            await Task.Delay(ReReadAfter[round], clock, ct);
            var last = round == ReReadAfter.Length - 1;
            var read = await orgs.ReadTokensAsync(link, null, ct);
            RecordProof.Command proof;
            if (read.Problem is { } problem)
            {
                if (problem.Code == RemoteCodes.CredentialRefused)
                    await useCases.SendAsync(actor, new FailConnection.Command(connection, problem.Message, End: false), ct);
                var state = problem.Code == RemoteCodes.RightMissing ? TargetState.RightMissing : TargetState.Unreachable;
                proof = new RecordProof.Command(incident, connection, null, last || state == TargetState.RightMissing, state,
                    $"Accepted, but not proven: {problem.Message}");
            }
            else
            {
                var stored = await useCases.DemandAsync(
                    actor, new RecordInventory.Command(connection, SyncPurpose.Proof, read.Value!, null), ct);
                proof = new RecordProof.Command(incident, connection, stored.Sync, last, TargetState.Unreachable,
                    "Accepted, but not proven: the org's list could not be read completely.");
            }
            if ((await useCases.DemandAsync(actor, proof, ct)).Open == 0) return;
        }
    }
}
