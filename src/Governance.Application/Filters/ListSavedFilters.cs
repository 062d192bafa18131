using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Filters;

/// <summary>The asking person's own saved filters of one list.</summary>
public static class ListSavedFilters
{
    /// <param name="List">Which list.</param>
    [Requires(Permission.Search)]
    public sealed record Query(FilteredList List) : IQuery<IReadOnlyList<Row>>;

    /// <summary>By name.</summary>
    /// <param name="Id">Ours.</param>
    /// <param name="Name">What its person calls it.</param>
    /// <param name="FilterQuery">What stands after the question mark of the list's address.</param>
    public sealed record Row(Guid Id, string Name, string FilterQuery);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken)
        {
            var owner = current.Actor.Id;
            var rows = await db.SavedFilters.AsNoTracking().Where(f => f.OwnerId == owner && f.List == request.List)
                .Select(f => new Row(f.Id, f.Name, f.Query)).ToListAsync(cancellationToken);
            return rows.OrderBy(r => r.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
        }
    }
}
