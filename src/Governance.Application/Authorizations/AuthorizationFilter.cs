using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Application.Authorizations;

/// <summary>Whether rows that vanished from their org are shown.</summary>
public enum Presence
{
    /// <summary>In the org as of the last complete read.</summary>
    Present,

    /// <summary>No longer there.</summary>
    Gone,

    /// <summary>Both.</summary>
    All,
}

/// <summary>Which authorizations: every condition must hold. Stored as it is by "select all", never as ids.</summary>
public sealed record AuthorizationFilter
{
    /// <summary>Longest search text, characters.</summary>
    public const int TextMaxLength = 200;

    /// <summary>Most days that <see cref="UnusedForDays"/> may say.</summary>
    public const int MaxUnusedDays = 3650;

    /// <summary>Runs the other end; null for any.</summary>
    public VendorId? Vendor { get; init; }

    /// <summary>True for those no vendor's rules claim; together with <see cref="Vendor"/> nothing matches.</summary>
    public bool NoVendor { get; init; }

    /// <summary>In one of these orgs; empty for any.</summary>
    public IReadOnlyList<OrgId> Orgs { get; init; } = [];

    /// <summary>Not used for so many days, or never; null for any. AppLink does not tell of use: its authorizations do not match.</summary>
    public int? UnusedForDays { get; init; }

    /// <summary>True for never used; not those of AppLink, which does not tell.</summary>
    public bool NeverUsed { get; init; }

    /// <summary>True for owners that are deactivated.</summary>
    public bool InactiveOwner { get; init; }

    /// <summary>Kind of client app; null for any.</summary>
    public ClientAppKind? AppKind { get; init; }

    /// <summary>Token rows or AppLink authorizations only; null for both.</summary>
    public AuthorizationKind? Kind { get; init; }

    /// <summary>Present, gone or both.</summary>
    public Presence Presence { get; init; }

    /// <summary>Beginning of the app's or the owner's name; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Applies the conditions.</summary>
    public IQueryable<Authorization> Apply(IQueryable<Authorization> all, DateTimeOffset now)
    {
        if (Vendor is { } vendor) all = all.Where(a => a.VendorId == vendor);
        if (NoVendor) all = all.Where(a => a.VendorId == null);
        if (Orgs.Count > 0)
        {
            var orgs = Orgs.ToArray();
            all = all.Where(a => orgs.Contains(a.OrgId));
        }
        if (UnusedForDays is { } days)
        {
            var before = now.AddDays(-days);
            all = all.Where(a => a.LastUsedKey < before && a.Kind == AuthorizationKind.OAuth);
        }
        if (NeverUsed) all = all.Where(a => a.LastUsedKey == Authorization.Never && a.Kind == AuthorizationKind.OAuth);
        if (InactiveOwner) all = all.Where(a => a.UserIsActive == false);
        if (AppKind is { } kind) all = all.Where(a => a.AppKind == kind && a.Kind == AuthorizationKind.OAuth);
        if (Kind is { } source) all = all.Where(a => a.Kind == source);
        all = Presence switch
        {
            Presence.Present => all.Where(a => a.GoneAt == null),
            Presence.Gone => all.Where(a => a.GoneAt != null),
            _ => all,
        };
        return all;
    }
}

/// <summary>What a person selected: these ids, or all that match a filter but these.</summary>
/// <param name="Ids">Chosen one by one; empty when <paramref name="Filter"/> is set.</param>
/// <param name="Filter">All that match; null when chosen one by one.</param>
/// <param name="Except">Taken out of <paramref name="Filter"/> again.</param>
public sealed record AuthorizationSelection(
    IReadOnlyList<AuthorizationId> Ids, AuthorizationFilter? Filter, IReadOnlyList<AuthorizationId> Except)
{
    /// <summary>Chosen one by one.</summary>
    public static AuthorizationSelection Of(params IReadOnlyList<AuthorizationId> ids) => new(ids, null, []);

    /// <summary>All that match.</summary>
    public static AuthorizationSelection All(AuthorizationFilter filter) => new([], filter, []);

    /// <summary>The selected rows within the actor's scope.</summary>
    public IQueryable<Authorization> Apply(GovernanceDb db, DateTimeOffset now)
    {
        if (Filter is null)
        {
            var ids = Ids.ToArray();
            return db.Authorizations.Where(a => ids.Contains(a.Id));
        }
        var matching = AuthorizationSearch.Apply(db, Filter, now);
        if (Except.Count == 0) return matching;
        var except = Except.ToArray();
        return matching.Where(a => !except.Contains(a.Id));
    }
}
