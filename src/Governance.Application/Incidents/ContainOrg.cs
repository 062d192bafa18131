using Governance.Application.Authorizations;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>One org of a containment, resumable at any point from the journal; the essential evidence is secured first
/// (<see cref="PreserveEvidence"/>), and canaries are tried (<see cref="TryCanaries"/>), as again after the last step:
/// 1. the door: client apps are shut, and a fresh read confirms it or its failure is shown, before any grant is revoked;
/// 2. a batch is written as asked, with its audit entry, before any call of it leaves; the responder lists the rows and revokes, with an
/// access token that ends with this; answers are written as they come; then sessions end;
/// 3. integration users are frozen;
/// 4. a complete read by the reader, begun after the last answer, proves each grant or finds it alive, up to three times; grants that a
/// covered app got meanwhile become targets, and are revoked;
/// 5. the incident follows; the responder's access token is revoked at the org.</summary>
internal sealed class ContainOrg(
    GovernanceDb db, ISalesforceOrg orgs, IOrgResponder responders, PreserveEvidence evidence, KeepPassports passports, TryCanaries canaries, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "contain-org";

    /// <summary>Most targets per batch (contracts §5).</summary>
    public const int BatchSize = 500;

    /// <summary>How often grants are revoked: those of the plan, and those made meanwhile.</summary>
    private const int MostRounds = 3;

    private static readonly TimeSpan[] ReReadAfter = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    // In the order they are done: sessions after the grants that would open new ones, frozen users after their sessions.
    private static readonly IReadOnlyList<TargetKind>[] Acts =
        [[TargetKind.AppTokens], [TargetKind.AppSessions], IncidentSteps.In(IncidentStep.Freeze)];

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (incident, connectionId) = (new IncidentId(item.SubjectId), new ConnectionId(item.PartId));
        var actor = Actor.System("containment", item.OnBehalfOf);
        await evidence.EssentialAsync(actor, incident, connectionId, ct);
        await passports.KeepAsync(actor, incident, connectionId, ct);
        if (await SecondPerson.IsHeldAsync(db, incident, ct)) return;
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == connectionId, ct);
        if (!connection.IsUsable)
        {
            var words = ConnectionProblems.NotUsable(connection.State).Message;
            await useCases.DemandAsync(actor, new RecordProof.Command(incident, connectionId, null, true, TargetState.Unreachable, words), ct);
            return;
        }
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct);
        var here = new Place(actor, incident, connectionId, OrgLink.Of(connection, orgKey));
        var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == connectionId, ct);
        if (responder is not { IsUsable: true })
        {
            if ((await useCases.DemandAsync(actor, new HoldBack.Command(incident, connectionId), ct)).Open == 0) return;
            await ProveActsAsync(here, ct);
            await ProveAsync(here, ct);
            return;
        }
        await canaries.BeforeAsync(actor, incident, connection, here.Link, ct);
        using var session = responders.Begin(ResponderLink.Of(connection, responder, orgKey));
        await ActAsync(here, [IncidentSteps.In(IncidentStep.Door)], responder, session, ct);
        for (var round = 0; round < MostRounds; round++)
        {
            await RevokeAsync(here, responder, session, ct);
            if (round == 0) await ActAsync(here, Acts, responder, session, ct);
            await ProveAsync(here, ct);
            if ((await TakeUpNew.FindAsync(db, incident, connectionId, ct)).Count == 0) break;
            // The last time they are left to the later proofs, which say that they came after all.
            if (round < MostRounds - 1) await useCases.DemandAsync(actor, new TakeUpNew.Command(incident, connectionId), ct);
        }
        await canaries.AfterAsync(actor, incident, connection, here.Link, CanaryStage.After, ct);
        await useCases.DemandAsync(actor, new PlanLaterProofs.Command(incident, connectionId), ct);
        // Last, so that it delays no proof.
        if ((await session.EndAsync(ct)).Problem is { } left)
            await useCases.DemandAsync(actor, new RecordTokenLeft.Command(connectionId, left.Message), ct);
    }

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => useCases.DemandAsync(
        Actor.System("containment", item.OnBehalfOf),
        new RecordProof.Command(new IncidentId(item.SubjectId), new ConnectionId(item.PartId), null, true, TargetState.Unreachable,
            "The portal failed too often while working on this org; what the org did is unknown. Retry, or look in its Setup."), ct);

    /// <param name="Actor">For whom.</param>
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org.</param>
    /// <param name="Link">Its reader.</param>
    private sealed record Place(Actor Actor, IncidentId Incident, ConnectionId Connection, OrgLink Link);

    private Task RevokeAsync(Place here, Responder responder, IResponderSession session, CancellationToken ct) =>
        SendAsync(here, [TargetKind.OAuth], responder, keys => Task.FromResult(session.RevokeTokensAsync(keys, ct)), ct);

    private async Task ActAsync(
        Place here, IReadOnlyList<IReadOnlyList<TargetKind>> steps, Responder responder, IResponderSession session, CancellationToken ct)
    {
        foreach (var kinds in steps)
            await SendAsync(here, kinds, responder, async keys => session.ActAsync(await ActsAsync(here, keys, ct), ct), ct);
        await ProveActsAsync(here, ct);
    }

    private async Task SendAsync(
        Place here, IReadOnlyList<TargetKind> kinds, Responder responder,
        Func<IReadOnlySet<TokenRowKey>, Task<IAsyncEnumerable<RevocationAnswer>>> send, CancellationToken ct)
    {
        while (await StartBatch.Next(db, here.Incident, here.Connection, kinds).AnyAsync(ct))
        {
            var batch = await useCases.DemandAsync(here.Actor, new StartBatch.Command(here.Incident, here.Connection, kinds, await FormerAsync(here, kinds, ct)), ct);
            var refusal = await AnswerJournal.WriteAsync(
                useCases, clock, here.Actor, here.Incident, here.Connection, batch.Keys, await send(batch.Keys), ct);
            if (refusal is null) continue;
            await useCases.DemandAsync(here.Actor, new RecordResponder.Command(here.Connection, responder.Version, null, refusal), ct);
            await useCases.DemandAsync(here.Actor, new HoldBack.Command(here.Incident, here.Connection), ct);
            return;
        }
    }

    /// <summary>How the org has what is about to change and can be taken back. Written down before the call: what only its answer said would
    /// be lost with a process that dies in between. An org that does not say delays nothing.</summary>
    private async Task<IReadOnlyDictionary<TokenRowKey, string>?> FormerAsync(Place here, IReadOnlyList<TargetKind> kinds, CancellationToken ct)
    {
        TargetKind[] undoable = [.. kinds.Where(IncidentSteps.CanUndo)];
        if (undoable.Length == 0) return null;
        var unknown = await StartBatch.Next(db, here.Incident, here.Connection, undoable).AsNoTracking().Where(t => t.Former == null)
            .OrderBy(t => t.Id).Take(BatchSize).ToListAsync(ct);
        if (unknown.Count == 0) return null;
        var check = await orgs.CheckActsAsync(here.Link, [.. unknown.Select(OrgAct.Of)], ct);
        return check.Value?.Seen.Where(s => s.Value is { IsDone: false, Former: not null }).ToDictionary(s => s.Key, s => s.Value.Former!);
    }

    private async Task<IReadOnlyList<OrgAct>> ActsAsync(Place here, IReadOnlySet<TokenRowKey> keys, CancellationToken ct)
    {
        var running = await db.Targets.AsNoTracking()
            .Where(t => t.IncidentId == here.Incident && t.ConnectionId == here.Connection && t.State == TargetState.Running && t.Subject != null).ToListAsync(ct);
        return [.. running.Select(OrgAct.Of).Where(a => keys.Contains(a.Key))];
    }

    private async Task ProveActsAsync(Place here, CancellationToken ct)
    {
        for (var round = 0; round < ReReadAfter.Length; round++)
        {
            var unproven = await RecordActProof.Unproven(db, here.Incident, here.Connection).AsNoTracking().ToListAsync(ct);
            if (unproven.Count == 0) return;
            await Task.Delay(ReReadAfter[round], clock, ct);
            var read = await orgs.CheckActsAsync(here.Link, [.. unproven.Select(OrgAct.Of)], ct);
            await useCases.DemandAsync(here.Actor, new RecordActProof.Command(
                here.Incident, here.Connection, read.Value, round == ReReadAfter.Length - 1, read.Problem), ct);
        }
    }

    private async Task ProveAsync(Place here, CancellationToken ct)
    {
        for (var round = 0; round < ReReadAfter.Length; round++)
        {
            await Task.Delay(ReReadAfter[round], clock, ct);
            var last = round == ReReadAfter.Length - 1;
            var read = await orgs.ReadTokensAsync(here.Link, null, ct);
            RecordProof.Command proof;
            if (read.Problem is { } problem)
            {
                if (problem.Code == RemoteCodes.CredentialRefused)
                    await useCases.SendAsync(here.Actor, new FailConnection.Command(here.Connection, problem.Message, End: false), ct);
                var state = problem.Code == RemoteCodes.RightMissing ? TargetState.RightMissing : TargetState.Unreachable;
                proof = new RecordProof.Command(here.Incident, here.Connection, null, last || state == TargetState.RightMissing, state,
                    $"Accepted, but not proven: {problem.Message}");
            }
            else
            {
                var stored = await useCases.DemandAsync(
                    here.Actor, new RecordInventory.Command(here.Connection, SyncPurpose.Proof, read.Value!, null), ct);
                proof = new RecordProof.Command(here.Incident, here.Connection, stored.Sync, last, TargetState.Unreachable,
                    "Accepted, but not proven: the org's list could not be read completely.");
            }
            if ((await useCases.DemandAsync(here.Actor, proof, ct)).Open == 0) return;
        }
    }
}
