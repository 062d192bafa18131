using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Proposes a line more or less in the role map. Nothing changes until a second person confirms it.</summary>
public static class ProposeRoleChange
{
    /// <param name="Kind">Adds the line or takes it away.</param>
    /// <param name="Group">The provider's group id, to the letter.</param>
    /// <param name="Role">One of the five.</param>
    /// <param name="OrgGroup">Limited to this org group; null for all.</param>
    /// <param name="Reason">Why; the second person reads it.</param>
    [Requires(Permission.ManageRoles)]
    [Audited("access.role-change-proposed")]
    public sealed record Command(RoleChangeKind Kind, string Group, Role Role, OrgGroupId? OrgGroup, string Reason) : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    /// <param name="ExpiresAt">UTC; from then on it is void.</param>
    public sealed record Receipt(Guid Id, DateTimeOffset ExpiresAt);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Role).IsInEnum();
            RuleFor(c => c.Group).NotEmpty().MaximumLength(ProviderGroup.MaxLength);
            RuleFor(c => c.Reason).NotEmpty().MinimumLength(RoleChange.ReasonMinLength).MaximumLength(RoleChange.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RoleChangeProblems.PersonNeeded;
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var name = await RoleMapLines.NameAsync(db, request.OrgGroup, cancellationToken);
            if (request.OrgGroup is not null && name is null) return RoleChangeProblems.OrgGroupNotFound;
            if (current.Actor.Groups.Contains(request.Group, StringComparer.Ordinal)) return RoleChangeProblems.OwnGroup;

            var lines = await RoleMapLines.LockAsync(db, cancellationToken);
            var now = clock.GetUtcNow();
            if (request.Kind == RoleChangeKind.Add && await GroupRefusalAsync(request.Group, lines, now, cancellationToken) is { } odd) return odd;
            if (RoleMapLines.RefusalOf(lines, request.Kind, request.Group, request.Role, request.OrgGroup) is { } refusal) return refusal;
            if (await IsProposedAsync(request, now, cancellationToken))
                return request.Kind == RoleChangeKind.Add ? RoleChangeProblems.Exists : RoleChangeProblems.Missing;

            var change = new RoleChange(request.Kind, request.Group, request.Role, request.OrgGroup, request.Reason, by, now);
            db.RoleChanges.Add(change);
            db.Raise(new RoleMapChangeProposed());
            audit.On(RoleMapLines.SubjectOf(change)).Because(change.Reason).After(change.ToAudit(name));
            return new Receipt(change.Id, change.ExpiresAt);
        }

        private async Task<Problem?> GroupRefusalAsync(string group, List<RoleAssignment> lines, DateTimeOffset now, CancellationToken ct)
        {
            if (!ProviderGroup.IsWellFormed(group)) return RoleChangeProblems.BadGroup;
            var people = (await RoleMapLines.PeopleAsync(db, now, ct)).SelectMany(p => p.KnownGroups.Split('\n')).ToHashSet(StringComparer.Ordinal);
            // A group that somebody is in exists, whatever else looks like it; only what the map holds still counts then.
            var known = lines.Select(l => l.Group).Concat(people.Contains(group) ? [] : people);
            return ProviderGroup.LookAlikeOf(group, known) is { } like ? RoleChangeProblems.LookAlike(like) : null;
        }

        private async Task<bool> IsProposedAsync(Command request, DateTimeOffset now, CancellationToken ct)
        {
            var open = await db.RoleChanges.AsNoTracking().Where(c => c.State == RoleChangeState.Proposed && c.ExpiresAt > now).ToListAsync(ct);
            return open.Any(c => c.Kind == request.Kind && c.Role == request.Role && c.OrgGroupId == request.OrgGroup
                && string.Equals(c.Group, request.Group, StringComparison.Ordinal));
        }
    }
}
