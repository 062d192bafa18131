using System.Text.Json;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>The exports of more than 50,000 rows within the last 30 days, newest first, for the Portal admins.</summary>
public static class ListLargeExports
{
    /// <summary>How far back.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(30);

    private const int MostShown = 50;

    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ManageRoles)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    /// <param name="Seq">Number of the entry.</param>
    /// <param name="At">UTC.</param>
    /// <param name="By">Name of the person.</param>
    /// <param name="What">What was exported.</param>
    /// <param name="Rows">How many.</param>
    public sealed record Row(long Seq, DateTimeOffset At, string By, string What, long Rows);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var since = clock.GetUtcNow() - Back;
            var entries = await db.AuditEntries.AsNoTracking().Where(e => e.Action == LargeExports.Action && e.At >= since)
                .OrderByDescending(e => e.Seq).Take(MostShown).ToListAsync(cancellationToken);
            return entries.ConvertAll(e => new Row(e.Seq, e.At, e.ActorName, e.SubjectName, RowsOf(e.After)));
        }

        private static long RowsOf(string? after)
        {
            if (after is null) return 0;
            using var fields = JsonDocument.Parse(after);
            return fields.RootElement.GetProperty(LargeExports.RowsField).GetInt64();
        }
    }
}
