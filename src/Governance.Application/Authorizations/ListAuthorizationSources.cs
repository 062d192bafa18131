using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>Where the rows of a list come from: each connected org, how old its rows are, and what cannot be read now. Asked
/// for beside each page, so that no list is shown without it.</summary>
public static class ListAuthorizationSources
{
    /// <param name="Filter">That of the list; its orgs and its kind count.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(AuthorizationFilter Filter) : IQuery<Sources>;

    /// <param name="AsOf">The connected orgs within the filter, by label, each with the age of its rows.</param>
    /// <param name="Blind">Of those, the orgs that cannot be read now: their rows are missing or old.</param>
    /// <param name="BlindAtHeroku">Add-ons and accounts at Heroku that cannot be read now: their AppLink authorizations are
    /// missing or old.</param>
    public sealed record Sources(
        IReadOnlyList<OrgAge> AsOf, IReadOnlyList<BlindOrg> Blind, IReadOnlyList<BlindHeroku> BlindAtHeroku);

    /// <param name="OrgId">Which org.</param>
    /// <param name="Label">What people call it.</param>
    /// <param name="AsOf">Start of the last complete read, UTC; null when there was none.</param>
    public sealed record OrgAge(OrgId OrgId, string Label, DateTimeOffset? AsOf);

    /// <param name="OrgId">Which org.</param>
    /// <param name="Label">What people call it.</param>
    /// <param name="Status">How the last attempt ended; null when none was made yet or the connection has ended its work.</param>
    /// <param name="Detail">The missing right, or the reason in words; null when nothing is known.</param>
    /// <param name="AsOf">Age of the rows that are shown all the same, UTC; null when there are none.</param>
    public sealed record BlindOrg(OrgId OrgId, string Label, CapabilityStatus? Status, string? Detail, DateTimeOffset? AsOf);

    /// <param name="Account">Which Heroku account.</param>
    /// <param name="Name">The account, and the add-on when it is only that one.</param>
    /// <param name="Why">In words.</param>
    /// <param name="AsOf">Age of the rows that are shown all the same, UTC; null when there are none.</param>
    public sealed record BlindHeroku(HerokuAccountId Account, string Name, string Why, DateTimeOffset? AsOf);

    /// <summary>What cannot be read now, so that it may hold more than is known.</summary>
    /// <param name="Orgs">By label.</param>
    /// <param name="AtHeroku">Add-ons and accounts, by name.</param>
    public sealed record Unread(IReadOnlyList<BlindOrg> Orgs, IReadOnlyList<BlindHeroku> AtHeroku)
    {
        /// <summary>All can be read, or it was not asked.</summary>
        public static readonly Unread None = new([], []);

        /// <summary>What people call them.</summary>
        public IReadOnlyList<string> Names => [.. Orgs.Select(o => o.Label), .. AtHeroku.Select(h => h.Name)];
    }

    /// <param name="Age">Org and age of its rows.</param>
    /// <param name="Blind">Why it cannot be read now; null when it can.</param>
    internal sealed record Source(OrgAge Age, BlindOrg? Blind);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Filter).NotNull().SetValidator(new AuthorizationFilterValidator());
    }

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Sources>
    {
        public async Task<Result<Sources>> Handle(Query request, CancellationToken cancellationToken)
        {
            var orgs = await ReadAsync(db, request.Filter.Orgs, cancellationToken);
            return new Sources([.. orgs.Select(s => s.Age)], [.. orgs.Select(s => s.Blind).OfType<BlindOrg>()],
                await AtHerokuAsync(db, request.Filter, cancellationToken));
        }
    }

    /// <summary>What cannot be read now within a filter.</summary>
    internal static async Task<Unread> UnreadAsync(GovernanceDb db, AuthorizationFilter filter, CancellationToken ct) =>
        new([.. (await ReadAsync(db, filter.Orgs, ct)).Select(s => s.Blind).OfType<BlindOrg>()], await AtHerokuAsync(db, filter, ct));

    /// <summary>Of what the actor sees anything of.</summary>
    private static async Task<IReadOnlyList<BlindHeroku>> AtHerokuAsync(GovernanceDb db, AuthorizationFilter filter, CancellationToken ct)
    {
        if (filter.Kind == AuthorizationKind.OAuth) return [];
        var accounts = await db.HerokuAccounts.AsNoTracking().Where(h => h.State != ConnectionState.Disconnected)
            .OrderBy(h => h.Name).ThenBy(h => h.Id).ToListAsync(ct);
        if (accounts.Count == 0) return [];
        var addons = await db.AppLinkAddons.AsNoTracking().Where(a => a.Trouble != null && a.GoneAt == null)
            .OrderBy(a => a.Name).ThenBy(a => a.Id).ToListAsync(ct);
        return
        [
            .. accounts.SelectMany(h => h.IsUsable
                ? addons.Where(a => a.AccountId == h.Id).Select(a => new BlindHeroku(h.Id, $"{h.Name}, {a.Name}", a.Trouble!, a.AsOf))
                : [new BlindHeroku(h.Id, h.Name, "The connection to Heroku does not work at the moment.", null)]),
        ];
    }

    /// <summary>By label; of these orgs, or of all.</summary>
    internal static async Task<IReadOnlyList<Source>> ReadAsync(GovernanceDb db, IReadOnlyList<OrgId> only, CancellationToken ct)
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
               let age = new OrgAge(org.Id, org.Label, org.Read?.AsOf)
               select new Source(age, Blind(age, org.State, org.Cause, org.Read)),
        ];
    }

    private static BlindOrg? Blind(OrgAge org, ConnectionState state, string? cause, CapabilityState? read)
    {
        if (read is { Status: not CapabilityStatus.Ok }) return new(org.OrgId, org.Label, read.Status, read.Detail, read.AsOf);
        if (state is not (ConnectionState.Connected or ConnectionState.Degraded))
            return new(org.OrgId, org.Label, null, cause ?? "The connection does not work at the moment.", read?.AsOf);
        return read is null ? new(org.OrgId, org.Label, null, "Not read yet.", null) : null;
    }
}
