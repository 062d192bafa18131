using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Targets of one containment, trouble first (still alive, right missing, refused, unreachable, waiting for a
/// person), then running, queued and done; within these by app, user, kind and id.</summary>
public static class ListTargets
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxTake = 200;

    /// <summary>How deep a list can be paged.</summary>
    public const int Depth = 10_000;

    /// <param name="Incident">Of which containment.</param>
    /// <param name="Connection">Only of this org; null for all.</param>
    /// <param name="State">Only in this state; null for all.</param>
    /// <param name="Skip">Rows before the page.</param>
    /// <param name="Take">1 to 200.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(
        IncidentId Incident, ConnectionId? Connection = null, TargetState? State = null, int Skip = 0, int Take = 25) : IQuery<Page>;

    /// <param name="Rows">The page.</param>
    /// <param name="Total">How many match, at most 10,000.</param>
    /// <param name="More">True when more than <paramref name="Total"/> match.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total, bool More);

    /// <param name="Id">Ours.</param>
    /// <param name="Kind">What is to go.</param>
    /// <param name="App">Label of the client app; of an AppLink connection its name and add-on.</param>
    /// <param name="User">Owner of the authorization.</param>
    /// <param name="Connection">Through which connection.</param>
    /// <param name="Org">Label of the org.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Level">How far it is proven.</param>
    /// <param name="LastAnswer">In words; null while there is none.</param>
    /// <param name="Attempts">How often it was asked.</param>
    /// <param name="AskedAt">Latest attempt, UTC; null when never asked.</param>
    /// <param name="AcceptedAt">The org's acceptance, UTC; null without.</param>
    /// <param name="ProvedAt">Start of the read that proved it, UTC; null without proof.</param>
    public sealed record Row(
        TargetId Id, TargetKind Kind, string App, string User, ConnectionId Connection, string Org, TargetState State, ProofLevel Level,
        string? LastAnswer, int Attempts, DateTimeOffset? AskedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? ProvedAt)
    {
        /// <summary>Done, and taken back since.</summary>
        public bool IsUndone { get; init; }

        /// <summary>True for a grant that was made after the containment was declared.</summary>
        public bool IsSinceStart { get; init; }

        /// <summary>True when event data was read that shows no success since the cut: L4 does not imply it.</summary>
        public bool IsUnused { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
            RuleFor(q => q.Skip).Must((query, skip) => skip <= Depth - query.Take)
                .WithMessage("A list shows its first 10,000 rows. Choose an org or a state.");
        }
    }

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!await db.Incidents.AnyAsync(i => i.Id == request.Incident, cancellationToken)) return IncidentProblems.NotFound;
            var targets = db.Targets.AsNoTracking().Where(t => t.IncidentId == request.Incident);
            if (request.Connection is { } connection) targets = targets.Where(t => t.ConnectionId == connection);
            if (request.State is { } state) targets = targets.Where(t => t.State == state);

            var counted = await targets.Select(t => t.Id).Take(Depth + 1).CountAsync(cancellationToken);
            var rows = await targets
                .OrderBy(t => t.State == TargetState.StillAlive ? 0
                    : t.State == TargetState.RightMissing ? 1
                    : t.State == TargetState.Refused ? 2
                    : t.State == TargetState.Unreachable ? 3
                    : t.State == TargetState.WaitingForPerson ? 4
                    : t.State == TargetState.Running ? 5
                    : t.State == TargetState.Planned ? 6
                    : 7)
                .ThenBy(t => t.AppName).ThenBy(t => t.Username).ThenBy(t => t.Kind).ThenBy(t => t.Id)
                .Skip(request.Skip).Take(request.Take).ToListAsync(cancellationToken);
            var ids = rows.Select(t => t.OrgId).Distinct().ToArray();
            var labels = await db.Orgs.AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Label, cancellationToken);
            return new Page([.. rows.Select(t => Show(t, labels.GetValueOrDefault(t.OrgId, "An org")))], Math.Min(counted, Depth), counted > Depth);
        }

        private static Row Show(IncidentTarget t, string org) => new(
            t.Id, t.Kind, t.AppName, t.Username, t.ConnectionId, org, t.State, t.Level, t.LastAnswer, t.Attempts, t.AskedAt, t.AcceptedAt, t.ProvedAt)
        { IsSinceStart = t.IsSinceStart, IsUndone = t.UndoneAt is not null, IsUnused = t.UnusedAt is not null };
    }
}
