using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Vendors;

/// <summary>Changes a vendor's name and rules; authorizations move to and from it at once, in every org group.</summary>
public static class EditVendor
{
    /// <param name="Id">Which one.</param>
    /// <param name="Version">As read with it; another one is a Conflict.</param>
    /// <param name="Name">Unique, whatever its case.</param>
    /// <param name="Rules">All of them: 1 to 20, none twice, none that another vendor has.</param>
    [Requires(Permission.EditVendor)]
    [Audited("vendor.edited")]
    public sealed record Command(VendorId Id, Guid Version, string Name, IReadOnlyList<VendorRuleDraft> Rules) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotNull().SetValidator(new VendorNameValidator());
            RuleFor(c => c.Rules).NotNull().SetValidator(new VendorRulesValidator());
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var vendor = await db.Vendors.SingleOrDefaultAsync(v => v.Id == request.Id, cancellationToken);
            var hidden = await VendorRegister.HiddenAsync(db, current, cancellationToken);
            if (vendor is null || hidden.Contains(vendor.Id)) return VendorProblems.NotFound;
            audit.On(vendor.Subject());
            if (vendor.Version != request.Version) return VendorProblems.Changed;
            var name = Text.Bounded(request.Name, Vendor.NameMaxLength).Trim();
            if (await VendorRegister.CheckAsync(db, current, vendor.Id, name, request.Rules, cancellationToken) is { } refusal)
                return refusal;

            audit.Before(vendor.ToAudit());
            vendor.Rename(name, request.Rules.Select(r => r.ToRule()));
            db.Raise(new VendorRulesChanged());
            audit.On(vendor.Subject()).After(vendor.ToAudit());
            return Done.Value;
        }
    }
}
