using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
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
    public sealed record Counts(int? Orgs, int? Authorizations, IReadOnlyList<Running>? Running);

    /// <param name="Id">Address of its page.</param>
    /// <param name="Name">As in INC-0001.</param>
    /// <param name="IsWaiting">Nothing goes on before a person has acted.</param>
    public sealed record Running(IncidentId Id, string Name, bool IsWaiting);

    internal sealed class Handler(GovernanceDb db, RoleMap roles, CurrentActor current) : IHandler<Query, Counts>
    {
        public async Task<Result<Counts>> Handle(Query request, CancellationToken cancellationToken)
        {
            // The running message requires less than what is counted, so its scope may be wider: each number is limited
            // to where its own permission is held.
            var (orgs, authorizations) = await InventoryAsync(cancellationToken);
            return new Counts(orgs, authorizations, await RunningAsync(cancellationToken));
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

        private async Task<OrgScope?> ScopeOfAsync(Permission permission, CancellationToken ct)
        {
            var rights = await roles.RightsOfAsync(current.Actor, permission, ct);
            return rights.Allowed ? rights.Scope : null;
        }
    }
}
