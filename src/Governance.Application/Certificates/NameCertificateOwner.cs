using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Certificates;

/// <summary>Says who renews a certificate, and who does when they do not.</summary>
public static class NameCertificateOwner
{
    /// <param name="Id">Which certificate.</param>
    /// <param name="Version">Of what is arranged, as read; null when nothing was. Another one is a Conflict.</param>
    /// <param name="Owner">E-mail address; they need not have signed in yet. Null for nobody.</param>
    /// <param name="Deputy">E-mail address; null for nobody.</param>
    [Requires(Permission.EditOwner)]
    [Audited("certificate.owner-named")]
    public sealed record Command(ItemId Id, Guid? Version, string? Owner, string? Deputy) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Owner).Must(m => m is null || Mail.IsOne(m)).WithMessage(Mail.Wanted("owner"));
            RuleFor(c => c.Deputy).Must(m => m is null || Mail.IsOne(m)).WithMessage(Mail.Wanted("deputy"));
            RuleFor(c => c.Deputy).Must((c, deputy) => deputy is null || c.Owner is null || Mail.Key(deputy) != Mail.Key(c.Owner))
                .WithMessage("The deputy is somebody else than the owner.");
        }
    }

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await CertificateRegister.FindAsync(db, request.Id, cancellationToken) is not { } item) return CertificateProblems.NotFound;
            audit.On(item.Subject());
            if (item.GoneAt is not null) return CertificateProblems.Gone;
            var care = await CertificateRegister.CareOfAsync(db, item.Id, cancellationToken);
            if (!care.IsAsSeen(db, request.Version)) return CertificateProblems.Changed;

            audit.Before(care.ToAudit());
            care.Name(KeyOf(request.Owner), KeyOf(request.Deputy), clock.GetUtcNow());
            db.Raise(new CertificateCareChanged(item.OrgId));
            audit.After(care.ToAudit());
            return Done.Value;
        }

        private static string? KeyOf(string? mail) => mail is null ? null : Mail.Key(mail);
    }
}
