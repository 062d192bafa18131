using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Who signed in, with the roles their groups gave them then, and who is blocked.</summary>
public static class ListPeople
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    /// <param name="Skip">Rows left out.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ManageRoles)]
    public sealed record Query(int Skip, int Take) : IQuery<Page>;

    /// <param name="Rows">Newest sign-in first.</param>
    /// <param name="Total">How many there are.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">Label.</param>
    /// <param name="Mail">Label; null when not given.</param>
    /// <param name="Subject">sub: tells two people of one name apart.</param>
    /// <param name="Roles">By the role map now, with the groups the provider last named.</param>
    /// <param name="LastSignInAt">UTC.</param>
    /// <param name="Sessions">That run now.</param>
    /// <param name="BlockedAt">UTC; null when not blocked.</param>
    /// <param name="BlockedBy">Name; null when not blocked.</param>
    /// <param name="IsSelf">The asking person.</param>
    public sealed record Row(PersonId Id, string Name, string? Mail, string Subject, IReadOnlyList<Role> Roles, DateTimeOffset LastSignInAt,
        int Sessions, DateTimeOffset? BlockedAt, string? BlockedBy, bool IsSelf);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Skip).InclusiveBetween(0, 10_000);
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var total = await db.People.CountAsync(cancellationToken);
            var people = await db.People.AsNoTracking().OrderByDescending(p => p.LastSignInAt).ThenBy(p => p.Id)
                .Skip(request.Skip).Take(request.Take).ToListAsync(cancellationToken);
            var lines = await db.RoleAssignments.AsNoTracking().ToListAsync(cancellationToken);
            var (now, idleSince) = (clock.GetUtcNow(), clock.GetUtcNow() - PortalSession.Idle);
            var subjects = people.ConvertAll(PersonSessions.SubjectOf);
            var running = await db.Sessions.Where(s => subjects.Contains(s.Subject!) && s.EndsAt > now && s.LastActAt > idleSince)
                .GroupBy(s => s.Subject!).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
            return new Page(
            [
                .. people.Select(p => new Row(p.Id, p.Name, p.Mail, p.Subject,
                    RolesOf(p, lines), p.LastSignInAt,
                    running.GetValueOrDefault(PersonSessions.SubjectOf(p)), p.BlockedAt, p.BlockedBy, PersonSessions.IsSelf(current, p.Id))),
            ], total);
        }

        private static IReadOnlyList<Role> RolesOf(Person person, List<RoleAssignment> lines) => person.Issuer == EmergencyUse.Issuer
            ? [Role.IncidentResponder]
            : [.. lines.Where(l => person.WasIn(l.Group)).Select(l => l.Role).Distinct().Order()];
    }
}
