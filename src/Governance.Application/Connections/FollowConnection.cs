using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>How far a connection is: for who waits for it.</summary>
public static class FollowConnection
{
    /// <param name="Id">Which one.</param>
    [Requires(Permission.ConnectOrg)]
    public sealed record Query(ConnectionId Id) : IQuery<Standing>;

    /// <param name="State">Where it stands.</param>
    /// <param name="Cause">Why a person must act, or what is missing; null when all is well.</param>
    /// <param name="Read">True once a first sync has ended, well or not.</param>
    /// <param name="Authorizations">Rows present as of that sync.</param>
    public sealed record Standing(ConnectionState State, string? Cause, bool Read, int Authorizations)
    {
        /// <summary>Where the responder stands; null without one.</summary>
        public ConnectionState? Responder { get; init; }

        /// <summary>Why the responder does not work, or what it lacks.</summary>
        public string? ResponderCause { get; init; }
    }

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Standing>
    {
        public async Task<Result<Standing>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            var responder = await db.Responders.AsNoTracking().SingleOrDefaultAsync(r => r.ConnectionId == connection.Id, cancellationToken);
            return new Standing(connection.State, connection.Cause,
                await db.SyncRuns.AnyAsync(s => s.ConnectionId == connection.Id, cancellationToken),
                await db.Authorizations.CountAsync(a => a.OrgId == connection.OrgId && a.GoneAt == null, cancellationToken))
            {
                Responder = responder?.State,
                ResponderCause = responder?.Cause,
            };
        }
    }
}
