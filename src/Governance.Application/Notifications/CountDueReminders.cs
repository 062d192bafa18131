using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Notifications;

/// <summary>How many certificates <see cref="TellReminders"/> would tell of now.</summary>
public static class CountDueReminders
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.System)]
    public sealed record Query : IQuery<int>;

    internal sealed class Handler(GovernanceDb db, TimeProvider clock) : IHandler<Query, int>
    {
        public async Task<Result<int>> Handle(Query request, CancellationToken cancellationToken) =>
            (await DueReminders.ReadAsync(db, clock.GetUtcNow(), cancellationToken)).Count;
    }
}
