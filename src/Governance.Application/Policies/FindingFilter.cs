using Governance.Domain;
using Governance.Domain.Policies;

namespace Governance.Application.Policies;

/// <summary>Which findings count for a list.</summary>
public enum FindingStanding
{
    /// <summary>Open and reopened.</summary>
    Open,

    /// <summary>Waived.</summary>
    Waived,

    /// <summary>Closed.</summary>
    Closed,

    /// <summary>All of them.</summary>
    All,
}

/// <summary>Which findings: every condition must hold.</summary>
public sealed record FindingFilter
{
    /// <summary>Open unless said otherwise.</summary>
    public FindingStanding Standing { get; init; }

    /// <summary>Of this severity; null for any.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Of this rule; null for any.</summary>
    public string? Rule { get; init; }

    /// <summary>In this org; null for any.</summary>
    public OrgId? Org { get; init; }

    /// <summary>About this kind of thing; null for any.</summary>
    public ThingKind? Thing { get; init; }

    /// <summary>About this thing; null for any.</summary>
    public Guid? ThingId { get; init; }

    /// <summary>Applies the conditions.</summary>
    /// <param name="all">Findings.</param>
    /// <param name="now">UTC: a waiver whose end has come hides nothing, whether or not anybody has noticed.</param>
    public IQueryable<Finding> Apply(IQueryable<Finding> all, DateTimeOffset now)
    {
        all = Standing switch
        {
            FindingStanding.Open => all.Where(f => f.State == FindingState.Open || f.State == FindingState.Reopened || (f.State == FindingState.Waived && f.WaivedUntil <= now)),
            FindingStanding.Waived => all.Where(f => f.State == FindingState.Waived && f.WaivedUntil > now),
            FindingStanding.Closed => all.Where(f => f.State == FindingState.Closed),
            _ => all,
        };
        if (Severity is { } severity) all = all.Where(f => f.Severity == severity);
        if (Rule is { } rule) all = all.Where(f => f.RuleId == rule);
        if (Org is { } org) all = all.Where(f => f.OrgId == org);
        if (Thing is { } thing) all = all.Where(f => f.Thing == thing);
        if (ThingId is { } id) all = all.Where(f => f.ThingId == id);
        return all;
    }
}
