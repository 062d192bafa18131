using Governance.Application.Data;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Records that an org answered: who it is, which rights the portal holds there, and queues the first sync.</summary>
public static class CompleteConnection
{
    /// <param name="Id">A connection in state connecting.</param>
    /// <param name="Identity">Who answered.</param>
    /// <param name="Rights">The self-test.</param>
    [Requires(Permission.System)]
    [Audited("connection.completed")]
    public sealed record Command(ConnectionId Id, OrgIdentity Identity, IReadOnlyList<RightCheck> Rights) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            if (await db.Connections.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            audit.On(connection.Subject()).Before(connection.ToAudit());

            var key = SalesforceIds.Key(request.Identity.SalesforceId);
            var org = await db.Orgs.SingleOrDefaultAsync(o => o.SalesforceKey == key, cancellationToken);
            var snapshot = await db.Orgs.SingleOrDefaultAsync(o => o.Id == connection.OrgId && o.SalesforceKey.StartsWith(Org.SnapshotKey), cancellationToken);
            if (snapshot is not null && org is not null) return ConnectionProblems.SnapshotOfKnownOrg;
            if (snapshot is not null)
            {
                var former = snapshot.SalesforceKey;
                snapshot.BeKnown(request.Identity);
                db.Raise(new SnapshotTakenOver(snapshot.Id, former));
                org = snapshot;
            }
            if (org is not null && (org.OrgGroupId != connection.OrgGroupId
                || await db.Connections.AnyAsync(c => c.LiveOrgId == org.Id && c.Id != connection.Id, cancellationToken)))
            {
                return ConnectionProblems.AlreadyConnected;
            }
            if (org is null)
            {
                org = new Org(request.Identity, connection.Name, connection.OrgGroupId, now);
                db.Orgs.Add(org);
            }
            else
            {
                org.Describe(request.Identity);
                org.Call(connection.Name);
            }
            if (connection.Complete(org, request.Identity, RightsRecord.Missing(request.Rights), now) is { } refusal) return refusal;
            await RightsRecord.WriteAsync(db, connection.Id, request.Rights, now, cancellationToken);
            db.Work.Add(new WorkItem(SyncOrg.WorkKind, connection.Id.Value, Guid.Empty, current.Actor.OnBehalfOf ?? current.Actor.Id, now, priority: 10));
            db.Raise(new OrgConnected(connection.OrgGroupId, connection.LoginOrigin, key));
            audit.After(connection.ToAudit().Add("tookOver", snapshot?.Id.Value.ToString("D")));
            return Done.Value;
        }
    }
}

/// <summary>An org answered, and is connected from now on.</summary>
/// <param name="OrgGroup">Where it belongs.</param>
/// <param name="LoginOrigin">At which the portal signs in.</param>
/// <param name="SalesforceKey">Its id, 15 characters.</param>
public sealed record OrgConnected(OrgGroupId OrgGroup, string LoginOrigin, string SalesforceKey) : IDomainEvent;
