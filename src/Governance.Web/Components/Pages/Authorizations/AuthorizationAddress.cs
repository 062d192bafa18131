using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Microsoft.AspNetCore.Http.Extensions;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>Filter and selection of authorizations as they stand in an address. A value that does not parse is named: a
/// list, or worse a revocation, under half a filter would be another one than was meant. Search text holds names of
/// people and is never in an address.</summary>
public static class AuthorizationAddress
{
    /// <summary>Most rows chosen one by one that an address holds.</summary>
    public const int MaxIds = 50;

    /// <summary>The filter's names, in the order a sentence has them.</summary>
    public static readonly IReadOnlyList<string> Names = ["vendor", "org", "unused", "never", "owner", "app", "presence"];

    /// <summary>Reads vendor, org, unused, never, owner, app and presence; other names are left alone.</summary>
    /// <param name="address">Absolute or relative.</param>
    /// <param name="filter">Every condition of the address; without conditions when false.</param>
    /// <param name="problem">A sentence that names the value which does not parse; empty when true.</param>
    public static bool TryRead(Uri address, out AuthorizationFilter filter, out string problem)
    {
        var query = new QueryValues(address);
        filter = new AuthorizationFilter
        {
            Vendor = query.One("vendor") is { } vendor and not "none" ? new VendorId(query.Guid("vendor", vendor, "a vendor’s id or none")) : null,
            NoVendor = query.One("vendor") == "none",
            Orgs = [.. query.Many("org").Select(o => new OrgId(query.Guid("org", o, "an org’s id"))).Distinct()],
            UnusedForDays = query.One("unused") is { } days ? query.Days("unused", days) : null,
            NeverUsed = query.Choice("never", false, ("true", true)),
            InactiveOwner = query.Choice("owner", false, ("inactive", true)),
            AppKind = query.Choice<ClientAppKind?>("app", null, ("connected", ClientAppKind.ConnectedApp),
                ("external", ClientAppKind.ExternalClientApp), ("unknown", ClientAppKind.Unknown), ("applink", null)),
            Kind = query.One("app") == "applink" ? AuthorizationKind.AppLink : null,
            Presence = query.Choice("presence", Presence.Present, ("present", Presence.Present), ("gone", Presence.Gone), ("all", Presence.All)),
        };
        if (filter.Orgs.Count > ListAuthorizations.MaxOrgs) query.Refuse($"The filter “org” names more than {ListAuthorizations.MaxOrgs} orgs.");
        problem = query.Problem ?? "";
        if (query.Problem is not null) filter = new AuthorizationFilter();
        return query.Problem is null;
    }

    /// <summary>The filter as a query, without the question mark and without its search text.</summary>
    public static string Write(AuthorizationFilter filter) => Text(Pairs(filter));

    /// <summary>Reads what <see cref="WriteSelection"/> wrote.</summary>
    /// <param name="address">Absolute or relative.</param>
    /// <param name="selection">Null when the address holds none, and when false.</param>
    /// <param name="problem">Why the selection can't be read; null when true.</param>
    public static bool TryReadSelection(Uri address, out AuthorizationSelection? selection, out string? problem)
    {
        var query = new QueryValues(address);
        selection = null;
        var all = query.Choice("all", false, ("true", true));
        var kept = query.Choice("kept", false, ("true", true));
        AuthorizationId[] ids = [.. query.Many("id").Select(i => new AuthorizationId(query.Guid("id", i, "an authorization’s id"))).Distinct()];
        if (kept) query.Refuse("What you chose was kept in the page only, since an address can’t hold it. Choose the authorizations again.");
        if (all && ids.Length > 0) query.Refuse("The address chooses all that match and single authorizations at once. Choose the authorizations again.");
        if (ids.Length > MaxIds) query.Refuse($"The address chooses more than {MaxIds} authorizations one by one. Choose the authorizations again.");
        problem = query.Problem;
        if (problem is not null) return false;
        if (ids.Length > 0) selection = AuthorizationSelection.Of(ids);
        if (!all) return true;
        if (!TryRead(address, out var filter, out var unread))
        {
            problem = unread;
            return false;
        }
        selection = AuthorizationSelection.All(filter);
        return true;
    }

    /// <summary>The selection as a query, without the question mark. What an address can't hold (search text, rows taken
    /// out again, more than <see cref="MaxIds"/> rows) is written as kept=true, which does not read back: a reload then
    /// asks to choose again and never revokes more than was meant.</summary>
    public static string WriteSelection(AuthorizationSelection selection)
    {
        if (selection.Filter is not { } filter)
        {
            return selection.Ids.Count > MaxIds
                ? "kept=true"
                : Text(selection.Ids.Select(i => KeyValuePair.Create("id", i.Value.ToString("D"))));
        }
        var whole = string.IsNullOrWhiteSpace(filter.Text) && selection.Except.Count == 0;
        return Text(Pairs(filter).Append(KeyValuePair.Create(whole ? "all" : "kept", "true")));
    }

    private static string Text(IEnumerable<KeyValuePair<string, string>> pairs) => new QueryBuilder(pairs).ToString().TrimStart('?');

    private static IEnumerable<KeyValuePair<string, string>> Pairs(AuthorizationFilter filter)
    {
        if (filter.NoVendor) yield return new("vendor", "none");
        if (filter.Vendor is { } vendor) yield return new("vendor", vendor.Value.ToString("D"));
        foreach (var org in filter.Orgs) yield return new("org", org.Value.ToString("D"));
        if (filter.UnusedForDays is { } days) yield return new("unused", days.ToString(CultureInfo.InvariantCulture));
        if (filter.NeverUsed) yield return new("never", "true");
        if (filter.InactiveOwner) yield return new("owner", "inactive");
        if (filter.AppKind is { } kind)
            yield return new("app", kind switch { ClientAppKind.ConnectedApp => "connected", ClientAppKind.ExternalClientApp => "external", _ => "unknown" });
        if (filter.Kind == AuthorizationKind.AppLink) yield return new("app", "applink");
        if (filter.Presence != Presence.Present) yield return new("presence", filter.Presence == Presence.Gone ? "gone" : "all");
    }
}
