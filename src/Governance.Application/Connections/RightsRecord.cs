using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Keeps the self-test of a connection's rights.</summary>
internal static class RightsRecord
{
    /// <summary>The sentences a degraded connection shows, one per lost capability.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<RightCheck> rights) =>
        [.. rights.Where(r => r is { Held: not true, Capability: not null })
            .Select(r => $"{r.Capability}: insufficient permission: {r.Right}")];

    public static async Task WriteAsync(
        GovernanceDb db, ConnectionId connection, IReadOnlyList<RightCheck> rights, DateTimeOffset now, CancellationToken ct)
    {
        await db.Rights.Where(r => r.ConnectionId == connection).ExecuteDeleteAsync(ct);
        db.Rights.AddRange(rights.Select(r => new HeldRight(connection, r.Right, r.Held, r.NeededFor, now)));
        foreach (var capability in new[] { Capability.Organization, Capability.Rights })
            (await StateAsync(db, connection, capability, ct)).Succeed(now, now);
    }

    /// <summary>The self-test died: what it said before stays, with its age.</summary>
    public static async Task<string> MissAsync(
        GovernanceDb db, ConnectionId connection, Problem cause, DateTimeOffset now, CancellationToken ct)
    {
        (await StateAsync(db, connection, Capability.Rights, ct)).Miss(CapabilityStatus.Failed, cause.Message, now);
        return $"{Capability.Rights}: {cause.Message}";
    }

    public static async Task<CapabilityState> StateAsync(
        GovernanceDb db, ConnectionId connection, Capability capability, CancellationToken ct)
    {
        if (await db.Capabilities.FindAsync([connection, capability], ct) is { } known) return known;
        var made = new CapabilityState(connection, capability);
        db.Capabilities.Add(made);
        return made;
    }
}
