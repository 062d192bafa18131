using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Vendors;

/// <summary>Changes what is recorded of a vendor beside its name and rules: where it calls from, whom to call, what it owes.</summary>
public static class DescribeVendor
{
    /// <param name="Id">Which one.</param>
    /// <param name="Version">As read with it; another one is a Conflict.</param>
    /// <param name="Profile">All of it.</param>
    [Requires(Permission.EditVendor)]
    [Audited("vendor.described")]
    public sealed record Command(VendorId Id, Guid Version, VendorProfile Profile) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Profile).NotNull().SetValidator(new VendorProfileValidator());
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
            audit.Before(vendor.ToAudit());
            vendor.Describe(request.Profile);
            db.Raise(new VendorDescribed(vendor.Id));
            audit.After(vendor.ToAudit());
            return Done.Value;
        }
    }
}

internal sealed class VendorProfileValidator : AbstractValidator<VendorProfile>
{
    public VendorProfileValidator()
    {
        RuleFor(p => p.Egress).Must(e => e is { Count: <= VendorProfile.MaxEntries }).WithMessage($"A vendor has at most {VendorProfile.MaxEntries} egress ranges.");
        RuleForEach(p => p.Egress).Must(r => r is not null && VendorProfile.ParseRange($"{r.Start}-{r.End}") is not null).OverridePropertyName("Egress")
            .WithMessage("An egress range is an address, a network as 203.0.113.0/24, or a range as 203.0.113.1-203.0.113.9.");
        RuleFor(p => p.CallbackHosts).Must(h => h is { Count: <= VendorProfile.MaxEntries }).WithMessage($"A vendor has at most {VendorProfile.MaxEntries} callback hosts.");
        RuleForEach(p => p.CallbackHosts).Must(IsHost).OverridePropertyName("CallbackHosts").WithMessage("A callback host is a name as login.example.com.");
        RuleFor(p => p.MutualTls).Must(h => h is { Count: <= VendorProfile.MaxEntries }).WithMessage($"A vendor has at most {VendorProfile.MaxEntries} hosts with mutual TLS.");
        RuleForEach(p => p.MutualTls).Must(h => VendorProfile.ParseEndpoint(h) is not null).OverridePropertyName("MutualTls").WithMessage("A host with mutual TLS is a name with its port, as inbox.example.com:8443.");
        RuleFor(p => p.SecurityContact).MaximumLength(VendorProfile.TextMaxLength).WithMessage($"A contact has at most {VendorProfile.TextMaxLength} characters.");
        RuleFor(p => p.NoticeHours).InclusiveBetween(1, 8_760).WithMessage("The notice duty is 1 to 8,760 hours.");
    }

    private static bool IsHost(string? host) =>
        host is { Length: > 0 and <= VendorProfile.TextMaxLength } && Uri.CheckHostName(host) == UriHostNameType.Dns && host.Contains('.', StringComparison.Ordinal);
}
