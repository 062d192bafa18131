using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Policies;

namespace Governance.Application.Policies;

/// <summary>Which client apps of the matrix: every condition must hold.</summary>
public sealed record AppControlFilter
{
    /// <summary>Something fails with at least this severity; null for any.</summary>
    public Severity? AtLeast { get; init; }

    /// <summary>In this org; null for any.</summary>
    public OrgId? Org { get; init; }

    /// <summary>Connected app or external client app; null for any.</summary>
    public ClientAppKind? Kind { get; init; }

    /// <summary>True for apps that somebody holds a grant of.</summary>
    public bool InUse { get; init; }

    /// <summary>This app only, as in its findings; null for any.</summary>
    public Guid? ThingId { get; init; }

    /// <summary>Beginning of the app's name; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Applies the conditions.</summary>
    public IQueryable<AppControls> Apply(IQueryable<AppControls> all)
    {
        if (AtLeast is { } severity)
        {
            var worst = (int)severity + 2;
            all = all.Where(c => c.Worst >= worst);
        }
        if (ThingId is { } thing) all = all.Where(c => c.ThingId == thing);
        if (Org is { } org) all = all.Where(c => c.OrgId == org);
        if (Kind is { } kind) all = all.Where(c => c.Kind == kind);
        if (InUse) all = all.Where(c => c.Grants > 0);
        if (Domain.Text.Comparable(Text, Authorization.NameMaxLength) is { Length: > 0 } beginning) all = all.Where(c => c.AppKey.StartsWith(beginning));
        return all;
    }
}
