using FluentValidation;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Vendors;

namespace Governance.Application.Vendors;

/// <summary>A match rule as a form has it.</summary>
/// <param name="Kind">How it compares.</param>
/// <param name="Pattern">As typed; compared in comparable form (case, width and spacing do not matter).</param>
public sealed record VendorRuleDraft(VendorRuleKind Kind, string Pattern)
{
    internal VendorRule ToRule() => new(Kind, Pattern);

    internal (VendorRuleKind, string) Key => (Kind, Text.Comparable(Pattern, Authorization.NameMaxLength));
}

internal sealed class VendorRulesValidator : AbstractValidator<IReadOnlyList<VendorRuleDraft>>
{
    public VendorRulesValidator()
    {
        RuleFor(rules => rules.Count).InclusiveBetween(1, Vendor.MaxRules).WithName("Rules").OverridePropertyName("Rules")
            .WithMessage($"A vendor has 1 to {Vendor.MaxRules} rules.");
        RuleForEach(rules => rules).Must(r => r is not null && Enum.IsDefined(r.Kind)).OverridePropertyName("Rules")
            .WithMessage("A rule compares the whole app name or its beginning.");
        RuleForEach(rules => rules)
            .Must(r => r?.Pattern is { Length: <= Authorization.NameMaxLength } && r.Key.Item2.Length >= VendorRule.PatternMinLength)
            .OverridePropertyName("Rules")
            .WithMessage($"An app name has {VendorRule.PatternMinLength} to {Authorization.NameMaxLength} characters in a rule.");
        RuleFor(rules => rules).Must(rules => rules.Where(r => r?.Pattern is not null).GroupBy(r => r.Key).All(g => g.Count() == 1))
            .OverridePropertyName("Rules").WithMessage("Two rules are the same. Remove one of them.");
    }
}

internal sealed class VendorNameValidator : AbstractValidator<string>
{
    public VendorNameValidator() => RuleFor(name => name).Cascade(CascadeMode.Stop)
        .Must(name => !string.IsNullOrWhiteSpace(name)).WithMessage("Give the vendor a name.")
        .MaximumLength(Vendor.NameMaxLength).WithMessage($"A vendor’s name has at most {Vendor.NameMaxLength} characters.")
        .OverridePropertyName("Name");
}
