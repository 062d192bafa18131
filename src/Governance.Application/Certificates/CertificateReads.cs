using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Certificates;

/// <summary>How much is known of one org's certificates, and how old it is.</summary>
/// <param name="OrgId">Which org.</param>
/// <param name="Label">What people call it.</param>
/// <param name="IsSnapshot">Known from an imported snapshot only.</param>
/// <param name="AsOf">Age of the list of its certificates, UTC; null when it was never read completely.</param>
/// <param name="Blind">Why that list cannot be read now; null when it can.</param>
/// <param name="UsesAsOf">Age of what its metadata says: certificates in client apps, inbound ones, and uses; null when it was
/// never read.</param>
/// <param name="UsesBlind">Why the metadata cannot be read now; null when it can.</param>
public sealed record CertificateReads(
    OrgId OrgId, string Label, bool IsSnapshot, DateTimeOffset? AsOf, string? Blind, DateTimeOffset? UsesAsOf, string? UsesBlind)
{
    /// <summary>Why nothing is known of uses; null when something is.</summary>
    public string? UsesUnknown => UsesAsOf is null ? UsesBlind ?? NotReadYet : null;

    private const string NotReadYet = "Not read yet.";

    /// <summary>Of these orgs, by label.</summary>
    internal static async Task<IReadOnlyList<CertificateReads>> ReadAsync(GovernanceDb db, IReadOnlyCollection<Org> orgs, CancellationToken ct)
    {
        var ids = orgs.Select(o => o.Id).ToArray();
        OrgId?[] connected = [.. ids.Select(i => (OrgId?)i)];
        var connections = (await db.Connections.AsNoTracking().Where(c => connected.Contains(c.OrgId)).ToListAsync(ct))
            .InUseFirst().ToLookup(c => c.OrgId);
        var states = (await (from s in db.Capabilities.AsNoTracking()
                             join c in db.Connections on s.ConnectionId equals c.Id
                             where connected.Contains(c.OrgId) && (s.Capability == Capability.Certificates || s.Capability == Capability.Metadata)
                             select s).ToListAsync(ct)).ToDictionary(s => (s.ConnectionId, s.Capability));
        var imported = await db.SnapshotImports.AsNoTracking().Where(i => ids.Contains(i.OrgId)).GroupBy(i => i.OrgId)
            .Select(g => new { g.Key, At = g.Max(i => i.ImportedAt) }).ToDictionaryAsync(i => i.Key, i => i.At, ct);
        return [.. orgs.OrderBy(o => o.Label, StringComparer.Ordinal).Select(Of)];

        CertificateReads Of(Org org)
        {
            var at = imported.TryGetValue(org.Id, out var importedAt) ? importedAt : (DateTimeOffset?)null;
            if (org.IsSnapshot) return new CertificateReads(org.Id, org.Label, true, at, null, at, null);
            var connection = connections[org.Id].FirstOrDefault();
            var (rows, metadata) = connection is null ? (null, null)
                : (states.GetValueOrDefault((connection.Id, Capability.Certificates)), states.GetValueOrDefault((connection.Id, Capability.Metadata)));
            return new CertificateReads(
                org.Id, org.Label, false, rows?.AsOf, WhyBlind(connection, rows), metadata?.AsOf, WhyBlind(connection, metadata));
        }
    }

    private static string? WhyBlind(Connection? connection, CapabilityState? read)
    {
        if (connection is null) return "The org is not connected.";
        if (read is { Status: not CapabilityStatus.Ok }) return read.Detail ?? "The reason is unknown.";
        if (connection.State is not (ConnectionState.Connected or ConnectionState.Degraded))
            return connection.Cause ?? "The connection does not work at the moment.";
        return read is null ? NotReadYet : null;
    }
}
