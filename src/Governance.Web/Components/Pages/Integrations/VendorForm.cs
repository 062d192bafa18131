using Governance.Application.Vendors;
using Governance.Domain.Vendors;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>A vendor as its form holds it.</summary>
public sealed class VendorForm
{
    /// <summary>As typed.</summary>
    public string Name { get; set; } = "";

    /// <summary>At least one, perhaps not filled in yet.</summary>
    public List<Rule> Rules { get; } = [new()];

    /// <summary>Filled from what is stored.</summary>
    public static VendorForm Of(ListVendors.Row vendor)
    {
        var form = new VendorForm { Name = vendor.Name };
        form.Rules.Clear();
        form.Rules.AddRange(vendor.Rules.Select(r => new Rule { Kind = r.Kind, Pattern = r.Pattern }));
        return form;
    }

    /// <summary>The rules that are filled in.</summary>
    public IReadOnlyList<VendorRuleDraft> Written() =>
        [.. Rules.Where(r => !string.IsNullOrWhiteSpace(r.Pattern)).Select(r => r.ToDraft())];

    /// <summary>One row of the form.</summary>
    public sealed class Rule
    {
        /// <summary>How it compares.</summary>
        public VendorRuleKind Kind { get; set; } = VendorRuleKind.AppNameStartsWith;

        /// <summary>As typed.</summary>
        public string Pattern { get; set; } = "";

        /// <summary>As a message has it.</summary>
        public VendorRuleDraft ToDraft() => new(Kind, Pattern);
    }
}
