using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Inventory;

namespace Governance.Application.Certificates;

/// <summary>Says that a reminder was seen: the certificate rests until the next step of the ladder.</summary>
public static class AcknowledgeReminder
{
    /// <param name="Id">Which certificate.</param>
    /// <param name="Step">Which step of <see cref="ReminderLadder"/>, as shown; another one is a Conflict.</param>
    [Requires(Permission.AcknowledgeReminder)]
    [Audited("certificate.reminder-acknowledged")]
    public sealed record Command(ItemId Id, int Step) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await CertificateRegister.FindAsync(db, request.Id, cancellationToken) is not { } item) return CertificateProblems.NotFound;
            audit.On(item.Subject());
            if (item.GoneAt is not null) return CertificateProblems.Gone;
            var now = clock.GetUtcNow();
            var care = await CertificateRegister.CareOfAsync(db, item.Id, cancellationToken);
            if (ReminderLadder.Of(item.EndsAt, item.FirstSeenAt, care, now) is not { } reminder || reminder.Step != request.Step)
                return CertificateProblems.OtherStep;
            if (reminder.IsAcknowledged) return CertificateProblems.Acknowledged;

            care.Acknowledge(reminder.Step, item.EndsAt!.Value, current.Actor.Name, now);
            audit.After(new AuditFields().Add("step", reminder.Step).Add("endsAt", item.EndsAt).Add("waitedFor", reminder.To));
            return Done.Value;
        }
    }
}
