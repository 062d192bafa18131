using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Holds a later read against what was proven: what is back, or was granted anew, is still alive and reopens the incident. A read
/// that could not be made proves nothing, and says so.</summary>
public static class RecordLaterProof
{
    /// <param name="Incident">Which containment.</param>
    /// <param name="Connection">Which org, or Heroku account.</param>
    /// <param name="Read">The stored read of the lists; null when none could be made.</param>
    /// <param name="Check">The read of what was done beside revoking; null when there was nothing to read, or it could not be.</param>
    /// <param name="Trouble">Why something could not be read.</param>
    /// <param name="LoginsReadAt">Start of the complete read of login history that went before, UTC; null when none was.</param>
    [Requires(Permission.System)]
    [Audited("incident.later-proof-read")]
    public sealed record Command(IncidentId Incident, ConnectionId Connection, SyncId? Read, ActCheck? Check, Problem? Trouble, DateTimeOffset? LoginsReadAt = null)
        : ICommand<Receipt>
    {
        /// <summary>Proofs that were due by then are served, UTC; null for now.</summary>
        public DateTimeOffset? DueBy { get; init; }

        /// <summary>Targets that a canary found alive with this read.</summary>
        public int BackByCanary { get; init; }
    }

    /// <param name="Back">How many targets are alive again.</param>
    public sealed record Receipt(int Back);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var dueBy = request.DueBy ?? now;
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            var due = await db.LaterProofs.Where(p => p.IncidentId == request.Incident && p.ConnectionId == request.Connection && p.DoneAt == null && p.DueAt <= dueBy)
                .OrderBy(p => p.DueAt).ToListAsync(cancellationToken);
            var proven = await db.Targets.Where(t => t.IncidentId == request.Incident && t.ConnectionId == request.Connection
                && t.State == TargetState.Done && t.ProvedAt != null && t.UndoAskedAt == null).ToListAsync(cancellationToken);
            var back = await BackAsync(proven, request, cancellationToken);
            if (request.LoginsReadAt is { } readAt) back.AddRange(await UsedAsync(proven.Except(back), request.Read, readAt, cancellationToken));
            var anew = await AnewAsync(incident, request, cancellationToken);
            if (back.Count + anew.Count > 0) db.Raise(new TargetsStillAlive(incident.Id, back.Concat(anew).Select(t => t.OrgGroupId).ByGroup()));
            var count = back.Count + anew.Count;
            foreach (var proof in due) proof.End(count + request.BackByCanary, request.Trouble?.Message, now);
            if (count > 0) IncidentLock.Reopen(db, incident, anew.Count);
            audit.On(incident.Subject(proven.Concat(anew).Select(t => t.OrgGroupId))).Within(incident.Name).Because(request.Trouble?.Message ?? "").After(new AuditFields()
                .Add("targets", proven.Count).Add("back", back.Count).Add("grantedAnew", anew.Count).Add("read", request.Read?.Value.ToString("D"))
                .Add("receiptsHash", RecordAnswers.HashOf(proven)));
            return new Receipt(count);
        }

        private async Task<List<IncidentTarget>> BackAsync(List<IncidentTarget> proven, Command request, CancellationToken ct)
        {
            var back = new List<IncidentTarget>();
            foreach (var target in proven.Where(t => request.Check?.Seen.GetValueOrDefault(new TokenRowKey(t.RowKey)) is { IsDone: false }))
            {
                target.ComeBack(null, "It was proven, and a later read shows it as it was before: somebody changed it back.");
                back.Add(target);
            }
            if (request.Read is not { } read) return back;
            // A row that is in the list is there, whether the list was whole or not.
            var tokens = proven.Select(t => t.AuthorizationId).OfType<AuthorizationId>().ToArray();
            var records = proven.Select(t => t.RecordId).OfType<AppLinkRecordId>().ToArray();
            var here = (await db.Authorizations.Where(a => tokens.Contains(a.Id) && a.GoneAt == null).Select(a => a.Id).ToListAsync(ct)).Select(i => i.Value)
                .Concat((await db.AppLinkRecords.Where(r => records.Contains(r.Id) && r.GoneAt == null).Select(r => r.Id).ToListAsync(ct)).Select(i => i.Value)).ToHashSet();
            foreach (var target in proven.Where(t => (t.AuthorizationId?.Value ?? t.RecordId?.Value) is { } id && here.Contains(id)))
            {
                target.ComeBack(read, "It was gone from the list, and a later read shows it there again.");
                back.Add(target);
            }
            return back;
        }

        /// <summary>What was used after it was cut off is alive, whatever the list shows; what was not is proven a step further. Where the
        /// user has, or had since, another grant of the app, a login says nothing of this one.</summary>
        private async Task<List<IncidentTarget>> UsedAsync(IEnumerable<IncidentTarget> proven, SyncId? read, DateTimeOffset readAt, CancellationToken ct)
        {
            var tokens = proven.Where(t => t is { Kind: TargetKind.OAuth, AuthorizationId: not null, AcceptedAt: not null, ProvedAt: not null }).ToList();
            if (tokens.Count == 0) return [];
            var (org, ids) = (tokens[0].OrgId, tokens.Select(t => t.AuthorizationId!.Value).ToArray());
            var grants = (await db.Authorizations.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.UserId, a.AppKey }).ToListAsync(ct)).ToDictionary(a => a.Id);
            var (users, cut) = (grants.Values.Select(g => g.UserId).Distinct().ToArray(), tokens.Min(t => t.AcceptedAt!.Value));
            var others = (await db.Authorizations.Where(a => a.OrgId == org && users.Contains(a.UserId) && !ids.Contains(a.Id) && (a.GoneAt == null || a.GoneAt >= cut))
                .Select(a => new { a.UserId, a.AppKey }).ToListAsync(ct)).Select(a => (a.UserId, a.AppKey)).ToHashSet();
            var logins = (await db.LoginUses.Where(u => u.OrgId == org && users.Contains(u.UserId) && u.LastSeenAt >= cut)
                .Select(u => new { u.UserId, u.AppKey, u.LastSeenAt }).ToListAsync(ct)).ToLookup(u => (u.UserId, u.AppKey), u => u.LastSeenAt);
            var own = await OwnAsync(org, users, cut, ct);
            var alive = new List<IncidentTarget>();
            foreach (var target in tokens)
            {
                if (grants.GetValueOrDefault(target.AuthorizationId!.Value) is not { } grant || others.Contains((grant.UserId, grant.AppKey))) continue;
                var seen = logins[(grant.UserId, grant.AppKey)].ToLookup(at => own[(grant.UserId, grant.AppKey)].Any(o => at >= o.From && at <= o.To));
                var last = seen[false].Select(at => (DateTimeOffset?)at).Max();
                if (last > target.ProvedAt + Skew)
                {
                    target.ComeBack(read, $"Gone from the org's list, and login history shows a success at {last:yyyy-MM-dd HH:mm:ss} UTC, after it was cut off.");
                    alive.Add(target);
                }
                // Login history says when last: what our own try covers up can't be told.
                else if (!seen[true].Any() && (last is null || last < target.AcceptedAt) && readAt > target.AcceptedAt + Skew)
                {
                    target.ShowUnused($"Gone from the org's list, and login history read at {readAt:yyyy-MM-dd HH:mm} UTC shows no success since.", readAt);
                }
            }
            return alive;
        }

        /// <summary>When a canary may have signed in by itself: that is nobody else's success.</summary>
        private async Task<ILookup<(string User, string App), (DateTimeOffset From, DateTimeOffset To)>> OwnAsync(OrgId org, string[] users, DateTimeOffset cut, CancellationToken ct)
        {
            var from = cut - Skew;
            CanaryOutcome?[] may = [null, CanaryOutcome.Worked, CanaryOutcome.NoAnswer, CanaryOutcome.Lost];
            var tries = await db.CanaryTries.AsNoTracking().Where(t => t.OrgId == org && t.SentAt >= from && t.UserKey != null && users.Contains(t.UserKey)).ToListAsync(ct);
            return tries.Where(t => may.Contains(t.Outcome)).ToLookup(t => (t.UserKey!, t.AppKey), t => (t.SentAt - Skew, (t.AnsweredAt ?? t.SentAt) + Skew));
        }

        // The org's clock and ours may differ by so much.
        private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

        private async Task<List<IncidentTarget>> AnewAsync(Incident incident, Command request, CancellationToken ct)
        {
            if (request.Read is not { } read) return [];
            var anew = new List<IncidentTarget>();
            foreach (var authorization in await TakeUpNew.FindAsync(db, incident.Id, request.Connection, ct))
            {
                var target = new IncidentTarget(incident.Id, request.Connection, authorization).CoveringItsApp(sinceStart: true);
                target.ComeBack(read, "Granted anew after its client app was cut off. Retry revokes it; shut the client app so that it stays out.");
                db.Targets.Add(target);
                anew.Add(target);
            }
            return anew;
        }
    }
}
