using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>What hangs together around one integration within the actor's org groups: the relation picture, what it can do, how it is
/// used, and what was found. Reads its own grants and the sets of their owners, never an org's.</summary>
public static class GetIntegrationRelations
{
    /// <summary>Most users whose permission sets are looked at.</summary>
    public const int MostUsers = 100;

    /// <summary>Most grants that are read one by one.</summary>
    public const int MostGrants = 2_000;

    /// <summary>Most findings listed.</summary>
    public const int MostFindings = 50;

    /// <param name="Id">Which integration.</param>
    [Requires(Permission.ViewInventory)]
    [Rated(Rate.Searches)]
    public sealed record Query(IntegrationId Id) : IQuery<Relations>;

    /// <param name="Nodes">By column, then in the order they are drawn.</param>
    /// <param name="Edges">Between them.</param>
    /// <param name="Rests">What no longer fits into a column.</param>
    /// <param name="Access">What it can do.</param>
    /// <param name="Usage">How its grants are used.</param>
    /// <param name="Grants">Its live grants, but the portal's own; null when they are more than are read one by one.</param>
    /// <param name="Findings">Open ones on it and on what belongs to it, gravest first, at most <see cref="MostFindings"/>.</param>
    /// <param name="FindingCount">How many there are.</param>
    /// <param name="AsOf">The oldest complete read of its orgs' grants, UTC; null when one was never read.</param>
    public sealed record Relations(
        IReadOnlyList<Node> Nodes, IReadOnlyList<Edge> Edges, IReadOnlyList<Rest> Rests, EffectiveAccess Access, Usage Usage,
        IReadOnlyList<AuthorizationId>? Grants, IReadOnlyList<OpenFinding> Findings, int FindingCount, DateTimeOffset? AsOf);

    /// <summary>What a node stands for; in the order of the columns.</summary>
    public enum NodeKind
    {
        /// <summary>Org.</summary>
        Org,

        /// <summary>Client app.</summary>
        App,

        /// <summary>User of an org.</summary>
        User,

        /// <summary>Permission set, profile or group.</summary>
        PermissionSet,

        /// <summary>Certificate of the org, or inside an app.</summary>
        Certificate,

        /// <summary>Named credential.</summary>
        Credential,

        /// <summary>Heroku AppLink add-on.</summary>
        Addon,

        /// <summary>External Service registration.</summary>
        CatalogEntry,
    }

    /// <param name="Key">Unique in the picture.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Id">Its id, as its own page names it; null when it is not among what is read.</param>
    /// <param name="Name">Org text.</param>
    /// <param name="Note">A few words beneath; org text.</param>
    /// <param name="IsHot">It is on a way to everything in an org.</param>
    public sealed record Node(string Key, NodeKind Kind, Guid? Id, string Name, string? Note, bool IsHot = false);

    /// <param name="From">Key of a node.</param>
    /// <param name="To">Key of a node of a later column.</param>
    /// <param name="IsHot">Part of a way to everything in an org.</param>
    public sealed record Edge(string From, string To, bool IsHot = false);

    /// <param name="Kind">Of which column.</param>
    /// <param name="Count">How many more.</param>
    public sealed record Rest(NodeKind Kind, int Count);

    /// <param name="LastUsedAt">UTC; null when never.</param>
    /// <param name="Fresh">Live grants used within 30 days.</param>
    /// <param name="Aging">Within 90 days, but not 30.</param>
    /// <param name="Stale">Longer ago.</param>
    /// <param name="Never">Never.</param>
    public sealed record Usage(DateTimeOffset? LastUsedAt, int Fresh, int Aging, int Stale, int Never)
    {
        /// <summary>Live grants.</summary>
        public int Total => Fresh + Aging + Stale + Never;
    }

    /// <param name="Id">Ours.</param>
    /// <param name="Severity">As judged last.</param>
    /// <param name="Title">What the rule asks for.</param>
    /// <param name="ThingName">On what; org text.</param>
    /// <param name="OrgLabel">In which org; null for what belongs to none.</param>
    /// <param name="Reason">One sentence with the values seen.</param>
    /// <param name="Since">UTC.</param>
    public sealed record OpenFinding(
        FindingId Id, Severity Severity, string Title, string ThingName, string? OrgLabel, string Reason, DateTimeOffset Since);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Relations>
    {
        public async Task<Result<Relations>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await IntegrationRegister.FindAsync(db, current, request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            var pieces = (await IntegrationReach.ReadAsync(db, [integration], cancellationToken))[integration.Id].ToList();
            var read = await RelationRead.ReadAsync(db, pieces, clock.GetUtcNow(), cancellationToken);
            var (nodes, edges, rests) = RelationDrawing.Draw(read);
            var (findings, count) = await FindingsAsync([integration.Id.Value, .. pieces.Select(p => p.ThingId), .. read.Entries.Values], cancellationToken);
            return new Relations(
                nodes, edges, rests, EffectiveAccess.Of(read.Reaches()), read.Usage,
                read.Grants.Count < MostGrants ? [.. read.Grants.Where(g => !g.IsPortalOwn).Select(g => g.Id)] : null,
                findings, count, read.AsOf);
        }

        private async Task<(IReadOnlyList<OpenFinding> Findings, int Count)> FindingsAsync(Guid[] things, CancellationToken ct)
        {
            var open = db.Findings.AsNoTracking()
                .Where(f => (f.State == FindingState.Open || f.State == FindingState.Reopened) && things.Contains(f.ThingId));
            var rows = await open.OrderByDescending(f => f.Severity).ThenBy(f => f.Since).ThenBy(f => f.Id).Take(MostFindings)
                .Select(f => new { f.Id, f.Severity, f.RuleId, f.ThingName, Org = db.Orgs.Where(o => o.Id == f.OrgId).Select(o => o.Label).FirstOrDefault(), f.Reason, f.Since })
                .ToListAsync(ct);
            return ([.. rows.Select(f => new OpenFinding(
                f.Id, f.Severity, RuleCatalogue.Find(f.RuleId)?.Title ?? f.RuleId, f.ThingName, f.Org, f.Reason, f.Since))], await open.CountAsync(ct));
        }
    }
}
