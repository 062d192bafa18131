using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Containments that touch an org of the actor's org groups, newest first. Only targets in those groups are
/// counted, and the state follows from them.</summary>
public static class ListIncidents
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxTake = 100;

    /// <summary>How deep a list can be paged.</summary>
    public const int Depth = 10_000;

    /// <param name="Skip">Rows before the page.</param>
    /// <param name="Take">1 to 100.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(int Skip = 0, int Take = 25) : IQuery<Page>;

    /// <param name="Rows">The page.</param>
    /// <param name="Total">How many there are.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">As in INC-0001.</param>
    /// <param name="Scope">What was chosen.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="DeclaredBy">Who, as named at the time.</param>
    /// <param name="DeclaredAt">UTC.</param>
    /// <param name="SettledAt">UTC; null while work goes on.</param>
    /// <param name="Targets">How many.</param>
    /// <param name="Proven">Gone on a complete re-read (L2) or better.</param>
    /// <param name="StillAlive">Accepted by the org, and still in its list.</param>
    /// <param name="Failed">Refused, unreachable or without the right; not those still alive.</param>
    public sealed record Row(
        IncidentId Id, string Name, string Scope, IncidentState State, string DeclaredBy, DateTimeOffset DeclaredAt,
        DateTimeOffset? SettledAt, int Targets, int Proven, int StillAlive, int Failed);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
            RuleFor(q => q.Skip).Must((query, skip) => skip <= Depth - query.Take)
                .WithMessage("A list shows its first 10,000 rows.");
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var total = await db.Incidents.CountAsync(cancellationToken);
            var incidents = await db.Incidents.AsNoTracking().OrderByDescending(i => i.Number)
                .Skip(request.Skip).Take(request.Take).ToListAsync(cancellationToken);
            var standings = await SeenIncident.ReadAsync(db, current.Scope, incidents, cancellationToken);
            var ids = incidents.Select(i => i.Id).ToArray();
            var tallies = (await db.Targets.AsNoTracking().Where(t => ids.Contains(t.IncidentId))
                    .GroupBy(t => new { t.IncidentId, t.State, t.Level })
                    .Select(g => new { g.Key.IncidentId, g.Key.State, g.Key.Level, Count = g.Count() })
                    .ToListAsync(cancellationToken))
                .ToLookup(g => g.IncidentId, g => new TargetTally(g.State, g.Level, g.Count));
            return new Page(
                [.. incidents.Select(i => new Row(i.Id, i.Name, i.Scope, standings[i.Id].State, i.DeclaredBy, i.DeclaredAt, standings[i.Id].SettledAt,
                    tallies[i.Id].Sum(t => t.Count),
                    tallies[i.Id].Where(t => t.IsProven).Sum(t => t.Count),
                    tallies[i.Id].Where(t => t.State == TargetState.StillAlive).Sum(t => t.Count),
                    tallies[i.Id].Where(t => t.IsFailedOtherwise).Sum(t => t.Count)))],
                Math.Min(total, Depth));
        }
    }
}
