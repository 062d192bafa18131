using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Sign-ins at an org, and deposited credentials, whose time was over stay so when the clock is set back.</summary>
internal sealed class EndedBeforeTheStep(GovernanceDb db) : IEventHandler<ClockSetBack>
{
    public async Task HandleAsync(ClockSetBack happened, CancellationToken ct)
    {
        var (seen, now) = (happened.Seen, happened.Now);
        await db.ConnectStates.Where(s => s.EndsAt > now && s.EndsAt <= seen)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.EndsAt, now), ct);
        await db.Secrets.Where(s => s.ExpiresAt > now && s.ExpiresAt <= seen)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.ExpiresAt, now), ct);
    }
}
