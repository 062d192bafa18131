using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Ends one of the person's own sessions, or all but the one that asks. Signing out ends that one.</summary>
public static class EndSession
{
    /// <param name="Session">As <see cref="ListSessions.Row.Session"/>; null for all the others.</param>
    [Requires(Permission.SignedIn)]
    [Audited("access.session-ended-by-owner")]
    public sealed record Command(string? Session) : ICommand<Receipt>;

    /// <param name="Ended">How many.</param>
    public sealed record Receipt(int Ended);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Session).Length(PersonSessions.ShortHash).When(c => c.Session is not null);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await SessionRegister.FindAsync(db, current.Actor.Session, cancellationToken) is not { Subject: { } subject } own)
                return AccessProblems.SessionEnded;
            audit.On(new AuditSubject("person", current.Actor.Id[(current.Actor.Id.IndexOf(':', StringComparison.Ordinal) + 1)..], current.Actor.Name));
            var others = db.Sessions.Where(s => s.Subject == subject && s.ReferenceHash != own.ReferenceHash);
            if (request.Session is { } one) others = others.Where(s => s.ReferenceHash.StartsWith(one));
            var ended = await others.ExecuteDeleteAsync(cancellationToken);
            if (request.Session is not null && ended == 0) return AccessProblems.SessionNotFound;
            audit.After(new AuditFields().Add("sessionsEnded", ended));
            return new Receipt(ended);
        }
    }
}
