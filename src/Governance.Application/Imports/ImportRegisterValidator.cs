using FluentValidation;
using Governance.Domain;
using Governance.Domain.Orgs;
using Governance.Domain.Vendors;

namespace Governance.Application.Imports;

internal sealed class ImportRegisterValidator : AbstractValidator<ImportRegister.Command>
{
    public const int MaxOrgGroups = 500;
    public const int MaxVendors = 5000;

    public ImportRegisterValidator()
    {
        RuleFor(c => c.OrgGroups).Must(g => g.Count <= MaxOrgGroups)
            .WithMessage($"A register holds at most {MaxOrgGroups} org groups.");
        RuleFor(c => c.Vendors).Must(v => v.Count <= MaxVendors).WithMessage($"A register holds at most {MaxVendors} vendors.");
        RuleForEach(c => c.OrgGroups).Must(name => RegisterNames.IsPlain(name, OrgGroup.NameMaxLength) && name != "*")
            .WithMessage((_, name) => NotPlain("org group", name, OrgGroup.NameMaxLength));
        RuleFor(c => c.OrgGroups).Must(g => RegisterNames.Repeated(g) is null)
            .WithMessage(c => $"The org group “{RegisterNames.Repeated(c.OrgGroups)}” comes twice.");
        RuleFor(c => c.Vendors).Must(v => RegisterNames.Repeated(v.Select(x => x.Name)) is null)
            .WithMessage(c => $"The vendor “{RegisterNames.Repeated(c.Vendors.Select(x => x.Name))}” comes twice.");
        RuleForEach(c => c.Vendors).ChildRules(vendor =>
        {
            vendor.RuleFor(v => v.Name).Must(name => RegisterNames.IsPlain(name, Vendor.NameMaxLength))
                .WithMessage(v => NotPlain("vendor", v.Name, Vendor.NameMaxLength));
            vendor.RuleFor(v => v.Rules).Must(r => r.Count is > 0 and <= Vendor.MaxRules)
                .WithMessage(v => $"The vendor “{v.Name}” needs 1 to {Vendor.MaxRules} rules.");
            vendor.RuleFor(v => v.Rules).Must(rules => rules.All(IsWhole))
                .WithMessage(v => $"The vendor “{v.Name}” has a rule whose pattern is shorter than "
                    + $"{VendorRule.PatternMinLength} or longer than {Domain.Authorizations.Authorization.NameMaxLength} characters.");
        });
    }

    private static bool IsWhole(ImportRegister.RuleRecord rule) =>
        Enum.IsDefined(rule.Kind) && rule.Pattern.Length <= Domain.Authorizations.Authorization.NameMaxLength
        && new VendorRule(rule.Kind, rule.Pattern).Pattern.Length >= VendorRule.PatternMinLength;

    private static string NotPlain(string what, string name, int max) =>
        $"“{Text.Bounded(name, max)}” is no name for a {what}: 1 to {max} characters, no control characters, no blanks around it.";
}
