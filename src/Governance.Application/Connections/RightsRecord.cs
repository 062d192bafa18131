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

    /// <summary>How a capability that could not be read stands.</summary>
    public static CapabilityStatus StatusOf(Problem cause) => cause.Code switch
    {
        RemoteCodes.RightMissing => CapabilityStatus.NotPermitted,
        RemoteCodes.NotSupported => CapabilityStatus.NotSupported,
        _ => CapabilityStatus.Failed,
    };

    /// <summary>The sentences of all capabilities that are lost now; what an org does not have is not lost.</summary>
    /// <param name="db">With what this transaction noted already.</param>
    /// <param name="connection">Of which connection.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="except">Left out: the caller says it itself.</param>
    public static async Task<IReadOnlyList<string>> LostAsync(
        GovernanceDb db, ConnectionId connection, CancellationToken ct, params Capability[] except)
    {
        await db.Capabilities.Where(s => s.ConnectionId == connection).LoadAsync(ct);
        return
        [
            .. db.Capabilities.Local.Where(s => s.ConnectionId == connection && !except.Contains(s.Capability)
                    && s.Status is (CapabilityStatus.Failed or CapabilityStatus.NotPermitted))
                .OrderBy(s => s.Capability).Select(s => $"{s.Capability}: {s.Detail}"),
        ];
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
