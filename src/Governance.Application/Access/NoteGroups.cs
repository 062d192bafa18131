using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Access;

/// <summary>Records that the identity provider names other groups for somebody than before, and what roles that gives.</summary>
public static class NoteGroups
{
    /// <param name="Subject">iss and sub.</param>
    /// <param name="Before">Group ids.</param>
    /// <param name="After">Group ids.</param>
    [Requires(Permission.System)]
    [Audited("access.groups-changed")]
    public sealed record Command(string Subject, IReadOnlyList<string> Before, IReadOnlyList<string> After) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, RoleMap roles, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await PersonSessions.PersonOfAsync(db, request.Subject, cancellationToken) is not { } person) return AccessProblems.PersonNotFound;
            person.Know(request.After);
            db.Raise(new PeopleChanged());
            audit.On(PersonSessions.AuditOf(person))
                .Before(await RolesOfAsync(person, request.Before, cancellationToken)).After(await RolesOfAsync(person, request.After, cancellationToken));
            return Done.Value;
        }

        private async Task<AuditFields> RolesOfAsync(Person person, IReadOnlyList<string> groups, CancellationToken ct)
        {
            var rights = await roles.RightsOfAsync(new Actor($"person:{person.Id.Value:D}", person.Name, groups), Permission.SignedIn, ct);
            return new AuditFields().Add("roles", string.Join(", ", rights.Roles.Select(AccessProblems.RoleName)));
        }
    }
}
