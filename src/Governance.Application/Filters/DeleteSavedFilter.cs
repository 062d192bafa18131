using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Filters;

/// <summary>Deletes one of the asking person's own saved filters.</summary>
public static class DeleteSavedFilter
{
    /// <param name="Id">Which.</param>
    [Requires(Permission.Search)]
    [Audited("filter.deleted")]
    public sealed record Command(Guid Id) : ICommand<Guid>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Guid>
    {
        public async Task<Result<Guid>> Handle(Command request, CancellationToken cancellationToken)
        {
            var owner = current.Actor.Id;
            if (await db.SavedFilters.SingleOrDefaultAsync(f => f.Id == request.Id && f.OwnerId == owner, cancellationToken) is not { } filter)
                return FilterProblems.NotFound;
            db.Remove(filter);
            audit.On(new AuditSubject(SaveFilter.SubjectType, filter.Id.ToString("D"), filter.Name)).Before(new AuditFields().Add("list", filter.List.ToString()));
            return filter.Id;
        }
    }
}
