using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>The asking person's own sessions.</summary>
public static class ListSessions
{
    /// <summary>Nothing to ask for: at most a few per person.</summary>
    [Requires(Permission.SignedIn)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    /// <summary>Newest sign-in first.</summary>
    /// <param name="Session">First characters of its hash: names it, opens nothing.</param>
    /// <param name="Device">Browser and system; empty when not known.</param>
    /// <param name="Address">Network address of the sign-in; empty when not known.</param>
    /// <param name="SignedInAt">UTC.</param>
    /// <param name="LastSeenAt">UTC, to the minute.</param>
    /// <param name="EndsAt">UTC, however busy.</param>
    /// <param name="IsThis">The one that asks.</param>
    public sealed record Row(
        string Session, string Device, string Address, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, DateTimeOffset EndsAt, bool IsThis);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<Result<IReadOnlyList<Row>>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await SessionRegister.FindAsync(db, current.Actor.Session, cancellationToken) is not { } own) return AccessProblems.SessionEnded;
            var rows = own.Subject is null ? [] : await PersonSessions.LiveOf(db, own.Subject, clock.GetUtcNow()).AsNoTracking()
                .OrderByDescending(s => s.StartedAt).ThenBy(s => s.ReferenceHash)
                .Select(s => new Row(s.ReferenceHash, s.Device, s.Address, s.StartedAt, s.LastActAt, s.EndsAt, s.ReferenceHash == own.ReferenceHash))
                .ToListAsync(cancellationToken);
            return rows.ConvertAll(r => r with { Session = r.Session[..Math.Min(PersonSessions.ShortHash, r.Session.Length)] });
        }
    }
}
