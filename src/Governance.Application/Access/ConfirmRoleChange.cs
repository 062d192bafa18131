using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>The second person agrees to a role change: the map is changed with it, and every message after that is judged
/// by the new map, on every instance.</summary>
public static class ConfirmRoleChange
{
    /// <param name="Id">Which proposal.</param>
    /// <param name="MapVersion">Of the map that was shown (<see cref="ListRoleMap.Map.Version"/>); another one is a Conflict.</param>
    [Requires(Permission.ConfirmAccessChange)]
    [Audited("access.role-change-confirmed")]
    public sealed record Command(Guid Id, string MapVersion) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.MapVersion).NotEmpty();
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RoleChangeProblems.PersonNeeded;
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var lines = await RoleMapLines.LockAsync(db, cancellationToken);
            if (await db.RoleChanges.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } change) return RoleChangeProblems.NotFound;
            var name = await RoleMapLines.NameAsync(db, change.OrgGroupId, cancellationToken);
            audit.On(RoleMapLines.SubjectOf(change)).Because(change.Reason).Before(change.ToAudit(name));

            if (change.SecondPersonRefusal(by.Id, current.Actor.Groups, clock.GetUtcNow()) is { } notThey) return notThey;
            if (RoleMapLines.VersionOf(lines) != request.MapVersion) return RoleChangeProblems.MapChanged;
            if (RoleMapLines.RefusalOf(lines, change.Kind, change.Group, change.Role, change.OrgGroupId) is { } refusal) return refusal;
            if (change.Confirm(by, current.Actor.Groups, clock.GetUtcNow()) is { } late) return late;

            if (change.Kind == RoleChangeKind.Add) db.RoleAssignments.Add(new RoleAssignment(change.Group, change.Role, change.OrgGroupId));
            else db.RoleAssignments.Remove(RoleMapLines.LineOf(lines, change.Group, change.Role, change.OrgGroupId)!);
            db.Raise(new RoleMapChanged());
            audit.After(change.ToAudit(name));
            return Done.Value;
        }
    }
}
