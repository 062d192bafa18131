using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>Where the rows of a list come from: each connected org, how old its rows are, and whether it can be read.</summary>
internal static class AuthorizationSources
{
    public static async Task<IReadOnlyList<AuthorizationSource>> ReadAsync(
        GovernanceDb db, IReadOnlyList<OrgId> only, CancellationToken ct)
    {
        var live = db.Connections.AsNoTracking().Where(c => c.LiveOrgId != null);
        if (only.Count > 0)
        {
            OrgId?[] orgs = [.. only.Select(o => (OrgId?)o)];
            live = live.Where(c => orgs.Contains(c.LiveOrgId));
        }
        var read = await (
            from c in live
            join o in db.Orgs on c.LiveOrgId equals (OrgId?)o.Id
            from state in db.Capabilities.Where(s => s.ConnectionId == c.Id && s.Capability == Capability.Authorizations).DefaultIfEmpty()
            orderby o.Label, o.Id
            select new { o.Id, o.Label, c.State, c.Cause, Read = state }).AsNoTracking().ToListAsync(ct);
        return
        [
            .. from org in read
               let age = new ListAuthorizations.OrgAge(org.Id, org.Label, org.Read?.AsOf)
               select new AuthorizationSource(age, Blind(age, org.State, org.Cause, org.Read)),
        ];
    }

    /// <summary>What cannot be read at Heroku, of what the actor sees anything of.</summary>
    public static async Task<IReadOnlyList<ListAuthorizations.BlindHeroku>> BlindAtHerokuAsync(GovernanceDb db, CancellationToken ct)
    {
        var accounts = await db.HerokuAccounts.AsNoTracking().Where(h => h.State != ConnectionState.Disconnected)
            .OrderBy(h => h.Name).ThenBy(h => h.Id).ToListAsync(ct);
        if (accounts.Count == 0) return [];
        var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.Trouble != null && a.GoneAt == null)
            .OrderBy(a => a.Name).ThenBy(a => a.Id).ToListAsync(ct);
        return
        [
            .. accounts.SelectMany(h => h.IsUsable
                ? addons.Where(a => a.AccountId == h.Id).Select(a =>
                    new ListAuthorizations.BlindHeroku(h.Id, $"{h.Name}, {a.Name}", a.Trouble!, a.AsOf))
                : [new ListAuthorizations.BlindHeroku(h.Id, h.Name, "The connection to Heroku does not work at the moment.", null)]),
        ];
    }

    private static ListAuthorizations.BlindOrg? Blind(
        ListAuthorizations.OrgAge org, ConnectionState state, string? cause, CapabilityState? read)
    {
        if (read is { Status: not CapabilityStatus.Ok })
            return new(org.OrgId, org.Label, read.Status, read.Detail, read.AsOf);
        if (state is not (ConnectionState.Connected or ConnectionState.Degraded))
            return new(org.OrgId, org.Label, null, cause ?? "The connection does not work at the moment.", read?.AsOf);
        return read is null ? new(org.OrgId, org.Label, null, "Not read yet.", null) : null;
    }
}

/// <param name="Age">Org and age of its rows.</param>
/// <param name="Blind">Why it cannot be read now; null when it can.</param>
internal sealed record AuthorizationSource(ListAuthorizations.OrgAge Age, ListAuthorizations.BlindOrg? Blind);
