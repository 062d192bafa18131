using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>Authorizations that match a filter, a page of them. How old they are, and what is missing, says
/// <see cref="ListAuthorizationSources"/>.</summary>
public static class ListAuthorizations
{
    /// <summary>How deep a list can be paged, and up to which a total is exact.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>Most orgs a filter may name.</summary>
    public const int MaxOrgs = 100;

    /// <summary>What a list can be sorted by; a leading minus is descending.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["app", "user", "org", "vendor", "created", "lastUsed", "uses"];

    /// <param name="Filter">Which authorizations.</param>
    /// <param name="Sort">One of <see cref="Sorts"/>; a leading minus is descending. Never used
    /// and no vendor count as the smallest. The id is the last key.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(AuthorizationFilter Filter, string Sort, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many match, exact up to <see cref="Depth"/>.</param>
    /// <param name="TotalIsMore">More than <paramref name="Total"/> match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool TotalIsMore);

    /// <param name="Id">Ours.</param>
    /// <param name="Kind">An OAuth token row, or an AppLink authorization.</param>
    /// <param name="DeveloperName">Of an AppLink authorization; null for a token row.</param>
    /// <param name="AppName">Label of the client app; the Heroku app for AppLink.</param>
    /// <param name="AppKind">By id prefix.</param>
    /// <param name="Username">Owner's user name.</param>
    /// <param name="OwnerName">Owner's display name.</param>
    /// <param name="OwnerActive">Null when the org did not say.</param>
    /// <param name="OrgId">In which org.</param>
    /// <param name="OrgLabel">What people call that org.</param>
    /// <param name="VendorName">Null when no rule claims it.</param>
    /// <param name="CreatedAt">UTC.</param>
    /// <param name="LastUsedAt">UTC; null when never used.</param>
    /// <param name="UseCount">Null when the org did not say.</param>
    /// <param name="GoneAt">UTC; null while it is there.</param>
    /// <param name="IsPortalOwn">The portal's own grant: no plan takes it.</param>
    public sealed record Row(
        AuthorizationId Id, AuthorizationKind Kind, string? DeveloperName, string AppName, ClientAppKind AppKind, string Username,
        string OwnerName, bool? OwnerActive, OrgId OrgId, string OrgLabel, string? VendorName, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, int? UseCount,
        DateTimeOffset? GoneAt, bool IsPortalOwn);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Filter).NotNull().SetValidator(new AuthorizationFilterValidator());
            RuleFor(q => q.Sort).Must(s => s is not null && Sorts.Contains(s is ['-', .. var key] ? key : s))
                .WithMessage("A list can’t be sorted by that. Sort by app, user, org, vendor, created, lastUsed or uses.");
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
            RuleFor(q => q.Skip).Must((query, skip) => skip <= Depth - query.Take)
                .WithMessage("A list shows its first 10,000 rows. Narrow the filter.");
        }
    }

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var matching = AuthorizationSearch.Apply(db, request.Filter, now).AsNoTracking();
            var found = AuthorizationSearch.Gather(db, request.Filter, now, Depth + 1);
            var counted = found is null
                ? await matching.Take(Depth + 1).CountAsync(cancellationToken) : await found.Take(Depth + 1).CountAsync(cancellationToken);
            // Few are gathered and sorted; of very many, the order is walked until the page is full.
            if (found is not null && counted <= Depth) matching = db.Authorizations.Where(a => found.Contains(a.Id)).AsNoTracking();
            var rows = await PageAsync(AuthorizationOrder.Sort(matching, db, request.Sort), request.Skip, request.Take, cancellationToken);
            return new Page(rows, Math.Min(counted, Depth), counted > Depth);
        }

        private async Task<List<Row>> PageAsync(IReadOnlyList<IQueryable<Authorization>> parts, int skip, int take, CancellationToken ct)
        {
            var rows = new List<Row>(take);
            foreach (var part in parts)
            {
                rows.AddRange(await part.Skip(skip).Take(take - rows.Count).Select(a => new Row(
                    a.Id, a.Kind, a.DeveloperName, a.AppName, a.AppKind, a.Username, a.OwnerName, a.UserIsActive, a.OrgId,
                    db.Orgs.Where(o => o.Id == a.OrgId).Select(o => o.Label).FirstOrDefault() ?? "",
                    db.Vendors.Where(v => v.Id == a.VendorId).Select(v => v.Name).FirstOrDefault(),
                    a.CreatedAt, a.LastUsedAt, a.UseCount, a.GoneAt, a.IsPortalOwn)).ToListAsync(ct));
                if (rows.Count == take) break;
                // The next part begins where this one ended.
                skip = rows.Count > 0 || skip == 0 ? 0 : skip - await part.Take(skip).CountAsync(ct);
            }
            return rows;
        }
    }
}
