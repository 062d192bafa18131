using Governance.Application.Vendors;
using Governance.Domain.Vendors;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>What the pages say about vendors.</summary>
internal static class VendorWords
{
    public static string Of(VendorRuleKind kind) => kind == VendorRuleKind.AppNameIs ? "app name is" : "app name starts with";

    public static string Of(VendorRuleDraft rule) => $"{Of(rule.Kind)} “{Foreign.Visible(rule.Pattern)}”";

    /// <summary>"2 egress ranges, breach notice within 24 h, security@example.com".</summary>
    public static string Facts(VendorProfile profile) => string.Join(", ", new[]
    {
        profile.EndedAt is { } ended ? $"ended {IntegrationWords.Day(ended)}" : null,
        profile.Egress.Count == 0 ? "egress not recorded" : $"calls from {Counted(profile.Egress.Count, "range")}",
        profile.NoticeHours is { } hours ? $"breach notice within {hours} h" : "no notice duty recorded",
        profile.SecurityContact is { } contact ? Foreign.Visible(contact) : "no security contact",
    }.OfType<string>());

    public static string Counted(int count, string one) =>
        $"{count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {one}{(count == 1 ? "" : "s")}";
}
