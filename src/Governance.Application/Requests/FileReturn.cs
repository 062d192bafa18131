using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Asks to bring back a client app that a containment cut off: with what its passport holds, or less. Nothing is done before others
/// agreed.</summary>
public static class FileReturn
{
    /// <param name="Incident">In which it was cut off.</param>
    /// <param name="Passport">Which passport.</param>
    /// <param name="Asked">What is to come back.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    [Requires(Permission.ReturnToService)]
    [Audited("request.return-asked")]
    public sealed record Command(IncidentId Incident, Guid Passport, PassportRights Asked, string Reason) : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in REQ-0001.</param>
    public sealed record Receipt(RequestId Id, string Name);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Asked).NotNull().Must(a => a is { Users: not null, Sets: not null } && a.Users.Count <= PassportRights.Most && a.Sets.Count <= PassportRights.Most
                && a.Scopes is null or { Count: <= PassportRights.Most } && a.Ranges is null or { Count: <= PassportRights.Most }).WithMessage("This is no selection of rights.");
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= Request.ReasonMinLength)
                .WithMessage($"Give a reason of at least {Request.ReasonMinLength} characters: whoever decides reads it.").MaximumLength(Request.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, PassportSeal seal, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.Because(request.Reason.Trim());
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (current.Actor.IsEmergency) return ReturnProblems.NotByEmergency;
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            // Whoever reopens it waits for this, or is seen by it.
            var incident = await IncidentLock.TakeAsync(db, request.Incident, cancellationToken);
            if (await db.Passports.AsNoTracking().SingleOrDefaultAsync(p => p.Id == request.Passport && p.IncidentId == incident.Id, cancellationToken) is not { } passport)
                return ReturnProblems.NotFound;
            audit.Within(incident.Name);
            var now = clock.GetUtcNow();
            if (ReturnRules.OpenRefusal(incident) is { } open) return open;
            var opened = await seal.OpenAsync(passport, now, cancellationToken);
            if (opened.Problem is { } refusal) return refusal;
            var (content, asked) = (opened.Value!, Known(request.Asked.Ordered(), opened.Value!.Rights));
            if (asked.Users.Count == 0) return ReturnProblems.NoUser;
            if (content.Rights.WidenedBy(asked) is { Count: > 0 } wider) return ReturnProblems.Wider(wider);
            var earlier = await db.Requests.AsNoTracking().Where(r => r.Kind == RequestKind.ReturnToService && r.SubjectId == passport.Id).ToListAsync(cancellationToken);
            if (earlier.Exists(r => ReturnRules.IsUnderWay(r.StateAt(now)))) return RequestProblems.Exists;

            var risk = await ReturnKind.RiskOfAsync(db, content, incident.Name, asked, cancellationToken);
            var filed = RequestFiling.File(db, await RequestFiling.NextNumberAsync(db, cancellationToken),
                ReturnKind.Wish(passport, content, incident.Name, asked, request.Reason, now), risk.Level, by, now);
            db.ReturnTerms.Add(new ReturnTerms(filed.Id, passport, asked));
            audit.On(filed.Subject()).For(filed.Name).After(filed.ToAudit());
            return new Receipt(filed.Id, filed.Name);
        }

        // Names are the passport's: whoever asks chooses, and writes none.
        private static PassportRights Known(PassportRights asked, PassportRights had) => asked with
        {
            Users = [.. asked.Users.Select(u => had.Users.FirstOrDefault(h => h.Id == u.Id) ?? u)],
            Sets = [.. asked.Sets.Select(s => had.Sets.FirstOrDefault(h => h.Id == s.Id) ?? s)],
        };
    }
}
