using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Heroku;

/// <summary>Takes over one read of a Heroku account: new records appear, changed ones change, and what a whole list no
/// longer holds is marked gone. A list that did not come whole makes nothing vanish.</summary>
public static class RecordAppLink
{
    /// <param name="Account">Which account.</param>
    /// <param name="Purpose">Why it was read; a proof reads some add-ons only.</param>
    /// <param name="Inventory">What was read.</param>
    [Requires(Permission.System)]
    [Audited("heroku.synced")]
    public sealed record Command(HerokuAccountId Account, SyncPurpose Purpose, AppLinkInventory Inventory) : ICommand<Receipt>;

    /// <param name="Read">The stored read.</param>
    /// <param name="IsComplete">Every list of every add-on asked for came whole.</param>
    public sealed record Receipt(SyncId Read, bool IsComplete);

    internal sealed class Handler(GovernanceDb db, AppLinkTakeOver takeOver, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.HerokuAccounts.SingleOrDefaultAsync(h => h.Id == request.Account, cancellationToken) is not { } account)
                return HerokuProblems.NotFound;
            audit.On(account.Subject());
            var (read, now) = (request.Inventory, clock.GetUtcNow());
            var troubles = read.Addons.Select(a => (a.Name, Cause: AppLinkTakeOver.TroubleOf(a))).Where(t => t.Cause is not null).ToArray();
            var run = new HerokuRead(account.Id, request.Purpose, read.StartedAt, read.FinishedAt).Read(
                read.Addons.Count, read.Addons.Sum(a => (a.Connections.Value?.Count ?? 0) + (a.Authorizations.Value?.Count ?? 0)),
                read.Calls, read.Email, troubles.Length == 0 ? null : $"{troubles[0].Name}: {troubles[0].Cause!.Message}");
            db.HerokuReads.Add(run);
            var counts = await takeOver.RunAsync(account.Id, read, cancellationToken);
            if (request.Purpose != SyncPurpose.Proof && await StandAsync(account, read, now, cancellationToken) is { } refusal) return refusal;
            audit.After(new AuditFields().Add("addons", read.Addons.Count).Add("rows", run.Rows).Add("appeared", counts.Appeared)
                .Add("vanished", counts.Vanished).Add("complete", run.IsComplete)
                .Add("problem", run.Problem).Add("purpose", request.Purpose));
            db.Raise(new AppLinkRecorded());
            return new Receipt(run.Id, run.IsComplete);
        }

        private async Task<Problem?> StandAsync(HerokuAccount account, AppLinkInventory read, DateTimeOffset now, CancellationToken ct)
        {
            var missing = new List<string>();
            await NoteAsync(HerokuCapability.Addons, _ => null);
            await NoteAsync(HerokuCapability.Connections, a => a.Connections.Problem);
            await NoteAsync(HerokuCapability.Authorizations, a => a.Authorizations.Problem);
            await NoteAsync(HerokuCapability.Publications, a => a.Dependents?.Problem);
            return account.IsUsable ? account.Degrade(missing, read.Apps) : null;

            async Task NoteAsync(HerokuCapability capability, Func<AddonRead, Problem?> problemOf)
            {
                var state = await StateAsync(db, account.Id, capability, ct);
                var failed = read.Addons.Where(a => problemOf(a) is not null).ToArray();
                if (failed is not [var first, ..])
                {
                    state.Succeed(read.StartedAt, now);
                    return;
                }
                var words = $"{failed.Length} of {read.Addons.Count} add-ons; {first.Name}: {problemOf(first)!.Message}";
                state.Miss(HerokuSubject.StatusOf(problemOf(first)!), words, now);
                missing.Add($"{capability}: {words}");
            }
        }
    }

    internal static async Task<HerokuCapabilityState> StateAsync(
        GovernanceDb db, HerokuAccountId account, HerokuCapability capability, CancellationToken ct)
    {
        if (await db.HerokuCapabilities.FindAsync([account, capability], ct) is { } known) return known;
        var made = new HerokuCapabilityState(account, capability);
        db.HerokuCapabilities.Add(made);
        return made;
    }
}
