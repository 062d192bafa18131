using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Connections;

/// <summary>Signs in at an org for the first time, or again:
/// 1. exchanges a waiting code (web server flow); 2. asks the org who it is; 3. tests the rights one by one;
/// 4. records the outcome, which queues the first sync. A failure ends in reconnect needed with its cause.</summary>
internal sealed class EstablishConnection(GovernanceDb db, ISalesforceOrg orgs, ISecretStore secrets, UseCaseRunner useCases)
    : IWorkHandler
{
    public const string WorkKind = "establish-connection";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new ConnectionId(item.SubjectId);
        var connection = await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (connection is not { State: ConnectionState.Connecting }) return;
        var orgKey = await db.Orgs.Where(o => o.Id == connection.OrgId).Select(o => o.SalesforceKey).SingleOrDefaultAsync(ct);
        var link = OrgLink.Of(connection, orgKey);
        var actor = Actor.System("connect", item.OnBehalfOf);

        var outcome = await SignInAsync(link, connection, ct);
        if (outcome.Problem is { } problem)
        {
            await useCases.DemandAsync(actor, new FailConnection.Command(id, problem.Message, End: false), ct);
            return;
        }
        var (identity, rights) = outcome.Value;
        var completed = await useCases.SendAsync(actor, new CompleteConnection.Command(id, identity, rights), ct);
        if (completed.Problem is { Kind: not ProblemKind.Broken } refusal)
        {
            // Another connection holds the org, or its record is another: this one keeps nothing, its own grant included.
            await orgs.LeaveAsync(link, ct);
            var end = refusal.Code == ConnectionProblems.AlreadyConnected.Code || refusal.Code == ConnectionProblems.SnapshotOfKnownOrg.Code;
            await useCases.DemandAsync(actor, new FailConnection.Command(id, refusal.Message, end), ct);
            return;
        }
        if (completed.Problem is { } broken) throw broken.ToFault();
    }

    private async Task<Result<(Domain.Orgs.OrgIdentity, IReadOnlyList<RightCheck>)>> SignInAsync(
        OrgLink link, Connection connection, CancellationToken ct)
    {
        if (connection.Flow == ConnectionFlow.WebServer
            && await secrets.GetAsync(SecretName.Code(connection.Id), ct) is { } code)
        {
            var verifier = await secrets.GetAsync(SecretName.Verifier(connection.Id), ct);
            // Forgotten before it is used: a code works once, and a crash must not try it twice.
            await secrets.DeleteAsync(SecretName.Code(connection.Id), ct);
            await secrets.DeleteAsync(SecretName.Verifier(connection.Id), ct);
            if (verifier is null) return CredentialHandover.DepositMissing;
            var redirect = await db.ConnectStates.Where(s => s.ConnectionId == connection.Id && s.UsedAt != null)
                .OrderByDescending(s => s.UsedAt).Select(s => s.RedirectUri).FirstAsync(ct);
            var exchanged = await orgs.ExchangeCodeAsync(link, new Uri(redirect), code, verifier, ct);
            if (exchanged.Problem is { } refused) return refused;
        }
        var identity = await orgs.IdentifyAsync(link, ct);
        if (identity.Problem is { } unknown) return unknown;
        var rights = await orgs.TestRightsAsync(link, ct);
        return rights.Problem is { } untested ? untested : (identity.Value!, rights.Value!);
    }
}
