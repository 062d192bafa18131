using FluentValidation;

namespace Governance.Application.Authorizations;

internal sealed class AuthorizationFilterValidator : AbstractValidator<AuthorizationFilter>
{
    public AuthorizationFilterValidator()
    {
        RuleFor(f => f.UnusedForDays).InclusiveBetween(1, AuthorizationFilter.MaxUnusedDays)
            .WithMessage($"“Unused” takes 1 to {AuthorizationFilter.MaxUnusedDays} days.");
        RuleFor(f => f.Text).MaximumLength(AuthorizationFilter.TextMaxLength)
            .WithMessage($"The search text is longer than {AuthorizationFilter.TextMaxLength} characters.");
        RuleFor(f => f.Orgs.Count).LessThanOrEqualTo(ListAuthorizations.MaxOrgs).WithName("orgs")
            .WithMessage($"A filter names at most {ListAuthorizations.MaxOrgs} orgs.");
        RuleFor(f => f.NoVendor).Must((f, none) => !none || f.Vendor is null)
            .WithMessage("A filter is for one vendor or for none, not both.");
        RuleFor(f => f.Presence).IsInEnum();
        RuleFor(f => f.AppKind).IsInEnum();
        RuleFor(f => f.Kind).IsInEnum();
    }
}
