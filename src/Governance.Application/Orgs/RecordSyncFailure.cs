using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Records a sync that read no token rows, and why. Rows known before stay, with their age.</summary>
public static class RecordSyncFailure
{
    /// <param name="Connection">Which connection.</param>
    /// <param name="Purpose">Why it was made.</param>
    /// <param name="StartedAt">UTC.</param>
    /// <param name="Rights">The self-test, when it got that far.</param>
    /// <param name="Cause">What went wrong.</param>
    [Requires(Permission.System)]
    [Audited("org.sync-failed")]
    public sealed record Command(
        ConnectionId Connection, SyncPurpose Purpose, DateTimeOffset StartedAt, IReadOnlyList<RightCheck>? Rights, Problem Cause)
        : ICommand<Receipt>;

    /// <param name="Sync">The stored attempt.</param>
    public sealed record Receipt(SyncId Sync);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Connection, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            var now = clock.GetUtcNow();
            audit.On(connection.Subject()).Because(request.Cause.Code).Before(connection.ToAudit());
            var run = new SyncRun(connection.Id, request.Purpose, request.StartedAt, now).Fail(request.Cause.Message, 0);
            db.SyncRuns.Add(run);
            if (request.Rights is { } rights) await RightsRecord.WriteAsync(db, connection.Id, rights, now, cancellationToken);

            (await RightsRecord.StateAsync(db, connection.Id, Capability.Authorizations, cancellationToken))
                .Miss(RightsRecord.StatusOf(request.Cause), request.Cause.Message, now);
            var before = connection.State;
            var refusal = request.Cause.Code is RemoteCodes.CredentialRefused || request.Cause.Code == ConnectionProblems.OrgChanged.Code
                ? connection.NeedReconnect(request.Cause.Message)
                : connection.Degrade(
                    [$"{Capability.Authorizations}: {request.Cause.Message}", .. await RightsRecord.LostAsync(
                        db, connection.Id, cancellationToken, Capability.Authorizations, Capability.Rights, Capability.Organization)],
                    now);
            if (refusal is not null) return refusal;
            if (connection.State == ConnectionState.ReconnectNeeded && before != connection.State)
                db.Raise(new ReconnectNeeded(connection.Id.Value, connection.OrgGroupId));
            audit.After(connection.ToAudit());
            if (connection.OrgId is { } org) db.Raise(new InventoryRecorded(org));
            return new Receipt(run.Id);
        }
    }
}
