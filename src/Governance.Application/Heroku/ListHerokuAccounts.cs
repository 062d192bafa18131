using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>The Heroku accounts of which something lies in the actor's org groups, and how much of it does.</summary>
public static class ListHerokuAccounts
{
    /// <summary>Nothing to ask for: a company has few accounts.</summary>
    [Requires(Permission.ViewInventory)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    /// <param name="Id">Ours.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="Email">The Heroku user the portal acts as; null until known.</param>
    /// <param name="State">Where the connection stands; in a limited view degraded only by what is seen of it.</param>
    /// <param name="Cause">Why a person must act, or what is missing; null when all is well, and for a limited view.</param>
    /// <param name="TokenSince">When the token in use was handed over, UTC.</param>
    /// <param name="Addons">AppLink add-ons present.</param>
    /// <param name="Connections">AppLink connections present.</param>
    /// <param name="Authorizations">AppLink authorizations present.</param>
    /// <param name="AsOf">Start of the last read of its authorizations that came whole, UTC; null when there was none. In a limited
    /// view the age of what is seen of it.</param>
    public sealed record Row(
        HerokuAccountId Id, string Name, string? Email, ConnectionState State, string? Cause, DateTimeOffset TokenSince, int Addons, int Connections,
        int Authorizations, DateTimeOffset? AsOf);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var sees = current.Scope.All;
            var rows = await db.HerokuAccounts.AsNoTracking()
                .OrderBy(h => h.State == ConnectionState.Disconnected ? 1 : 0).ThenBy(h => h.Name).ThenBy(h => h.Id)
                .Select(h => new
                {
                    Account = h,
                    Addons = db.AppLinkAddons.Count(a => a.AccountId == h.Id && a.GoneAt == null),
                    Connections = db.AppLinkRecords.Count(r => r.Kind == AppLinkKind.Connection && r.GoneAt == null
                        && db.AppLinkAddons.Any(a => a.Id == r.AddonId && a.AccountId == h.Id)),
                    Authorizations = db.AppLinkRecords.Count(r => r.Kind == AppLinkKind.Authorization && r.GoneAt == null
                        && db.AppLinkAddons.Any(a => a.Id == r.AddonId && a.AccountId == h.Id)),
                    AsOf = db.HerokuCapabilities.Where(s => s.AccountId == h.Id && s.Capability == HerokuCapability.Authorizations)
                        .Select(s => s.AsOf).FirstOrDefault(),
                }).ToListAsync(cancellationToken);
            var seen = (sees ? [] : await db.AppLinkAddons.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(a => a.AccountId);
            return rows.ConvertAll(r => new Row(
                r.Account.Id, r.Account.Name, r.Account.Email,
                sees ? r.Account.State : LimitedHeroku.StateOf(r.Account, seen[r.Account.Id]), sees ? r.Account.Cause : null,
                r.Account.TokenSince, r.Addons, r.Connections, r.Authorizations, sees ? r.AsOf : LimitedHeroku.AsOf(seen[r.Account.Id])));
        }
    }
}
