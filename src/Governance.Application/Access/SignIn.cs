using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Records a sign-in whose id_token was accepted: the person is (issuer, subject), labels are refreshed.</summary>
public static class SignIn
{
    /// <param name="Issuer">iss.</param>
    /// <param name="Subject">sub.</param>
    /// <param name="Name">Label.</param>
    /// <param name="Mail">Label; null when not given.</param>
    /// <param name="Groups">The provider's group ids.</param>
    /// <param name="IsStepUp">Signed in anew before a grave act.</param>
    [Requires(Permission.System)]
    [Audited("access.signed-in")]
    public sealed record Command(string Issuer, string Subject, string Name, string? Mail, IReadOnlyList<string> Groups, bool IsStepUp = false)
        : ICommand<Receipt>;

    /// <param name="Person">Ours.</param>
    /// <param name="Roles">Held through the groups; empty means 403 everywhere but sign-out.</param>
    public sealed record Receipt(PersonId Person, IReadOnlyList<Role> Roles);

    internal sealed class Handler(GovernanceDb db, RoleMap roles, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var person = await db.People.SingleOrDefaultAsync(
                p => p.Issuer == request.Issuer && p.Subject == request.Subject, cancellationToken);
            if (person is null)
            {
                person = new Person(request.Issuer, request.Subject, clock.GetUtcNow());
                db.People.Add(person);
            }
            if (person.BlockedAt is not null)
            {
                audit.On(new AuditSubject("person", person.Id.Value.ToString("D"), person.Name));
                return AccessProblems.Blocked;
            }
            var before = person.KnownGroups;
            person.SignedIn(request.Name, request.Mail, request.Groups, clock.GetUtcNow());
            if (person.KnownGroups != before) db.Raise(new PeopleChanged());
            var rights = await roles.RightsOfAsync(
                new Actor($"person:{person.Id.Value:D}", person.Name, request.Groups), Permission.SignedIn, cancellationToken);
            var fields = new AuditFields().Add("roles", string.Join(", ", rights.Roles.Select(AccessProblems.RoleName)));
            audit.On(new AuditSubject("person", person.Id.Value.ToString("D"), person.Name))
                .After(request.IsStepUp ? fields.Add("stepUp", "yes") : fields);
            return new Receipt(person.Id, [.. rights.Roles]);
        }
    }
}
