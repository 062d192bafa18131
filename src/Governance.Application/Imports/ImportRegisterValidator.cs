using FluentValidation;
using Governance.Application.Integrations;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Vendors;

namespace Governance.Application.Imports;

internal sealed class ImportRegisterValidator : AbstractValidator<ImportRegister.Command>
{
    public const int MaxOrgGroups = 500;
    public const int MaxVendors = 5000;
    public const int MaxIntegrations = 5000;
    public const int MaxPeople = 100_000;
    public const int MaxOthers = 5000;

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
            vendor.RuleFor(v => v.Profile).Must(p => p is null || p.ToProfile() is { } profile && new VendorProfileValidator().Validate(profile).IsValid)
                .WithMessage(v => $"The vendor “{v.Name}” has a profile that is not as it must be: egress as addresses, networks or ranges, callback "
                    + "hosts as host names, a contact, a notice duty of 1 to 8,760 hours.");
        });
        RuleFor(c => c.Integrations).Must(i => i.Count <= MaxIntegrations).WithMessage($"A register holds at most {MaxIntegrations} integrations.");
        RuleFor(c => c.Integrations).Must(i => RegisterNames.Repeated(i.Select(x => x.Name)) is null)
            .WithMessage(c => $"The integration “{RegisterNames.Repeated(c.Integrations.Select(x => x.Name))}” comes twice.");
        RuleForEach(c => c.Integrations).Must(i => RegisterNames.IsPlain(i.Name, Integration.NameMaxLength))
            .WithMessage((_, i) => NotPlain("integration", i.Name, Integration.NameMaxLength));
        RuleForEach(c => c.Integrations).Must(i => i.Owner is null || Mail.IsOne(i.Owner)).WithMessage((_, i) => $"{i.Name}: {Mail.Wanted("owner")}");
        RuleForEach(c => c.Integrations).Must((_, i, context) => IsWhole(i, context)).WithMessage("The integration “{Integration}”: {Because}");
        RuleFor(c => c.People).Must(p => p.Count <= MaxPeople).WithMessage($"A register lists at most {MaxPeople} people.");
        RuleForEach(c => c.People).Must(p => Mail.IsOne(p.Mail) && RegisterNames.IsPlain(p.Name, Integration.MailMaxLength))
            .WithMessage((_, p) => $"“{Text.Bounded(p.Mail, 80)}” is no e-mail address with a plain name.");
        RuleFor(c => c.People).Must(p => RegisterNames.Repeated(p.Select(x => x.Mail)) is null)
            .WithMessage(c => $"The address “{RegisterNames.Repeated(c.People.Select(x => x.Mail))}” comes twice.");
        Include(new RegisterRestValidator());
    }

    private static bool IsWhole(IntegrationRecord record, ValidationContext<ImportRegister.Command> context)
    {
        // Names of vendors and orgs are looked up later: here the form counts.
        var wrong = new IntegrationDraftValidator().Validate(record.ToDraft(_ => null, _ => null)).Errors.FirstOrDefault();
        context.MessageFormatter.AppendArgument("Integration", Text.Bounded(record.Name, Integration.NameMaxLength)).AppendArgument("Because", wrong?.ErrorMessage ?? "");
        return wrong is null;
    }

    private static bool IsWhole(VendorRuleRecord rule) =>
        Enum.IsDefined(rule.Kind) && rule.Pattern.Length <= Domain.Authorizations.Authorization.NameMaxLength
        && new VendorRule(rule.Kind, rule.Pattern).Pattern.Length >= VendorRule.PatternMinLength;

    private static string NotPlain(string what, string name, int max) =>
        $"“{Text.Bounded(name, max)}” is no name for a {what}: 1 to {max} characters, no control characters, no blanks around it.";
}
