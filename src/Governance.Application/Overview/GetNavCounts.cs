using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Overview;

/// <summary>The numbers beside the navigation.</summary>
public static class GetNavCounts
{
    /// <summary>Most running incidents named.</summary>
    public const int MaxRunning = 20;

    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.SignedIn)]
    public sealed record Query : IQuery<Counts>;

    /// <param name="Orgs">Connected, or on the way; null without ViewInventory.</param>
    /// <param name="Authorizations">Present; null without ViewInventory, or when no org was read completely yet.</param>
    /// <param name="Running">Incidents under way, newest first, at most <see cref="MaxRunning"/>; null without ViewIncidents.</param>
    /// <param name="Emergencies">Emergency sign-ins that wait for their review, oldest first; null when there are none, and for
    /// whoever is not told of them.</param>
    public sealed record Counts(int? Orgs, int? Authorizations, IReadOnlyList<Running>? Running, IReadOnlyList<Emergency>? Emergencies = null)
    {
        /// <summary>Requests that wait for the asking person; null without ViewRequests.</summary>
        public int? Requests { get; init; }

        /// <summary>Unread notices in the asking person's inbox.</summary>
        public int Inbox { get; init; }
    }

    /// <param name="ClaimedName">Who they said they are.</param>
    /// <param name="At">UTC.</param>
    /// <param name="DueAt">The review is due then, UTC.</param>
    /// <param name="IsOverdue">Nobody reviewed it in time.</param>
    public sealed record Emergency(string ClaimedName, DateTimeOffset At, DateTimeOffset DueAt, bool IsOverdue);

    /// <param name="Id">Address of its page.</param>
    /// <param name="Name">As in INC-0001.</param>
    /// <param name="IsWaiting">Nothing goes on before a person has acted.</param>
    public sealed record Running(IncidentId Id, string Name, bool IsWaiting);

    internal sealed class Handler(GovernanceDb db, RoleMap roles, CurrentActor current, TimeProvider clock) : IHandler<Query, Counts>
    {
        private static readonly Role[] Told = [Role.SecurityReviewer, Role.IncidentResponder, Role.PortalAdmin];

        public async Task<Result<Counts>> Handle(Query request, CancellationToken cancellationToken)
        {
            // The running message requires less than what is counted, so its scope may be wider: each number is limited
            // to where its own permission is held.
            var (orgs, authorizations) = await InventoryAsync(cancellationToken);
            return new Counts(orgs, authorizations, await RunningAsync(cancellationToken), await EmergenciesAsync(cancellationToken))
            {
                Requests = await RequestsAsync(cancellationToken),
                Inbox = await (await NoticeSight.OfAsync(db, roles, current.Actor, clock.GetUtcNow(), cancellationToken)).UnreadIn(db).CountAsync(cancellationToken),
            };
        }

        private async Task<(int? Orgs, int? Authorizations)> InventoryAsync(CancellationToken ct)
        {
            if (await ScopeOfAsync(Permission.ViewInventory, ct) is not { } scope) return (null, null);
            var (all, groups) = (scope.All, scope.Groups.ToArray());
            var orgs = await db.Connections
                .CountAsync(c => c.State != ConnectionState.Disconnected && (all || groups.Contains(c.OrgGroupId)), ct);
            var isRead = await db.Capabilities.AnyAsync(s => s.Capability == Capability.Authorizations && s.AsOf != null
                && db.Connections.Any(c => c.Id == s.ConnectionId && (all || groups.Contains(c.OrgGroupId))), ct);
            return (orgs, isRead
                ? await db.Authorizations.CountAsync(a => a.GoneAt == null && (all || groups.Contains(a.OrgGroupId)), ct)
                : null);
        }

        private async Task<IReadOnlyList<Running>?> RunningAsync(CancellationToken ct)
        {
            if (await ScopeOfAsync(Permission.ViewIncidents, ct) is not { } scope) return null;
            var running = await SeenIncident.Where(db, scope, running: true).AsNoTracking()
                .OrderByDescending(i => i.Number).Take(MaxRunning).ToListAsync(ct);
            var standings = await SeenIncident.ReadAsync(db, scope, running, ct);
            return [.. running.Select(i => new Running(i.Id, i.Name, standings[i.Id].State == IncidentState.WaitingForPerson))];
        }

        private async Task<int?> RequestsAsync(CancellationToken ct)
        {
            if (await ScopeOfAsync(Permission.ViewRequests, ct) is null) return null;
            var rights = await RequestRights.OfAsync(roles, current.Actor, ct);
            return await ListRequests.WaitingFor(db, current.Actor.Id, rights, clock.GetUtcNow()).CountAsync(ct);
        }

        /// <summary>An alarm, so that no org group limits it.</summary>
        private async Task<IReadOnlyList<Emergency>?> EmergenciesAsync(CancellationToken ct)
        {
            if (!current.Roles.Intersect(Told).Any()) return null;
            var (now, open) = (clock.GetUtcNow(), await db.EmergencyUses.AsNoTracking().Where(u => u.ReviewedAt == null)
                .OrderBy(u => u.At).ThenBy(u => u.Id).ToListAsync(ct));
            return open.Count == 0 ? null : open.ConvertAll(u => new Emergency(u.ClaimedName, u.At, u.DueAt, u.IsOverdue(now)));
        }

        private async Task<OrgScope?> ScopeOfAsync(Permission permission, CancellationToken ct)
        {
            var rights = await roles.RightsOfAsync(current.Actor, permission, ct);
            return rights.Allowed ? rights.Scope : null;
        }
    }
}
