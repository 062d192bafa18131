using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>Lists connections with the org behind each and the age of what is known of it.</summary>
public static class ListOrgs
{
    /// <param name="State">Only this state; null for all but disconnected ones.</param>
    /// <param name="Environment">Only this environment; null for any.</param>
    /// <param name="Sort">name, state, authorizations or asOf; a leading minus is descending.</param>
    /// <param name="Skip">Rows to pass over.</param>
    /// <param name="Take">At most 200.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(
        ConnectionState? State = null, OrgEnvironment? Environment = null, string Sort = "name", int Skip = 0, int Take = 50)
        : IQuery<Page>;

    /// <param name="Rows">In the asked order, then by id.</param>
    /// <param name="Total">All that match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    /// <param name="Id">The connection.</param>
    /// <param name="OrgId">The org; null until it answered.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="OrgGroup">Its group.</param>
    /// <param name="Environment">Null until the org answered.</param>
    /// <param name="Infrastructure">Likely, by the instance name; null until the org answered.</param>
    /// <param name="State">Where the connection stands.</param>
    /// <param name="Cause">Why a person must act, or what is missing.</param>
    /// <param name="Authorizations">Present as of <paramref name="AsOf"/>; null when they were never read completely.</param>
    /// <param name="AsOf">Start of the last complete read, UTC.</param>
    /// <param name="Missing">Why they cannot be read now; null when they can.</param>
    /// <param name="LastTook">Length of the last sync; null before the first.</param>
    public sealed record Row(
        ConnectionId Id, OrgId? OrgId, string Name, string OrgGroup, OrgEnvironment? Environment,
        OrgInfrastructure? Infrastructure, ConnectionState State, string? Cause, int? Authorizations,
        DateTimeOffset? AsOf, string? Missing, TimeSpan? LastTook);

    internal sealed class Validator : AbstractValidator<Query>
    {
        private static readonly string[] Sorts = ["name", "state", "authorizations", "asOf"];

        public Validator()
        {
            RuleFor(q => q.Sort).Must(s => Sorts.Contains(s.TrimStart('-')))
                .WithMessage(q => $"Orgs cannot be sorted by '{Text.Bounded(q.Sort, 40)}'.");
            RuleFor(q => q.Skip).InclusiveBetween(0, 10_000);
            RuleFor(q => q.Take).InclusiveBetween(1, 200);
        }
    }

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var connections = db.Connections.AsNoTracking();
            connections = request.State is { } state
                ? connections.Where(c => c.State == state)
                : connections.Where(c => c.State != ConnectionState.Disconnected);
            var all = from c in connections
                      join g in db.OrgGroups on c.OrgGroupId equals g.Id
                      join o in db.Orgs on c.OrgId equals o.Id into orgs
                      from o in orgs.DefaultIfEmpty()
                      join s in db.Capabilities.Where(s => s.Capability == Capability.Authorizations) on c.Id equals s.ConnectionId into read
                      from s in read.DefaultIfEmpty()
                      select new { c, Group = g.Name, Org = o, Read = s };
            if (request.Environment is { } environment) all = all.Where(x => x.Org != null && x.Org.Environment == environment);

            // A company has tens to a few hundred orgs: read together with two grouped queries, then ordered here.
            var rows = await all.ToListAsync(cancellationToken);
            var counts = await db.Authorizations.AsNoTracking().Where(a => a.GoneAt == null).GroupBy(a => a.OrgId)
                .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
            var lastRuns = (await db.SyncRuns.AsNoTracking().GroupBy(r => r.ConnectionId)
                .Select(g => g.OrderByDescending(r => r.StartedAt).First()).ToListAsync(cancellationToken))
                .ToDictionary(r => r.ConnectionId);
            var listed = rows.Select(x => new Row(
                x.c.Id, x.c.OrgId, x.c.Name, x.Group, x.Org?.Environment, x.Org?.Infrastructure, x.c.State, x.c.Cause,
                x.Read?.AsOf is null || x.Org is null ? null : counts.GetValueOrDefault(x.Org.Id), x.Read?.AsOf,
                x.Read is { Status: not CapabilityStatus.Ok } blind ? blind.Detail : null,
                lastRuns.TryGetValue(x.c.Id, out var run) ? run.FinishedAt - run.StartedAt : null));
            return new Page([.. Order(listed, request.Sort).Skip(request.Skip).Take(request.Take)], rows.Count);
        }

        private static IEnumerable<Row> Order(IEnumerable<Row> rows, string sort)
        {
            var ordered = sort.TrimStart('-') switch
            {
                "state" => By(rows, r => (int)r.State, sort),
                "authorizations" => By(rows, r => r.Authorizations ?? -1, sort),
                "asOf" => By(rows, r => r.AsOf ?? DateTimeOffset.MinValue, sort),
                _ => By(rows, r => r.Name.ToUpperInvariant(), sort),
            };
            return ordered.ThenBy(r => r.Id.Value);
        }

        private static IOrderedEnumerable<Row> By<T>(IEnumerable<Row> rows, Func<Row, T> key, string sort) =>
            sort.StartsWith('-') ? rows.OrderByDescending(key) : rows.OrderBy(key);
    }
}
