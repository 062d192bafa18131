using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Shows what a revocation would stop before anything is sent.</summary>
public static class PreviewRevocation
{
    /// <param name="Selection">What the person chose.</param>
    /// <param name="Steps">What is to be done beside revoking.</param>
    [Requires(Permission.RevokeInIncident)]
    [Rated(Rate.Searches)]
    public sealed record Query(AuthorizationSelection Selection, ContainmentSteps Steps = ContainmentSteps.None) : IQuery<Plan>;

    /// <param name="Targets">How many authorizations would be revoked.</param>
    /// <param name="Orgs">Per org, largest first.</param>
    /// <param name="Apps">Per client app, largest first.</param>
    /// <param name="UsedLately">Of the targets, used within the last 24 hours: these integrations stop at once.</param>
    /// <param name="Owners">Distinct owners who must consent anew.</param>
    /// <param name="PortalOwn">Left out: the portal's own grants.</param>
    /// <param name="AlreadyGone">Left out: no longer in their org.</param>
    /// <param name="NotConnected">Left out: their org has no working connection, so that nothing could be proven.</param>
    /// <param name="ScopeName">How the incident will be called.</param>
    /// <param name="TypedNameNeeded">True when that name must be typed to confirm.</param>
    /// <param name="Hash">Hand it back with the confirmation.</param>
    public sealed record Plan(
        int Targets, IReadOnlyList<Part> Orgs, IReadOnlyList<Part> Apps, int UsedLately, int Owners, int PortalOwn,
        int AlreadyGone, int NotConnected, string ScopeName, bool TypedNameNeeded, string Hash)
    {
        /// <summary>Left out: another incident is revoking them right now.</summary>
        public int UnderWay { get; init; }

        /// <summary>What cannot be read now: what it holds is unknown and not among the targets.</summary>
        public ListAuthorizationSources.Unread Unread { get; init; } = ListAuthorizationSources.Unread.None;

        /// <summary>Of the targets: recorded, but not run, by org, largest first: each needs a responder credential.</summary>
        public IReadOnlyList<Waiting> NeedsResponder { get; init; } = [];

        /// <summary>What is done beside revoking, in the order of steps; empty when nothing was chosen or no app is covered whole.</summary>
        public IReadOnlyList<ActPart> Acts { get; init; } = [];

        /// <summary>Everything: authorizations and what is done beside.</summary>
        public int All => Targets + Acts.Sum(a => a.Count);

        /// <summary>Targets that will be asked.</summary>
        public int Running => Targets - NeedsResponder.Sum(w => w.Targets);

        /// <summary>A constant sentence for whoever is limited to org groups; null for whoever sees all.</summary>
        public string? Limit { get; init; }

        /// <summary>Of the targets, AppLink authorizations: removed at Heroku.</summary>
        public int AppLink { get; init; }

        /// <summary>Heroku apps that share what is removed there, by name: every one of them loses it.</summary>
        public IReadOnlyList<string> HerokuApps { get; init; } = [];
    }

    /// <param name="Kind">What.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Names">Which client apps or users, by name, at most <see cref="MostNames"/>.</param>
    public sealed record ActPart(TargetKind Kind, int Count, IReadOnlyList<string> Names);

    /// <summary>Most names of one part.</summary>
    public const int MostNames = 5;

    /// <param name="Connection">The org's page.</param>
    /// <param name="Name">Of the org.</param>
    /// <param name="Targets">How many wait there.</param>
    public sealed record Waiting(ConnectionId Connection, string Name, int Targets);

    /// <param name="Name">Org or client app.</param>
    /// <param name="Targets">How many of the targets.</param>
    /// <param name="LastUsedAt">Latest use among them, UTC; null when never used.</param>
    public sealed record Part(string Name, int Targets, DateTimeOffset? LastUsedAt);

    /// <summary>A plan as people see it.</summary>
    internal static async Task<Plan> DescribeAsync(GovernanceDb db, CurrentActor current, RevocationPlan plan, DateTimeOffset now, CancellationToken ct)
    {
        var orgs = plan.Targets.Select(t => t.OrgId).Distinct().ToArray();
        var labels = await db.Orgs.AsNoTracking().Where(o => orgs.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Label, ct);
        return new Plan(
            plan.Targets.Count,
            Parts(plan, t => labels[t.OrgId]),
            Parts(plan, t => t.AppName),
            plan.Targets.Count(t => t.LastUsedAt > now.AddHours(-24)),
            plan.Targets.Select(t => (t.OrgId, t.UserId)).Distinct().Count(),
            plan.PortalOwn, plan.AlreadyGone, plan.NotConnected, plan.ScopeName,
            plan.Count > Incident.TypedNameAbove, plan.Hash)
        {
            Acts = [.. plan.More.Acts.GroupBy(a => a.Kind).OrderBy(g => IncidentSteps.Of(g.Key)).ThenBy(g => g.Key).Select(g => new ActPart(
                g.Key, g.Count(), [.. g.Select(a => a.User.Length > 0 ? a.User : a.App).Distinct().Order(StringComparer.Ordinal).Take(MostNames)]))],
            NeedsResponder = [.. plan.Targets.Where(t => plan.HeldBack.Contains(t.Id)).GroupBy(t => (Via: plan.Via[t.Id], t.OrgId))
                .Select(g => new Waiting(g.Key.Via, labels[g.Key.OrgId], g.Count()))
                .OrderByDescending(w => w.Targets).ThenBy(w => w.Name, StringComparer.Ordinal)],
            UnderWay = plan.UnderWay,
            Unread = plan.Unread,
            Limit = current.Scope.All ? null : GetRest.OthersMayExist,
            AppLink = plan.Targets.Count(t => t.Kind == AuthorizationKind.AppLink),
            HerokuApps = await HerokuAppsAsync(db, plan, ct),
        };
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Plan>
    {
        public async Task<Result<Plan>> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var built = await RevocationPlan.BuildAsync(db, request.Selection, now, cancellationToken, request.Steps);
            if (built.Problem is { } refusal) return refusal;
            return await DescribeAsync(db, current, built.Value!, now, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<string>> HerokuAppsAsync(GovernanceDb db, RevocationPlan plan, CancellationToken ct)
    {
        var ids = plan.Targets.Where(t => t.Kind == AuthorizationKind.AppLink).Select(t => (AuthorizationId?)t.Id).Take(500).ToArray();
        if (ids.Length == 0) return [];
        var addons = await db.AppLinkAddons.AsNoTracking()
            .Where(a => db.AppLinkRecords.Any(r => r.AddonId == a.Id && ids.Contains(r.AuthorizationId))).ToListAsync(ct);
        return [.. addons.SelectMany(a => a.Attachments).Select(t => t.AppName).Distinct().Order(StringComparer.Ordinal)];
    }

    private static List<Part> Parts(RevocationPlan plan, Func<Domain.Authorizations.Authorization, string> name) =>
        [.. plan.Targets.GroupBy(name).Select(g => new Part(g.Key, g.Count(), g.Max(t => t.LastUsedAt)))
            .OrderByDescending(p => p.Targets).ThenBy(p => p.Name, StringComparer.Ordinal)];
}
