using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What comes after a containment: the later proofs, org by org, and the review by somebody who did not act in it.</summary>
public static class GetAftercare
{
    /// <param name="Incident">Which.</param>
    [Requires(Permission.ViewIncidents)]
    public sealed record Query(IncidentId Incident) : IQuery<Aftercare>;

    /// <param name="Proofs">By time after the containment, then by org; empty until something is proven.</param>
    /// <param name="Review">Where the review stands.</param>
    public sealed record Aftercare(IReadOnlyList<Proof> Proofs, Review Review)
    {
        internal Aftercare With(Incident incident) => this with { Review = Review with { StartedAlone = incident.StartedAlone } };
    }

    /// <param name="After">How long after the org settled.</param>
    /// <param name="Org">Label of the org, or the Heroku account's name.</param>
    /// <param name="DueAt">UTC.</param>
    /// <param name="DoneAt">UTC; null while it is to come.</param>
    /// <param name="Back">How many targets were alive again, or granted anew.</param>
    /// <param name="Trouble">Why something could not be read; null when all was.</param>
    public sealed record Proof(TimeSpan After, string Org, DateTimeOffset DueAt, DateTimeOffset? DoneAt, int Back, string? Trouble);

    /// <param name="By">Who, as named at the time; null before.</param>
    /// <param name="At">UTC; null before.</param>
    /// <param name="Notes">What they found; null before.</param>
    /// <param name="DueAt">UTC.</param>
    /// <param name="Refusal">Why the actor can't do it now; null when they can.</param>
    public sealed record Review(string? By, DateTimeOffset? At, string? Notes, DateTimeOffset DueAt, Problem? Refusal)
    {
        /// <summary>A policy asked for a second person before the start, and it started without, under an emergency sign-in.</summary>
        public bool StartedAlone { get; init; }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Aftercare>
    {
        public async Task<Result<Aftercare>> Handle(Query request, CancellationToken cancellationToken)
        {
            var incident = await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == request.Incident, cancellationToken);
            if (incident is null) return IncidentProblems.NotFound;
            var proofs = await db.LaterProofs.AsNoTracking().Where(p => p.IncidentId == incident.Id).ToListAsync(cancellationToken);
            var via = proofs.Select(p => p.ConnectionId).Distinct().ToArray();
            var names = await (
                from c in db.Connections.AsNoTracking()
                join o in db.Orgs.AsNoTracking() on c.OrgId equals o.Id
                where via.Contains(c.Id)
                select new { c.Id, o.Label }).ToDictionaryAsync(c => c.Id, c => c.Label, cancellationToken);
            var accounts = via.Select(v => new HerokuAccountId(v.Value)).ToArray();
            foreach (var account in await db.HerokuAccounts.AsNoTracking().Where(h => accounts.Contains(h.Id)).Select(h => new { h.Id, h.Name }).ToListAsync(cancellationToken))
                names[new ConnectionId(account.Id.Value)] = $"Heroku: {account.Name}";
            return new Aftercare(
                [.. proofs.Select(p => new Proof(TimeSpan.FromMinutes(p.AfterMinutes), names.GetValueOrDefault(p.ConnectionId, "An org"), p.DueAt, p.DoneAt, p.Back, p.Trouble))
                    .OrderBy(p => p.After).ThenBy(p => p.Org, StringComparer.Ordinal).ThenBy(p => p.DueAt)],
                // A review covers all of it: whoever is limited to org groups reads no more of it than when it is due.
                current.Scope.All
                    ? new Review(incident.ReviewedBy, incident.ReviewedAt, incident.ReviewNotes, incident.ReviewDueAt, await RefusalAsync(incident, cancellationToken))
                    : new Review(null, null, null, incident.ReviewDueAt, IncidentProblems.PartOnly)).With(incident);
        }

        private async Task<Problem?> RefusalAsync(Incident incident, CancellationToken ct) =>
            incident.State != IncidentState.Contained ? IncidentProblems.NotContained
            : await ReviewIncident.ActedAsync(db, current.Actor.Id, incident.Name, ct) ? IncidentProblems.OwnReview
            : null;
    }
}
