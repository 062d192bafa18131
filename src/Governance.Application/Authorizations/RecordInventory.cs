using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Policies;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>Takes over one read of an org's token rows: new ones appear, changed ones change, and what a complete read
/// no longer holds is marked gone. An incomplete read makes nothing vanish.</summary>
public static class RecordInventory
{
    /// <param name="Connection">Read through which connection.</param>
    /// <param name="Purpose">Why it was read.</param>
    /// <param name="Inventory">What was read.</param>
    /// <param name="Rights">The self-test made with it; null when none was made.</param>
    /// <param name="RightsFault">Why the self-test that should have been made died; null otherwise.</param>
    [Requires(Permission.System)]
    [Audited("org.synced")]
    public sealed record Command(
        ConnectionId Connection, SyncPurpose Purpose, TokenInventory Inventory, IReadOnlyList<RightCheck>? Rights,
        Problem? RightsFault = null) : ICommand<Receipt>;

    /// <param name="Sync">The stored read.</param>
    /// <param name="IsComplete">Rows = count(), right confirmed within the same read.</param>
    public sealed record Receipt(SyncId Sync, bool IsComplete);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Connection, cancellationToken) is not { OrgId: { } orgId } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            var (read, now) = (request.Inventory, clock.GetUtcNow());
            var run = new SyncRun(connection.Id, request.Purpose, read.StartedAt, read.FinishedAt)
                .Read(read.Rows.Count, read.Counted, read.RightConfirmed, read.Calls, read.Username);
            db.SyncRuns.Add(run);

            var capability = await RightsRecord.StateAsync(db, connection.Id, Capability.Authorizations, cancellationToken);
            // Syncs and re-reads run side by side: one that began before the last complete read knows less than that read,
            // and would bring revoked rows back.
            var isOutrun = capability.AsOf > read.StartedAt;
            var wasRead = capability.Status == CapabilityStatus.Ok && capability.AsOf is not null;
            var changed = new List<ChangedGrant>();
            var counts = isOutrun ? new AuditFields() : await TakeOverAsync(connection, orgId, read, run.IsComplete, changed, cancellationToken);

            if (request.Rights is { } rights) await RightsRecord.WriteAsync(db, connection.Id, rights, now, cancellationToken);
            if (isOutrun) counts.Add("outrun", true);
            else if (run.IsComplete) capability.Succeed(read.StartedAt, now, read.Marker);
            else capability.Miss(CapabilityStatus.Failed, run.Problem ?? "insufficient permission: Customize Application", now);
            string[] died = request.RightsFault is { } fault
                ? [await RightsRecord.MissAsync(db, connection.Id, fault, now, cancellationToken)]
                : [];
            if ((request.Rights is not null || died.Length > 0) && connection.IsUsable)
            {
                var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == connection.Id, cancellationToken);
                IReadOnlyList<string> missing =
                    [.. RightsRecord.Missing(request.Rights ?? []), .. died, .. responder?.NearEnd(now) ?? [], .. run.IsComplete ? Array.Empty<string>() : [$"{Capability.Authorizations}: {capability.Detail}"],
                    .. await RightsRecord.LostAsync(db, connection.Id, cancellationToken, Capability.Authorizations, Capability.Rights, Capability.Organization)];
                if (connection.Degrade(missing, now) is { } refusal) return refusal;
            }
            audit.After(counts.Add("rows", read.Rows.Count).Add("counted", read.Counted ?? -1)
                .Add("complete", run.IsComplete).Add("purpose", request.Purpose));
            // When only grants changed, only they are judged anew.
            var areOnlyGrants = !isOutrun && wasRead && run.IsComplete && !CapabilitiesChanged();
            db.Raise(new InventoryRecorded(orgId) { Grants = areOnlyGrants ? changed : null });
            return new Receipt(run.Id, run.IsComplete);
        }

        // These few are asked alone: to look for changes everywhere is to look at every grant, which saving does anyway.
        private bool CapabilitiesChanged()
        {
            using var unsearched = db.WithoutSearching();
            var states = db.ChangeTracker.Entries<CapabilityState>().ToList();
            foreach (var state in states) state.DetectChanges();
            return states.Exists(e => e.State == EntityState.Added || e.Property(s => s.Status).IsModified || e.Property(s => s.Detail).IsModified);
        }

        private async Task<AuditFields> TakeOverAsync(
            Connection connection, OrgId orgId, TokenInventory read, bool isComplete, List<ChangedGrant> changed, CancellationToken ct)
        {
            var vendors = new VendorMatcher(await db.Vendors.AsNoTracking().ToListAsync(ct));
            var known = await db.Authorizations.Where(a => a.OrgId == orgId && a.Kind == AuthorizationKind.OAuth).ToListAsync(ct);
            var byKey = known.ToDictionary(a => a.RowKey);
            var readKeys = read.Rows.Select(r => r.Key.Value).ToHashSet();
            // The org changed a handle: the row is recognised by (app, user, created), once per row.
            var byFallback = known.Where(a => !readKeys.Contains(a.RowKey)).GroupBy(a => a.Fallback)
                .ToDictionary(g => g.Key, g => new Queue<Authorization>(g.OrderBy(a => a.GoneAt is not null)));
            var seen = new HashSet<AuthorizationId>();
            var responder = await db.Responders.Where(r => r.ConnectionId == connection.Id).Select(r => r.UserKey).SingleOrDefaultAsync(ct);
            var appeared = new List<Authorization>();
            foreach (var row in read.Rows)
            {
                (Authorization.Judged Judged, DateTimeOffset UsedAt)? before = null;
                if (!byKey.TryGetValue(row.Key.Value, out var authorization)
                    && !(byFallback.TryGetValue(Authorization.FallbackOf(row), out var same) && same.TryDequeue(out authorization)))
                {
                    authorization = new Authorization(orgId, connection.OrgGroupId, row, read.StartedAt);
                    appeared.Add(authorization);
                }
                else
                {
                    before = (authorization.AsJudged(), authorization.LastUsedKey);
                    authorization.Update(row);
                }
                authorization.BelongTo(vendors.VendorOf(authorization.AppKey));
                authorization.MarkPortalOwn(authorization.UserId == connection.UserKey || authorization.UserId == responder);
                seen.Add(authorization.Id);
                var isMoved = before?.Judged != authorization.AsJudged();
                // No rule tells uses within a day apart.
                if (isMoved || authorization.LastUsedKey - before!.Value.UsedAt > TimeSpan.FromDays(1)) changed.Add(new ChangedGrant(orgId, authorization.Id, isMoved));
            }
            var vanished = 0;
            foreach (var missing in isComplete ? known.Where(a => a.GoneAt is null && !seen.Contains(a.Id)) : [])
            {
                missing.Vanish(read.StartedAt);
                changed.Add(new ChangedGrant(orgId, missing.Id, isMoved: true));
                vanished++;
            }
            await BulkInsert.AddAsync(db, appeared, ct);
            await BulkUpdate.SaveAsync<Authorization>(db, ct);
            return new AuditFields().Add("appeared", appeared.Count).Add("vanished", vanished);
        }
    }
}
