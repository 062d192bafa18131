using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Vendors;

namespace Governance.Application.Vendors;

/// <summary>Adds a vendor; authorizations that its rules claim belong to it at once, in every org group.</summary>
public static class CreateVendor
{
    internal const string Action = "vendor.created";

    /// <param name="Name">Unique, whatever its case.</param>
    /// <param name="Rules">1 to 20, none twice, none that another vendor has.</param>
    [Requires(Permission.EditVendor)]
    [Audited(Action)]
    public sealed record Command(string Name, IReadOnlyList<VendorRuleDraft> Rules) : ICommand<Receipt>;

    /// <param name="Id">The new vendor.</param>
    public sealed record Receipt(VendorId Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotNull().SetValidator(new VendorNameValidator());
            RuleFor(c => c.Rules).NotNull().SetValidator(new VendorRulesValidator());
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var name = Text.Bounded(request.Name, Vendor.NameMaxLength).Trim();
            audit.On(new AuditSubject("vendor", "", name));
            if (await VendorRegister.CheckAsync(db, current, null, name, request.Rules, cancellationToken) is { } refusal)
                return refusal;

            var vendor = new Vendor(name, request.Rules.Select(r => r.ToRule()));
            db.Vendors.Add(vendor);
            db.Raise(new VendorRulesChanged());
            audit.On(vendor.Subject()).After(vendor.ToAudit());
            return new Receipt(vendor.Id);
        }
    }
}
