using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>The receipt of one target: what was asked, what the org answered, and the read behind the proof.</summary>
public static class GetReceipt
{
    /// <param name="Incident">Of which containment.</param>
    /// <param name="Target">Which target.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(IncidentId Incident, TargetId Target) : IQuery<Receipt>;

    /// <param name="Id">Ours.</param>
    /// <param name="Incident">As in INC-0001.</param>
    /// <param name="Reason">Why, in the words of who declared it.</param>
    /// <param name="DeclaredBy">For whom the portal acted, as named at the time.</param>
    /// <param name="Kind">What was to go.</param>
    /// <param name="App">Label of the client app; of an AppLink connection its name and add-on.</param>
    /// <param name="User">Owner of the authorization.</param>
    /// <param name="GrantedAt">When the grant was made, UTC.</param>
    /// <param name="Org">Label of the org.</param>
    /// <param name="OrgKey">Its 15-character id.</param>
    /// <param name="Host">Origin of the org, for links into its Setup.</param>
    /// <param name="RowKey">Fingerprint (HMAC) of the row's handle as last asked; never the handle.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Level">How far it is proven.</param>
    /// <param name="Attempts">How often it was asked.</param>
    /// <param name="LastAnswer">In words; null while there is none.</param>
    /// <param name="AskedAt">Latest attempt, UTC; null when never asked.</param>
    /// <param name="AcceptedAt">The org's acceptance, UTC; null without.</param>
    /// <param name="ProvedAt">Start of the read that proved it, UTC; null without proof.</param>
    /// <param name="Via">The Heroku account through which it was removed; null for a token row of the org.</param>
    /// <param name="Read">The read behind the level or behind "still alive"; null when there is none.</param>
    public sealed record Receipt(
        TargetId Id, string Incident, string Reason, string DeclaredBy, TargetKind Kind, string App, string User, DateTimeOffset GrantedAt,
        string Org, string OrgKey, string Host, string RowKey, TargetState State, ProofLevel Level, int Attempts,
        string? LastAnswer, DateTimeOffset? AskedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? ProvedAt, string? Via, ProofRead? Read)
    {
        /// <summary>How it stood before, in words; null for what can't be restored.</summary>
        public string? Before { get; init; }

        /// <summary>Start of the read of event data that shows no success since the cut, UTC; null without.</summary>
        public DateTimeOffset? UnusedAt { get; init; }

        /// <summary>Canaries that were tried for it, by time; empty where there is none.</summary>
        public IReadOnlyList<CanaryLine> Canaries { get; init; } = [];

        /// <summary>It can be taken back now.</summary>
        public bool CanUndo { get; init; }

        /// <summary>The incident is closed: it takes an approved return to service that covers this.</summary>
        public bool NeedsReturn { get; init; }

        /// <summary>Somebody asked for the undo, and nothing came of it yet.</summary>
        public bool IsBeingUndone { get; init; }

        /// <summary>When it was taken back, UTC: start of the read that showed it; null when it was not.</summary>
        public DateTimeOffset? UndoneAt { get; init; }

        /// <summary>What came of the latest undo, in words; null when nobody asked for one, or it is under way.</summary>
        public string? UndoAnswer { get; init; }
    }

    /// <param name="Stage">When in the containment.</param>
    /// <param name="SentAt">UTC.</param>
    /// <param name="Outcome">Null while its answer was never written.</param>
    /// <param name="Words">What came of it and what follows; null without an answer.</param>
    public sealed record CanaryLine(CanaryStage Stage, DateTimeOffset SentAt, CanaryOutcome? Outcome, string? Words);

    /// <param name="Id">Of the stored read.</param>
    /// <param name="StartedAt">UTC.</param>
    /// <param name="FinishedAt">UTC.</param>
    /// <param name="RowsRead">Distinct rows read; null for a Heroku account in a limited view, which it does not count for.</param>
    /// <param name="RowsCounted">The org's own count at the end; null when it gave none.</param>
    /// <param name="IsComplete">Rows = count, with the right confirmed.</param>
    /// <param name="RightConfirmed">Customize Application was held at the end of the same read; true for AppLink, which has no
    /// such right.</param>
    /// <param name="ReadAs">The user whose rights it was read with.</param>
    public sealed record ProofRead(
        SyncId Id, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, int? RowsRead, int? RowsCounted, bool IsComplete,
        bool RightConfirmed, string ReadAs);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, ReturnRules returns, TimeProvider clock) : IHandler<Query, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Query request, CancellationToken cancellationToken)
        {
            var incident = await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == request.Incident, cancellationToken);
            if (incident is null) return IncidentProblems.NotFound;
            var t = await db.Targets.AsNoTracking()
                .SingleOrDefaultAsync(x => x.Id == request.Target && x.IncidentId == request.Incident, cancellationToken);
            if (t is null) return IncidentProblems.TargetNotFound;

            var org = await db.Orgs.AsNoTracking().SingleAsync(o => o.Id == t.OrgId, cancellationToken);
            var run = t.ProofId is { } proof
                ? await db.SyncRuns.AsNoTracking().SingleOrDefaultAsync(s => s.Id == proof, cancellationToken)
                : null;
            var account = new HerokuAccountId(t.ConnectionId.Value);
            var via = t.IsAtHeroku
                ? await db.HerokuAccounts.Where(h => h.Id == account).Select(h => h.Name).SingleOrDefaultAsync(cancellationToken) ?? "A Heroku account"
                : null;
            var herokuRead = run is null && t.ProofId is { } id
                ? await db.HerokuReads.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken)
                : null;
            var needsReturn = t.CanUndo && incident.State == IncidentState.Closed && (await returns.CoveringAsync(t, clock.GetUtcNow(), cancellationToken)).Count == 0;
            return new Receipt(
                t.Id, incident.Name, incident.Reason, incident.DeclaredBy, t.Kind, t.AppName, t.Username, t.GrantedAt, org.Label,
                org.SalesforceKey, org.Host, t.RowKey, t.State, t.Level, t.Attempts, t.LastAnswer, t.AskedAt, t.AcceptedAt, t.ProvedAt,
                via, run is not null ? Show(run) : herokuRead is not null ? Show(herokuRead) : null)
            { UnusedAt = t.UnusedAt, Canaries = await CanariesAsync(t, cancellationToken), Before = t.Before, CanUndo = t.CanUndo && !needsReturn, NeedsReturn = needsReturn, IsBeingUndone = t is { UndoAskedAt: not null, UndoneAt: null, UndoAnswer: null }, UndoneAt = t.UndoneAt, UndoAnswer = t.UndoAnswer };
        }

        private async Task<IReadOnlyList<CanaryLine>> CanariesAsync(IncidentTarget target, CancellationToken ct) =>
            [.. CanaryTry.InOrder(await db.CanaryTries.AsNoTracking().Where(c => c.IncidentId == target.IncidentId && c.OrgId == target.OrgId && c.AppName == target.AppName).ToListAsync(ct))
                .Where(c => CanaryTry.SpeaksOf(c.Flow, target.Kind) && (target.Kind != TargetKind.OAuth || string.Equals(c.Username, target.Username, StringComparison.OrdinalIgnoreCase)))
                .Select(c => new CanaryLine(c.Stage, c.SentAt, c.Outcome, c.Words))];

        private ProofRead Show(HerokuRead read) => new(
            read.Id, read.StartedAt, read.FinishedAt, current.Scope.All ? read.Rows : null, null, read.IsComplete, true, read.Email ?? "");

        private static ProofRead Show(SyncRun run) => new(
            run.Id, run.StartedAt, run.FinishedAt, run.RowsRead, run.RowsCounted, run.IsComplete, run.RightConfirmed, run.Username);
    }
}
