using Governance.Application.Data;
using Governance.Domain.Authorizations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Overview;

/// <summary>A number as a list says it: exact up to its depth.</summary>
/// <param name="Value">How many.</param>
/// <param name="IsMore">There are more than <paramref name="Value"/>.</param>
public readonly record struct Amount(int Value, bool IsMore)
{
    /// <summary>Of what was counted up to one beyond the depth.</summary>
    public static Amount Of(int counted) => new(Math.Min(counted, GetOverview.Depth), counted > GetOverview.Depth);
}

/// <summary>Authorizations present, of all orgs in scope.</summary>
/// <param name="Present">All of them; beyond the depth of their list, as counted at the last judging.</param>
/// <param name="IsAbout"><paramref name="Present"/> is that count of the last judging.</param>
/// <param name="Apps">Client apps as judged last; null when none was.</param>
/// <param name="Unused30">Not used for 30 days, or never.</param>
/// <param name="Unused90">Not used for 90 days, or never.</param>
/// <param name="NeverUsed">Never used.</param>
/// <param name="InactiveOwner">Owner deactivated.</param>
/// <param name="UnknownApp">Of an uninstalled or unknown app.</param>
/// <param name="NotCounted">Orgs that were never read completely: their grants are unknown.</param>
public sealed record Grants(
    int Present, bool IsAbout, int? Apps, Amount Unused30, Amount Unused90, Amount NeverUsed, Amount InactiveOwner, Amount UnknownApp,
    int NotCounted)
{
    // No number walks the million rows: each is a range of an index of the list, up to the depth of the list.
    internal static async Task<Grants> ReadAsync(GovernanceDb db, int notCounted, DateTimeOffset now, CancellationToken ct)
    {
        const int most = GetOverview.Depth + 1;
        var (before30, before90) = (now.AddDays(-30), now.AddDays(-90));
        var present = db.Authorizations.Where(a => a.GoneAt == null);
        // The conditions are those of AuthorizationFilter, held together by a test. The chain is the one row that is always there.
        var counted = await db.AuditChain.Where(c => c.Id == AuditChain.OnlyId).Select(_ => new
        {
            Present = present.Take(most).Count(),
            Unused30 = present.Where(a => a.LastUsedKey < before30).Take(most).Count(),
            Unused90 = present.Where(a => a.LastUsedKey < before90).Take(most).Count(),
            Never = present.Where(a => a.LastUsedKey == Authorization.Never).Take(most).Count(),
            Inactive = present.Where(a => a.UserIsActive == false).Take(most).Count(),
            Unknown = present.Where(a => a.AppKind == ClientAppKind.Unknown && a.Kind == AuthorizationKind.OAuth).Take(most).Count(),
            Apps = db.AppControls.Count(),
            // AppLink tells of no use: its authorizations stand in the ranges above and belong in none. Asked from its few records, each by the key.
            Untold = db.AppLinkRecords.Count(r => r.AuthorizationId != null && present.Any(a => a.Id == r.AuthorizationId && a.Kind == AuthorizationKind.AppLink)),
        }).SingleAsync(ct);
        var isAbout = counted.Present > GetOverview.Depth;
        return new Grants(
            isAbout ? Math.Max(counted.Present, await db.AppUses.SumAsync(u => u.Grants, ct)) : counted.Present, isAbout,
            counted.Apps == 0 ? null : counted.Apps, Told(counted.Unused30), Told(counted.Unused90), Told(counted.Never),
            Amount.Of(counted.Inactive), Amount.Of(counted.Unknown), notCounted);

        Amount Told(int all) => Amount.Of(all > GetOverview.Depth ? all : all - counted.Untold);
    }
}
