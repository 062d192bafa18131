using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What a selection comes to: the targets, and what is left out and why. The preview and the act build it by
/// the same code, and compare its hash.</summary>
internal sealed class RevocationPlan
{
    /// <summary>Most targets of one containment.</summary>
    public const int MaxTargets = 20_000;

    private const string OneApp = "One client app", Selected = "Selected authorizations", Filtered = "Filtered authorizations";
    private static readonly string[] Unnamed = [OneApp, Selected, Filtered];

    private RevocationPlan() { }

    public required IReadOnlyList<Authorization> Targets { get; init; }

    /// <summary>Through which connection each target is reached: its org's, or a Heroku account as one.</summary>
    public required IReadOnlyDictionary<AuthorizationId, ConnectionId> Via { get; init; }

    /// <summary>Of the targets: recorded, but not run, because their org has no responder credential.</summary>
    public required IReadOnlySet<AuthorizationId> HeldBack { get; init; }

    /// <summary>What is done beside revoking.</summary>
    public required ActPlan More { get; init; }

    /// <summary>Everything that is done.</summary>
    public int Count => Targets.Count + More.Acts.Count;

    public required int PortalOwn { get; init; }

    public required int AlreadyGone { get; init; }

    public required int NotConnected { get; init; }

    public required int UnderWay { get; init; }

    /// <summary>What cannot be read now within the filter: what it holds is unknown, and this does not reach it. None where
    /// authorizations were chosen one by one.</summary>
    public required ListAuthorizationSources.Unread Unread { get; init; }

    /// <summary>What a person types above the limit, and how the incident is called: the vendor's name only when nothing of the vendor's, as
    /// far as the actor sees, stays.</summary>
    public required string ScopeName { get; init; }

    /// <summary>The scope within a sentence: a name as it is, anything else in small letters.</summary>
    public string ScopeInSentence => Unnamed.Contains(ScopeName) && Vendor is null || ScopeName.StartsWith("Part of ", StringComparison.Ordinal)
        ? char.ToLowerInvariant(ScopeName[0]) + ScopeName[1..] : ScopeName;

    /// <summary>Whose authorizations all targets are; null for several or none.</summary>
    public required Vendor? Vendor { get; init; }

    /// <summary>SHA-256 over the sorted targets, those held back marked, hex.</summary>
    public string Hash => Text.Sha256(string.Join('\n',
        Targets.Select(t => t.Id.Value.ToString("N") + (HeldBack.Contains(t.Id) ? " held back" : ""))
            .Concat(More.Acts.Select(a => $"{a.Via.Value:N} {a.RowKey}")).Order(StringComparer.Ordinal)));

    /// <summary>Nothing can be sent through it: its org has no responder credential.</summary>
    public bool IsHeldBack(ConnectionId via) => Targets.Any(t => HeldBack.Contains(t.Id) && Via[t.Id] == via);

    public static async Task<Result<RevocationPlan>> BuildAsync(
        GovernanceDb db, AuthorizationSelection selection, DateTimeOffset now, CancellationToken ct, ContainmentSteps steps = ContainmentSteps.None)
    {
        var selected = await selection.Apply(db, now).AsNoTracking().OrderBy(a => a.Id).Take(MaxTargets + 1).ToListAsync(ct);
        if (selected.Count > MaxTargets)
        {
            return Problem.Invalid("incident.too-many",
                $"The selection holds more than {MaxTargets:N0} authorizations. Narrow the filter, for example by org.");
        }
        var via = await ViaAsync(db, selected, ct);
        // Another incident is at it: a second click, or a second responder, starts nothing twice.
        var underWay = (await selection.Apply(db, now).Where(a => db.Targets.Any(t => t.AuthorizationId == a.Id
                && (t.State == TargetState.Planned || t.State == TargetState.Running)))
            .Select(a => a.Id).ToListAsync(ct)).ToHashSet();
        var alive = selected.Where(a => a.GoneAt is null && !underWay.Contains(a.Id)).ToList();
        var foreign = alive.Where(a => !a.IsPortalOwn).ToList();
        var targets = foreign.Where(a => via.ContainsKey(a.Id)).ToList();
        var vendor = targets.Select(t => t.VendorId).Distinct().ToArray() is [{ } id]
            ? await db.Vendors.AsNoTracking().SingleAsync(v => v.Id == id, ct)
            : null;
        return new RevocationPlan
        {
            Vendor = vendor,
            Targets = targets,
            Via = via,
            HeldBack = await HeldBackAsync(db, targets, via, ct),
            More = await ActPlan.BuildAsync(db, targets, via, steps, ct),
            PortalOwn = alive.Count - foreign.Count,
            AlreadyGone = selected.Count(a => a.GoneAt is not null),
            NotConnected = foreign.Count - targets.Count,
            UnderWay = underWay.Count,
            Unread = selection.Filter is { } filter ? await ListAuthorizationSources.UnreadAsync(db, filter, ct) : ListAuthorizationSources.Unread.None,
            ScopeName = vendor is null ? NameOf(selection, targets)
                : await db.Authorizations.CountAsync(a => a.VendorId == vendor.Id && a.GoneAt == null && !a.IsPortalOwn, ct) == targets.Count ? vendor.Name
                : $"Part of {vendor.Name}",
        };
    }

    /// <summary>Only through what works now: without it nothing could be proven.</summary>
    private static async Task<Dictionary<AuthorizationId, ConnectionId>> ViaAsync(
        GovernanceDb db, List<Authorization> selected, CancellationToken ct)
    {
        var orgs = selected.Select(a => a.OrgId).Distinct().ToArray();
        var connections = await db.Connections.AsNoTracking().Where(c => c.LiveOrgId != null && orgs.Contains(c.LiveOrgId.Value))
            .ToDictionaryAsync(c => c.LiveOrgId!.Value, ct);
        var via = new Dictionary<AuthorizationId, ConnectionId>();
        foreach (var token in selected.Where(a => a.Kind == AuthorizationKind.OAuth))
            if (connections.TryGetValue(token.OrgId, out var connection) && connection.IsUsable) via[token.Id] = connection.Id;
        if (via.Count == selected.Count) return via;
        var holders = await (
            from r in db.AppLinkRecords.AsNoTracking()
            join addon in db.AppLinkAddons.AsNoTracking() on r.AddonId equals addon.Id
            join account in db.HerokuAccounts.AsNoTracking() on addon.AccountId equals account.Id
            where r.AuthorizationId != null
            select new { r.AuthorizationId, Account = account }).ToListAsync(ct);
        var wanted = selected.Where(a => a.Kind == AuthorizationKind.AppLink).Select(a => a.Id).ToHashSet();
        foreach (var held in holders.Where(h => wanted.Contains(h.AuthorizationId!.Value) && h.Account.IsUsable))
            via[held.AuthorizationId!.Value] = held.Account.Via;
        return via;
    }

    private static async Task<IReadOnlySet<AuthorizationId>> HeldBackAsync(
        GovernanceDb db, List<Authorization> targets, Dictionary<AuthorizationId, ConnectionId> via, CancellationToken ct)
    {
        var acting = (await db.Responders.AsNoTracking()
            .Where(r => r.State == ConnectionState.Connected || r.State == ConnectionState.Degraded)
            .Select(r => r.ConnectionId).ToListAsync(ct)).ToHashSet();
        return targets.Where(t => t.Kind == AuthorizationKind.OAuth && !acting.Contains(via[t.Id])).Select(t => t.Id).ToHashSet();
    }

    private static string NameOf(AuthorizationSelection selection, List<Authorization> targets)
    {
        var apps = targets.Select(t => t.AppName).Distinct().ToArray();
        // Who types a name to confirm must read what it is.
        if (apps is [var app]) return Misleading.Any(app) ? OneApp : app;
        // No number: who sees some of the orgs reads this name too.
        return selection.Filter is null ? Selected : Filtered;
    }
}
