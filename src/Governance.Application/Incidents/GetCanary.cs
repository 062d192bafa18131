using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>The canary of a client app, and how it was tried last. Never its credential: no query has that.</summary>
public static class GetCanary
{
    /// <param name="App">The client app, as an item of the inventory.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(ItemId App) : IQuery<Answer>;

    /// <param name="Canaries">The one that is kept, and one that is being tried or did not work; oldest first.</param>
    /// <param name="Refusal">Why none can be handed over; null when one can.</param>
    /// <param name="TakesSecretOnly">False where the org's login host refuses client credentials.</param>
    public sealed record Answer(IReadOnlyList<Standing> Canaries, Problem? Refusal, bool TakesSecretOnly);

    /// <param name="Id">Ours.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Flow">Web server for a refresh token, or client credentials.</param>
    /// <param name="Username">Whom the org signed it in as; null before it answered.</param>
    /// <param name="Outcome">What came of the latest try; null before.</param>
    /// <param name="Words">The same in words.</param>
    /// <param name="TriedAt">UTC; null before.</param>
    /// <param name="DepositedBy">Who handed it over.</param>
    /// <param name="DepositedAt">UTC.</param>
    public sealed record Standing(
        CanaryId Id, CanaryState State, ConnectionFlow Flow, string? Username, CanaryOutcome? Outcome, string? Words, DateTimeOffset? TriedAt,
        string DepositedBy, DateTimeOffset DepositedAt);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            var found = await CanaryApps.FindAsync(db, request.App, cancellationToken);
            var canaries = await db.Canaries.AsNoTracking().Where(c => c.AppId == request.App).OrderBy(c => c.DepositedAt).ThenBy(c => c.Id).ToListAsync(cancellationToken);
            return new Answer(
                [.. canaries.Select(c => new Standing(c.Id, c.State, c.Flow, c.Username, c.LastOutcome, c.Cause, c.LastTriedAt, c.DepositedBy, c.DepositedAt))],
                found.Problem, found.Problem is null && new Uri(found.Value.Connection.LoginOrigin).Host is not ("login.salesforce.com" or "test.salesforce.com"));
        }
    }
}
