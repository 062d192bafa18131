using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>The identity that acts in an org, and how its self-test went. Never its credential: no query has that.</summary>
public static class GetResponder
{
    /// <param name="Id">Of which connection.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(ConnectionId Id) : IQuery<Answer>;

    /// <param name="Responder">Null without a responder credential.</param>
    /// <param name="Now">The portal's time of this answer, UTC.</param>
    public sealed record Answer(Standing? Responder, DateTimeOffset Now);

    /// <param name="State">Where it stands.</param>
    /// <param name="Cause">Why it does not work, or what it lacks; null when all is well.</param>
    /// <param name="Flow">How it signs in.</param>
    /// <param name="ClientId">Consumer key.</param>
    /// <param name="Username">The user it acts as; null while unknown.</param>
    /// <param name="CertificateEndsAt">UTC; null when the portal does not know the certificate.</param>
    /// <param name="Rights">The self-test, missing ones first, then by name.</param>
    /// <param name="CheckedAt">UTC; null before the first test.</param>
    /// <param name="SetUpBy">Who handed the credential over.</param>
    /// <param name="SetUpAt">UTC.</param>
    public sealed record Standing(
        ConnectionState State, string? Cause, ConnectionFlow Flow, string ClientId, string? Username,
        DateTimeOffset? CertificateEndsAt, IReadOnlyList<ResponderRight> Rights, DateTimeOffset? CheckedAt, string SetUpBy,
        DateTimeOffset SetUpAt);

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!await db.Connections.AnyAsync(c => c.Id == request.Id, cancellationToken)) return ConnectionProblems.NotFound;
            var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == request.Id, cancellationToken);
            return new Answer(responder is null ? null : Show(responder), clock.GetUtcNow());
        }

        private static Standing Show(Responder r) => new(
            r.State, r.Cause, r.Flow, r.ClientId, r.Username, r.CertificateEndsAt,
            [.. r.Rights.OrderBy(x => x.Held switch { false => 0, null => 1, true => 2 }).ThenBy(x => x.Right, StringComparer.Ordinal)],
            r.CheckedAt, r.SetUpBy, r.SetUpAt);
    }
}
