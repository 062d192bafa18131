using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;

namespace Governance.Application.Inventory;

/// <summary>Which kind of sets count for a list.</summary>
public enum SetChoice
{
    /// <summary>Those that integrations run with: session-based ones and those that open a client app or a credential.</summary>
    UserMode,

    /// <summary>All of them.</summary>
    All,

    /// <summary>Sets of their own.</summary>
    Sets,

    /// <summary>Combined rights of permission set groups.</summary>
    Groups,

    /// <summary>Rights of profiles.</summary>
    Profiles,
}

/// <summary>Which permission sets: every condition must hold.</summary>
public sealed record PermissionSetFilter
{
    /// <summary>User mode unless said otherwise.</summary>
    public SetChoice Kind { get; init; }

    /// <summary>In this org; null for any.</summary>
    public OrgId? Org { get; init; }

    /// <summary>Only those that grant something dangerous.</summary>
    public bool Dangerous { get; init; }

    /// <summary>True for session-based ones, false for those that are not; null for any.</summary>
    public bool? Session { get; init; }

    /// <summary>Beginning of the name; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Applies the conditions.</summary>
    public IQueryable<SetStanding> Apply(IQueryable<SetStanding> all)
    {
        all = Kind switch
        {
            SetChoice.UserMode => all.Where(s => s.IsUserMode),
            SetChoice.Sets => all.Where(s => s.Kind == SetKind.Set),
            SetChoice.Groups => all.Where(s => s.Kind == SetKind.Group),
            SetChoice.Profiles => all.Where(s => s.Kind == SetKind.Profile),
            _ => all,
        };
        if (Org is { } org) all = all.Where(s => s.OrgId == org);
        if (Dangerous) all = all.Where(s => s.Dangerous > 0);
        if (Session is { } session) all = all.Where(s => s.IsSession == session);
        if (Domain.Text.Comparable(Text, InventoryItem.NameMaxLength) is { Length: > 0 } beginning) all = all.Where(s => s.NameKey.StartsWith(beginning));
        return all;
    }
}
