using Governance.Application.Authorizations;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>A filter of authorizations as a sentence.</summary>
internal static class FilterPhrases
{
    /// <summary>The conditions in use, in the order of the address.</summary>
    public static IReadOnlyList<FilterCondition> Of(AuthorizationFilter filter, ListFilterChoices.Choices? known)
    {
        List<FilterCondition> all = [];
        if (filter.NoVendor) all.Add(new("vendor", "vendor is", "none"));
        if (filter.Vendor is { } vendor)
            all.Add(new("vendor", "vendor is", Name(known, known?.Vendors.FirstOrDefault(v => v.Id == vendor)?.Name)));
        if (filter.Orgs.Count == 1)
            all.Add(new("org", "org is", Name(known, known?.Orgs.FirstOrDefault(o => o.Id == filter.Orgs[0])?.Label)));
        if (filter.Orgs.Count > 1) all.Add(new("org", "org is any of", AuthorizationWords.Number(filter.Orgs.Count)));
        if (filter.UnusedForDays is { } days) all.Add(new("unused", "last used before", $"{AuthorizationWords.Counted(days, "day")} ago"));
        if (filter.NeverUsed) all.Add(new("never", "last use is", "never"));
        if (filter.InactiveOwner) all.Add(new("owner", "owner is", "inactive"));
        if (filter.AppKind is { } kind) all.Add(new("app", "kind is", AuthorizationWords.Of(kind)));
        if (filter.Kind is { } source) all.Add(new("app", "kind is", AuthorizationWords.Of(source, default)));
        if (filter.Presence != Presence.Present) all.Add(new("presence", "it is", Of(filter.Presence)));
        return all;
    }

    /// <summary>A condition that has no value yet.</summary>
    public static FilterCondition Empty(string key) => key switch
    {
        "vendor" => new(key, "vendor is", "…"),
        "org" => new(key, "org is", "…"),
        "unused" => new(key, "last used before", "…"),
        "app" => new(key, "kind is", "…"),
        _ => new(key, "it is", "…"),
    };

    public static string Of(Presence presence) => presence switch
    {
        Presence.Gone => "gone from the org",
        Presence.All => "present or gone",
        _ => "present in the org",
    };

    public static AuthorizationFilter Without(AuthorizationFilter filter, string key) => key switch
    {
        "vendor" => filter with { Vendor = null, NoVendor = false },
        "org" => filter with { Orgs = [] },
        "unused" => filter with { UnusedForDays = null },
        "never" => filter with { NeverUsed = false },
        "owner" => filter with { InactiveOwner = false },
        "app" => filter with { AppKind = null, Kind = null },
        _ => filter with { Presence = Presence.Present },
    };

    // A name that is not known is outside one's org groups, or gone: the same answer for both.
    private static string Name(ListFilterChoices.Choices? known, string? name) => name ?? (known is null ? "…" : "one you don’t see");
}
