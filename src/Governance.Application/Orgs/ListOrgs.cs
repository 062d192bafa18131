using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>The connected orgs, one row per connection.</summary>
public static class ListOrgs
{
    /// <summary>How deep a list can be paged.</summary>
    public const int Depth = 10_000;

    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <summary>What rows are sorted by; ties by name, then id.</summary>
    public enum Order
    {
        /// <summary>What people call it.</summary>
        Name,

        /// <summary>What needs a person first.</summary>
        State,

        /// <summary>Environment; orgs that never answered last.</summary>
        Environment,

        /// <summary>Name of the org group.</summary>
        Group,

        /// <summary>Oldest first; never read before all.</summary>
        AsOf,

        /// <summary>Fewest first.</summary>
        Authorizations,
    }

    /// <param name="Filter">Which orgs.</param>
    /// <param name="By">Sort.</param>
    /// <param name="Descending">Turns the sort round.</param>
    /// <param name="Skip">Rows left out; with <paramref name="Take"/> at most <see cref="Depth"/>.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(OrgFilter Filter, Order By, bool Descending, int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">Of this page.</param>
    /// <param name="Total">How many match, within the actor's org groups.</param>
    /// <param name="Groups">The org groups the actor sees, by name: what the list can be narrowed to.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, IReadOnlyList<Group> Groups);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As people call it.</param>
    public sealed record Group(OrgGroupId Id, string Name);

    /// <param name="Id">The connection: address of its page.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="Environment">Null until the org said who it is.</param>
    /// <param name="Infrastructure">As confirmed, else guessed from the instance name; null until it answered.</param>
    /// <param name="State">Where the connection stands.</param>
    /// <param name="Cause">Why a person must act, or what is missing; null when all is well.</param>
    /// <param name="Read">How the last attempt to read authorizations ended; null when none was made.</param>
    /// <param name="Blind">The missing right or the reason; null when the read was complete.</param>
    /// <param name="AsOf">Start of the last complete read, UTC: the age of <paramref name="Authorizations"/>.</param>
    /// <param name="LastSyncAt">When the last read ended, complete or not, UTC; null when none was made.</param>
    /// <param name="Took">How long it took.</param>
    /// <param name="Authorizations">Present as of <paramref name="AsOf"/>; null when never read completely.</param>
    /// <param name="MissingRights">Rights the self-test found missing, by name; empty also before the first test.</param>
    /// <param name="OrgGroup">Name of the org group.</param>
    /// <param name="IsInfrastructureConfirmed">A person said where it runs; otherwise it is likely only.</param>
    public sealed record Row(
        ConnectionId Id, string Name, OrgEnvironment? Environment, OrgInfrastructure? Infrastructure, ConnectionState State,
        string? Cause, CapabilityStatus? Read, string? Blind, DateTimeOffset? AsOf, DateTimeOffset? LastSyncAt, TimeSpan? Took,
        int? Authorizations, IReadOnlyList<string> MissingRights, string OrgGroup, bool IsInfrastructureConfirmed = false);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Filter).NotNull();
            RuleFor(q => q.By).IsInEnum();
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).InclusiveBetween(0, Depth);
        }
    }

    private sealed record Found(Connection Connection, Org? Org, string Group, CapabilityState? Read, SyncRun? Last);

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var matching = request.Filter.Apply(db, db.Connections.AsNoTracking(), clock.GetUtcNow());
            var total = await matching.CountAsync(cancellationToken);
            var page = await Sorted(matching, request.By, request.Descending).Skip(request.Skip).Take(request.Take)
                .Select(c => new Found(
                    c, db.Orgs.FirstOrDefault(o => o.Id == c.OrgId), db.OrgGroups.First(g => g.Id == c.OrgGroupId).Name,
                    db.Capabilities.FirstOrDefault(s => s.ConnectionId == c.Id && s.Capability == Capability.Authorizations),
                    db.SyncRuns.Where(s => s.ConnectionId == c.Id).OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id)
                        .FirstOrDefault()))
                .ToListAsync(cancellationToken);

            var ids = page.Select(f => f.Connection.Id).ToArray();
            var orgs = page.Where(f => f.Org is not null).Select(f => f.Org!.Id).ToArray();
            var missing = (await db.Rights.AsNoTracking().Where(r => ids.Contains(r.ConnectionId) && r.Held == false)
                .Select(r => new { r.ConnectionId, r.Right }).ToListAsync(cancellationToken))
                .ToLookup(r => r.ConnectionId, r => r.Right);
            var present = await db.Authorizations.Where(a => orgs.Contains(a.OrgId) && a.GoneAt == null).GroupBy(a => a.OrgId)
                .Select(g => new { Org = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Org, g => g.Count, cancellationToken);
            var groups = await db.OrgGroups.AsNoTracking().OrderBy(g => g.Name).Select(g => new Group(g.Id, g.Name)).ToListAsync(cancellationToken);
            return new Page([.. page.Select(f => RowOf(f, missing[f.Connection.Id], present))], total, groups);
        }

        private static Row RowOf(Found found, IEnumerable<string> missing, Dictionary<OrgId, int> present)
        {
            var (connection, org, group, read, last) = found;
            return new Row(
                connection.Id, connection.Name, org?.Environment, org?.Infrastructure, connection.State, connection.Cause,
                read?.Status, read?.Detail, read?.AsOf, last?.FinishedAt, last is null ? null : last.FinishedAt - last.StartedAt,
                org is not null && read?.AsOf is not null ? present.GetValueOrDefault(org.Id) : null,
                [.. missing.Order(StringComparer.Ordinal)], group, org?.IsInfrastructureConfirmed == true);
        }

        private IQueryable<Connection> Sorted(IQueryable<Connection> rows, Order by, bool down)
        {
            // Nulls are told apart first: databases disagree on where they go.
            var sorted = by switch
            {
                Order.State => Keyed(rows, c => c.State == ConnectionState.ReconnectNeeded ? 0
                    : c.State == ConnectionState.Degraded ? 1 : c.State == ConnectionState.Connecting ? 2
                    : c.State == ConnectionState.WaitingForApproval ? 3 : c.State == ConnectionState.Connected ? 4 : 5, down),
                Order.Environment => Then(Keyed(rows, c => c.OrgId == null, down),
                    c => db.Orgs.Where(o => o.Id == c.OrgId).Select(o => (OrgEnvironment?)o.Environment).FirstOrDefault(), down),
                Order.Group => Keyed(rows, c => db.OrgGroups.First(g => g.Id == c.OrgGroupId).Name, down),
                Order.AsOf => Then(Keyed(rows, c => db.Capabilities.Any(s => s.ConnectionId == c.Id
                        && s.Capability == Capability.Authorizations && s.AsOf != null), down),
                    c => db.Capabilities.Where(s => s.ConnectionId == c.Id && s.Capability == Capability.Authorizations)
                        .Select(s => s.AsOf).FirstOrDefault(), down),
                Order.Authorizations => Keyed(rows, c => db.Authorizations.Count(a => a.OrgId == c.OrgId && a.GoneAt == null), down),
                _ => Keyed(rows, c => c.Name, down),
            };
            return sorted.ThenBy(c => c.Name).ThenBy(c => c.Id);
        }

        private static IOrderedQueryable<Connection> Keyed<TKey>(
            IQueryable<Connection> rows, System.Linq.Expressions.Expression<Func<Connection, TKey>> key, bool down) =>
            down ? rows.OrderByDescending(key) : rows.OrderBy(key);

        private static IOrderedQueryable<Connection> Then<TKey>(
            IOrderedQueryable<Connection> rows, System.Linq.Expressions.Expression<Func<Connection, TKey>> key, bool down) =>
            down ? rows.ThenByDescending(key) : rows.ThenBy(key);
    }
}
