using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Inventory;

/// <summary>Takes over one read of an org's inventory, capability by capability: one that failed keeps its former picture and
/// says why, the others go on.</summary>
public static class RecordItems
{
    /// <param name="Connection">Read through which connection.</param>
    /// <param name="Reads">What each capability gave.</param>
    /// <param name="Calls">Calls made for all of them.</param>
    /// <param name="Sync">The sync they belong to; it keeps what they cost.</param>
    /// <param name="Usage">Of the org's calls, as it said at the end; null when it did not.</param>
    [Requires(Permission.System)]
    [Audited("org.inventory-read")]
    public sealed record Command(
        ConnectionId Connection, IReadOnlyList<CapabilityRead> Reads, int Calls, SyncId? Sync = null, ApiUsage? Usage = null)
        : ICommand<Receipt>;

    /// <param name="Appeared">Items seen for the first time, or again.</param>
    /// <param name="Changed">Items that changed.</param>
    /// <param name="Vanished">Items no longer there.</param>
    public sealed record Receipt(int Appeared, int Changed, int Vanished);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Connection, cancellationToken) is not { OrgId: { } org } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject());
            var now = clock.GetUtcNow();
            var counts = new ItemTakeOver.Counts(0, 0, 0);
            List<Capability> failed = [];
            SpecsRead? specs = null;
            foreach (var read in request.Reads)
            {
                var state = await RightsRecord.StateAsync(db, connection.Id, read.Capability, cancellationToken);
                // Reads run side by side: one that began before the last complete one knows less than it.
                if (state.AsOf > read.StartedAt) continue;
                if (read is { Problem: null, IsUnchanged: false })
                {
                    counts += await ItemTakeOver.RunAsync(
                        db, org, connection.OrgGroupId, CapabilityKinds.Of(read.Capability), read.Items, read.IsComplete,
                        ItemSource.Org, read.StartedAt, cancellationToken);
                    if (read.Specs.Count > 0) specs = new SpecsRead(ItemSource.Org, read.StartedAt, read.Specs);
                    await EventTakeOver.RunAsync(db, org, read, now, cancellationToken);
                }
                Note(state, read, now);
                if (state.Status != CapabilityStatus.Ok) failed.Add(read.Capability);
            }
            if (request.Sync is { } sync && await db.SyncRuns.SingleOrDefaultAsync(s => s.Id == sync && s.ConnectionId == connection.Id, cancellationToken) is { } run)
                run.Spend(request.Calls, request.Usage?.Used, request.Usage?.Limit);
            if (connection.IsUsable && await StandAsync(connection, now, cancellationToken) is { } refusal) return refusal;
            audit.After(new AuditFields().Add("appeared", counts.Appeared).Add("changed", counts.Changed)
                .Add("vanished", counts.Vanished).Add("calls", request.Calls).Add("failed", string.Join(", ", failed)));
            db.Raise(new InventoryRecorded(org) { Specs = specs });
            return new Receipt(counts.Appeared, counts.Changed, counts.Vanished);
        }

        private static void Note(CapabilityState state, CapabilityRead read, DateTimeOffset now)
        {
            if (read.Problem is { } problem)
                state.Miss(RightsRecord.StatusOf(problem), problem.Message, now);
            else if (read.Troubles.Count > 0)
                state.Miss(CapabilityStatus.Failed, read.Troubles is [var only] ? only : $"{read.Troubles[0]} And {read.Troubles.Count - 1} more.", now);
            else
                state.Succeed(read.StartedAt, now, read.Marker);
        }

        private async Task<Problem?> StandAsync(Connection connection, DateTimeOffset now, CancellationToken ct)
        {
            var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == connection.Id, ct);
            return connection.Degrade([.. await RightsRecord.LostAsync(db, connection.Id, ct), .. responder?.NearEnd(now) ?? []], now);
        }
    }
}
