using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Asks Heroku whose token it is, for the first time or again, and records the outcome, which queues the first
/// sync. A failure ends in reconnect needed with its cause.</summary>
internal sealed class EstablishHeroku(GovernanceDb db, IAppLink heroku, UseCaseRunner useCases) : IWorkHandler
{
    public const string WorkKind = "establish-heroku";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new HerokuAccountId(item.SubjectId);
        var account = await db.HerokuAccounts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == id, ct);
        if (account is not { State: ConnectionState.Connecting }) return;
        var actor = Actor.System("connect", item.OnBehalfOf);

        var self = await heroku.IdentifyAsync(account.Link(), ct);
        if (self.Problem is { } problem)
        {
            await useCases.DemandAsync(actor, new FailHeroku.Command(id, problem.Message, End: false), ct);
            return;
        }
        var completed = await useCases.SendAsync(actor, new CompleteHeroku.Command(id, self.Value!), ct);
        if (completed.Problem is { Kind: not ProblemKind.Broken } refusal)
        {
            var end = refusal.Code == HerokuProblems.AlreadyConnected.Code;
            await useCases.DemandAsync(actor, new FailHeroku.Command(id, refusal.Message, end), ct);
            return;
        }
        if (completed.Problem is { } broken) throw broken.ToFault();
    }
}
