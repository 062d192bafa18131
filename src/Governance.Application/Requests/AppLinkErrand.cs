using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Makes an AppLink connection or authorization: AppLink is asked, whoever asked the portal signs in at the org, and the record is
/// followed to its end. What ends at another org, or as another user, than was agreed to is removed again.</summary>
internal sealed class AppLinkErrand(GovernanceDb db, RequestWriter writer, IAppLink heroku, UseCaseRunner useCases, TimeProvider clock) : IErrand
{
    /// <summary>So long whoever asked has to sign in.</summary>
    public static readonly TimeSpan SignInWithin = TimeSpan.FromHours(1);

    public string Does => "After approval the portal asks AppLink for it and shows the sign-in to whoever asked. It follows the record to its end, and removes it again if it ends at another org or as another user.";

    public bool Is(RequestKind kind) => kind is RequestKind.AppLinkConnection or RequestKind.AppLinkAuthorization;

    public async Task<Guid?> ViaAsync(RequestContent content, CancellationToken ct) =>
        await writer.OrgAsync(content, ct) is { Host.Length: > 0 } && await AddonAsync(db, content, ct) is { } addon ? addon.AccountId.Value : null;

    public async Task<ErrandStep?> RunAsync(Request request, RequestErrand errand, Func<ErrandStep, Task> note, CancellationToken ct)
    {
        var id = new HerokuAccountId(errand.Via);
        var account = await db.HerokuAccounts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == id, ct);
        if (account is not { IsUsable: true } || await AddonAsync(db, request.Content, ct) is not { } addon || await writer.OrgAsync(request.Content, ct) is not { } org)
            return new ErrandStep(ErrandState.ByPerson, "The portal can't reach the add-on or the org any more.");
        return errand.RemoteKey is { } key
            ? await FollowAsync(request, errand, new Made(account, addon.Key, Row(addon.Key, KindOf(request), key)), org, ct)
            : await AskAsync(request, errand, account, addon.Key, new Uri(org.Host), note, ct);
    }

    private async Task<ErrandStep> AskAsync(
        Request request, RequestErrand errand, HerokuAccount account, string addon, Uri login, Func<ErrandStep, Task> note, CancellationToken ct)
    {
        await note(new ErrandStep(ErrandState.UnderWay));
        var asked = await heroku.AskAsync(account.Link(), new AppLinkWish(addon, KindOf(request), request.Content[RequestForms.Record]!, login, errand.AskedAt), ct);
        if (asked.Problem is { } problem) return Errands.StepOf(problem, ErrandState.Failed);
        return new ErrandStep(ErrandState.WaitsForSignIn, "AppLink has the record and waits for the sign-in at the org.") { RemoteKey = asked.Value!.Key };
    }

    private async Task<ErrandStep?> FollowAsync(Request request, RequestErrand errand, Made made, Org org, CancellationToken ct)
    {
        var read = await heroku.ReadAgainAsync(made.Account.Link(), [made.Addon], ct);
        if (read.Problem is { } problem) throw problem.ToFault();
        if (request.State == RequestState.Failed) return await RemoveAsync(made, "Whoever was to sign in gave up.", ct);
        var addon = read.Value!.Addons.SingleOrDefault(a => a.Key == made.Addon);
        var listed = made.Target.Kind == AppLinkKind.Connection ? addon?.Connections : addon?.Authorizations;
        if (listed?.Problem is { } unread) throw unread.ToFault();
        if (listed?.Value!.SingleOrDefault(r => r.Key == made.Target.Key) is not { } row) return new ErrandStep(ErrandState.Failed, "AppLink does not list the record any more: somebody removed it.");
        switch (AppLinkStatusWords.Of(row.Status))
        {
            case AppLinkStatus.Active:
                if (row.OrgKey != org.SalesforceKey) return await RemoveAsync(made, $"It was connected to another org ({row.OrgKey ?? "unknown"}) than was agreed to.", ct);
                if (request.Content[RequestForms.User] is { } user && !string.Equals(user, row.Username, StringComparison.OrdinalIgnoreCase))
                    return await RemoveAsync(made, $"Somebody signed in as {row.Username ?? "an unknown user"}, and not as was agreed to.", ct);
                await useCases.DemandAsync(Actor.System("requests", request.AskedById), new RecordAppLink.Command(made.Account.Id, SyncPurpose.Proof, read.Value), ct);
                return new ErrandStep(ErrandState.Done, $"AppLink lists it as {row.Status}, at the org that was agreed to, as {row.Username ?? "a user it does not name"}.") { SeenAt = read.Value.StartedAt };
            case AppLinkStatus.UnderWay when clock.GetUtcNow() - errand.AskedAt < SignInWithin:
                return null;
            case AppLinkStatus.UnderWay:
                return await RemoveAsync(made, $"Nobody signed in within {SignInWithin.TotalMinutes:0} minutes.", ct);
            default:
                return await RemoveAsync(made, $"It ended as {row.Status}{(row.ErrorText is { } words ? $": {words}" : "")}.", ct);
        }
    }

    // What was not agreed to must not stay: it is removed, and looked for once more.
    private async Task<ErrandStep> RemoveAsync(Made made, string why, CancellationToken ct)
    {
        await foreach (var answer in heroku.RemoveAsync(made.Account.Link(), [made.Target], ct))
        {
            if (answer.Outcome == RevocationOutcome.Unreachable) throw new InvalidOperationException(answer.Answer);
            if (answer.Outcome is not (RevocationOutcome.Accepted or RevocationOutcome.AlreadyGone))
                return new ErrandStep(ErrandState.Failed, $"{why} It could not be removed, so remove it with the Heroku CLI: {answer.Answer}");
        }
        var read = await heroku.ReadAgainAsync(made.Account.Link(), [made.Addon], ct);
        if (read.Problem is { } problem) throw problem.ToFault();
        await useCases.DemandAsync(Actor.System("requests"), new RecordAppLink.Command(made.Account.Id, SyncPurpose.Proof, read.Value!), ct);
        var rows = read.Value!.Addons.SelectMany(a => (made.Target.Kind == AppLinkKind.Connection ? a.Connections : a.Authorizations).Value ?? []);
        return new ErrandStep(ErrandState.Failed, rows.FirstOrDefault(r => r.Key == made.Target.Key) is { } left
            ? $"{why} AppLink accepted its removal and shows it as {left.Status}: see that it goes." : $"{why} It is removed again.");
    }

    private sealed record Made(HerokuAccount Account, string Addon, AppLinkTarget Target);

    /// <summary>Connection or authorization.</summary>
    public static AppLinkKind KindOf(Request request) => request.Kind == RequestKind.AppLinkConnection ? AppLinkKind.Connection : AppLinkKind.Authorization;

    private static AppLinkTarget Row(string addon, AppLinkKind kind, string key) => new(new TokenRowKey(AppLinkRecord.RowKeyOf(addon, key)), addon, kind, key);

    /// <summary>The add-on of that name in an account that can be used.</summary>
    public static async Task<AppLinkAddon?> AddonAsync(GovernanceDb db, RequestContent content, CancellationToken ct)
    {
        var name = content[RequestForms.Addon];
        return await (from a in db.AppLinkAddons.AsNoTracking()
                      join h in db.HerokuAccounts on a.AccountId equals h.Id
                      where a.Name == name && a.GoneAt == null && (h.State == ConnectionState.Connected || h.State == ConnectionState.Degraded)
                      select a).FirstOrDefaultAsync(ct);
    }
}
