using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Step 8 of a containment: what else the same vendors, client apps and users hold in the asking person's org groups. Offered; nothing
/// of it is done before somebody confirms a plan of its own.</summary>
public static class GetWiden
{
    /// <summary>Most offers, and most authorizations chosen one by one in an offer.</summary>
    public const int Most = 20, MostChosen = 2_000;

    /// <param name="Incident">Which containment.</param>
    [Requires(Permission.RevokeInIncident)]
    public sealed record Query(IncidentId Incident) : IQuery<Widen>;

    /// <param name="Offers">Vendors, client apps, users; of each the largest first.</param>
    /// <param name="Limit">A constant sentence for whoever is limited to org groups; null for whoever sees all.</param>
    /// <param name="IsAllRead">False when an org, or AppLink, cannot be read now: what is held there is unknown.</param>
    public sealed record Widen(IReadOnlyList<Offer> Offers, string? Limit, bool IsAllRead);

    /// <param name="What">By what it is the same.</param>
    /// <param name="Name">Of the vendor, client app or user.</param>
    /// <param name="Authorizations">How many that this containment does not have.</param>
    /// <param name="Orgs">In how many orgs.</param>
    /// <param name="Selection">Opens the plan of a revocation.</param>
    public sealed record Offer(Sameness What, string Name, int Authorizations, int Orgs, AuthorizationSelection Selection);

    /// <summary>By what something is the same.</summary>
    public enum Sameness
    {
        /// <summary>The same vendor, in any org.</summary>
        Vendor,

        /// <summary>The same client app, of no known vendor, in another org.</summary>
        App,

        /// <summary>The same user of the same org, in another client app.</summary>
        User,
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Widen>
    {
        public async Task<Result<Widen>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var cut = from t in db.Targets.AsNoTracking()
                      join a in db.Authorizations.AsNoTracking() on t.AuthorizationId equals a.Id
                      where t.IncidentId == request.Incident
                      select a;
            var alive = db.Authorizations.AsNoTracking().Where(a => a.GoneAt == null && !a.IsPortalOwn
                && !db.Targets.Any(t => t.IncidentId == request.Incident && t.AuthorizationId == a.Id));
            var vendors = await alive.Where(a => a.VendorId != null && cut.Any(c => c.VendorId == a.VendorId))
                .GroupBy(a => new { a.VendorId, a.OrgId }).Select(g => new { g.Key.VendorId, g.Key.OrgId, Count = g.Count() }).ToListAsync(cancellationToken);
            var ids = vendors.Select(v => v.VendorId!.Value).Distinct().ToArray();
            var names = await db.Vendors.AsNoTracking().Where(v => ids.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.Name, cancellationToken);
            var apps = await alive.Where(a => a.VendorId == null && cut.Any(c => c.AppKey == a.AppKey) && !cut.Any(c => c.AppKey == a.AppKey && c.OrgId == a.OrgId))
                .OrderBy(a => a.AppKey).ThenBy(a => a.Id).Take(MostChosen).Select(a => new { a.Id, a.OrgId, Key = a.AppKey, Name = a.AppName }).ToListAsync(cancellationToken);
            var users = await alive.Where(a => cut.Any(c => c.OrgId == a.OrgId && c.UserKey == a.UserKey) && !cut.Any(c => c.OrgId == a.OrgId && c.AppKey == a.AppKey))
                .OrderBy(a => a.UserKey).ThenBy(a => a.Id).Take(MostChosen).Select(a => new { a.Id, a.OrgId, Key = a.UserKey, Name = a.Username }).ToListAsync(cancellationToken);

            var offers = vendors.GroupBy(v => v.VendorId!.Value).Select(g => new Offer(
                    Sameness.Vendor, names.GetValueOrDefault(g.Key, "A vendor"), g.Sum(v => v.Count), g.Count(),
                    AuthorizationSelection.All(new AuthorizationFilter { Vendor = g.Key })))
                .Concat(apps.GroupBy(a => a.Key).Select(g => Chosen(Sameness.App, g.First().Name, g.Select(a => (a.Id, a.OrgId)))))
                .Concat(users.GroupBy(u => u.Key).Select(g => Chosen(Sameness.User, g.First().Name, g.Select(u => (u.Id, u.OrgId)))));
            return new Widen(
                [.. offers.OrderBy(o => o.What).ThenByDescending(o => o.Authorizations).ThenBy(o => o.Name, StringComparer.Ordinal).Take(Most)],
                current.Scope.All ? null : GetRest.OthersMayExist,
                (await ListAuthorizationSources.UnreadAsync(db, new AuthorizationFilter(), cancellationToken)).Names.Count == 0);
        }

        private static Offer Chosen(Sameness what, string name, IEnumerable<(AuthorizationId Id, OrgId Org)> which)
        {
            var all = which.ToList();
            return new Offer(what, name, all.Count, all.Select(a => a.Org).Distinct().Count(), AuthorizationSelection.Of([.. all.Select(a => a.Id)]));
        }
    }
}
