using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Where a connection ended there is no host to try its canaries at: they are forgotten with it.</summary>
internal sealed class ForgetCanaries(GovernanceDb db, ISecretStore secrets) : IEventHandler<CredentialsForgotten>
{
    public async Task HandleAsync(CredentialsForgotten happened, CancellationToken ct)
    {
        foreach (var canary in await db.Canaries.Where(c => c.ConnectionId == happened.Connection).ToListAsync(ct))
            await WithdrawCanary.EraseAsync(db, secrets, canary, ct);
    }
}
