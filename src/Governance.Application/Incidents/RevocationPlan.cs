using System.Security.Cryptography;
using System.Text;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What a selection comes to: the targets, and what is left out and why. The preview and the act build it by
/// the same code, and compare its hash.</summary>
internal sealed class RevocationPlan
{
    /// <summary>Most targets of one containment.</summary>
    public const int MaxTargets = 20_000;

    private RevocationPlan() { }

    public required IReadOnlyList<Authorization> Targets { get; init; }

    public required IReadOnlyDictionary<OrgId, Connection> Connections { get; init; }

    public required int PortalOwn { get; init; }

    public required int AlreadyGone { get; init; }

    public required int NotConnected { get; init; }

    public required int UnderWay { get; init; }

    /// <summary>What a person types above the limit, and how the incident is called.</summary>
    public required string ScopeName { get; init; }

    /// <summary>SHA-256 over the sorted target ids, hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Targets.Select(t => t.Id.Value.ToString("N")).Order(StringComparer.Ordinal)))));

    public static async Task<Result<RevocationPlan>> BuildAsync(
        GovernanceDb db, AuthorizationSelection selection, DateTimeOffset now, CancellationToken ct)
    {
        var selected = await selection.Apply(db, now).AsNoTracking().OrderBy(a => a.Id).Take(MaxTargets + 1).ToListAsync(ct);
        if (selected.Count > MaxTargets)
        {
            return Problem.Invalid("incident.too-many",
                $"The selection holds more than {MaxTargets:N0} authorizations. Narrow the filter, for example by org.");
        }
        var orgs = selected.Select(a => a.OrgId).Distinct().ToArray();
        var connections = await db.Connections.AsNoTracking().Where(c => c.LiveOrgId != null && orgs.Contains(c.LiveOrgId.Value))
            .ToDictionaryAsync(c => c.LiveOrgId!.Value, ct);
        // Another incident is at it: a second click, or a second responder, starts nothing twice.
        var underWay = (await selection.Apply(db, now).Where(a => db.Targets.Any(t => t.AuthorizationId == a.Id
                && (t.State == TargetState.Planned || t.State == TargetState.Running)))
            .Select(a => a.Id).ToListAsync(ct)).ToHashSet();
        var alive = selected.Where(a => a.GoneAt is null && !underWay.Contains(a.Id)).ToList();
        var foreign = alive.Where(a => !a.IsPortalOwn).ToList();
        var targets = foreign.Where(a => connections.TryGetValue(a.OrgId, out var c) && c.IsUsable).ToList();
        return new RevocationPlan
        {
            Targets = targets,
            Connections = connections,
            PortalOwn = alive.Count - foreign.Count,
            AlreadyGone = selected.Count(a => a.GoneAt is not null),
            NotConnected = foreign.Count - targets.Count,
            UnderWay = underWay.Count,
            ScopeName = await NameAsync(db, selection, targets, ct),
        };
    }

    private static async Task<string> NameAsync(
        GovernanceDb db, AuthorizationSelection selection, List<Authorization> targets, CancellationToken ct)
    {
        var vendors = targets.Select(t => t.VendorId).Distinct().ToArray();
        if (vendors is [{ } vendor])
            return await db.Vendors.Where(v => v.Id == vendor).Select(v => v.Name).SingleAsync(ct);
        var apps = targets.Select(t => t.AppName).Distinct().ToArray();
        if (apps is [var app]) return app;
        return selection.Filter is null ? $"{targets.Count} authorizations" : $"{targets.Count} filtered authorizations";
    }
}
