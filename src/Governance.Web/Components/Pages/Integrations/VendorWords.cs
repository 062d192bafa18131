using Governance.Application.Vendors;
using Governance.Domain.Vendors;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>What the pages say about vendors.</summary>
internal static class VendorWords
{
    public static string Of(VendorRuleKind kind) => kind == VendorRuleKind.AppNameIs ? "app name is" : "app name starts with";

    public static string Of(VendorRuleDraft rule) => $"{Of(rule.Kind)} “{Foreign.Visible(rule.Pattern)}”";

    public static string Counted(int count, string one) =>
        $"{count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {one}{(count == 1 ? "" : "s")}";
}
