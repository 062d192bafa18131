using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Somebody chooses how they hear of their inbox by mail.</summary>
public static class ChooseMail
{
    /// <param name="Pace">At once, daily or never.</param>
    [Requires(Permission.SignedIn)]
    [Audited("inbox.mail-chosen")]
    public sealed record Command(MailPace Pace) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Pace).IsInEnum();
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("inbox", current.Actor.Id, current.Actor.Name));
            if (NoticeSight.PersonOf(current.Actor) is not { } person || !await db.People.AnyAsync(p => p.Id == person, cancellationToken)) return ChannelProblems.PersonNeeded;
            var choice = await db.MailChoices.SingleOrDefaultAsync(c => c.PersonId == person, cancellationToken);
            audit.Before(new AuditFields().Add("mail", choice?.Pace ?? MailPace.Daily));
            if (choice is null) db.MailChoices.Add(choice = new MailChoice(person));
            choice.Choose(request.Pace);
            audit.After(new AuditFields().Add("mail", request.Pace));
            return Done.Value;
        }
    }
}
