using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Sets one thing in the OAuth policy of a client app by a deploy, and reads it back by a fresh retrieve. How it was is kept, and can be
/// asked for again.</summary>
internal sealed class AppPolicyErrand(GovernanceDb db, OrgReach reach, ISalesforceOrg orgs) : IErrand
{
    public string Does => "After approval the portal retrieves the policy file, changes this one thing, tries the deploy, deploys it, and reads it back. How it was is kept.";

    public bool Is(RequestKind kind) => kind == RequestKind.AppPolicy;

    public async Task<Guid?> ViaAsync(RequestContent content, CancellationToken ct) =>
        await AppPolicyBack.WishAsync(db, content, ct) is { CanBeDeployed: true } ? (await reach.ViaAsync(content[RequestForms.Org], ct))?.Value : null;

    public async Task<ErrandStep?> RunAsync(Request request, RequestErrand errand, Func<ErrandStep, Task> note, CancellationToken ct)
    {
        var (reader, acting, refusal) = await reach.BeginAsync(new ConnectionId(errand.Via), ct);
        if (acting is null) return new ErrandStep(ErrandState.ByPerson, refusal);
        using var session = acting;
        if (await AppPolicyBack.WishAsync(db, request.Content, ct) is not { } wish)
            return new ErrandStep(ErrandState.ByPerson, "How it was before the earlier request is not kept any more.");
        var before = await orgs.SeePolicyAsync(reader!, wish, ct);
        if (before.Problem is { } unread) return Errands.StepOf(unread);
        // Kept before it changes: a repeat would find it done, and not how it was.
        await note(new ErrandStep(ErrandState.UnderWay) { Former = before.Value!.Holds == true ? null : before.Value.Was });
        var set = await session.SetPolicyAsync(wish, ct);
        await session.EndAsync(ct);
        if (set.Problem is { } unset) return Errands.StepOf(unset);
        var seen = await orgs.SeePolicyAsync(reader!, wish, ct);
        if (seen.Problem is { } unseen) return Errands.StepOf(unseen, after: "The org accepted it, and the fresh retrieve could not tell: ");
        return seen.Value!.Holds switch
        {
            true => new ErrandStep(ErrandState.Done, set.Value is null ? "It was so already: a fresh retrieve shows it." : "A fresh retrieve shows it.") { SeenAt = seen.Value.StartedAt },
            false => new ErrandStep(ErrandState.Failed, "The org accepted it, and a fresh retrieve does not show it."),
            null => new ErrandStep(ErrandState.ByPerson, "The org accepted it, and hands out no file of the app now."),
        };
    }
}

/// <summary>What a request about an OAuth policy wants, or wants back.</summary>
internal static class AppPolicyBack
{
    /// <summary>It asks for what held before an earlier one.</summary>
    public static bool IsMeant(RequestContent content) => content[RequestForms.Setting] == nameof(AppPolicySetting.AsBefore);

    /// <summary>What is to hold; null when the answers do not say, or no earlier request of this app kept how it was.</summary>
    public static async Task<AppPolicyWish?> WishAsync(GovernanceDb db, RequestContent content, CancellationToken ct)
    {
        var wish = WishOf(content);
        if (wish is null || !IsMeant(content)) return wish;
        if (content[RequestForms.Before]?.Split('-') is not ["REQ", var digits] || !int.TryParse(digits, out var number)) return null;
        var earlier = await db.Requests.AsNoTracking().SingleOrDefaultAsync(r => r.Number == number && r.Kind == RequestKind.AppPolicy, ct);
        if (earlier is null || WishOf(earlier.Content) is not { } changed || IsMeant(earlier.Content)
            || earlier.Content[RequestForms.Org] != content[RequestForms.Org] || changed with { Setting = wish.Setting } != wish) return null;
        var kept = await db.RequestErrands.AsNoTracking().Where(e => e.RequestId == earlier.Id && e.State == ErrandState.Done).Select(e => e.Former).SingleOrDefaultAsync(ct);
        return kept is null ? null : changed with { Back = kept };
    }

    private static AppPolicyWish? WishOf(RequestContent content) =>
        content[RequestForms.App] is { } app && Enum.TryParse<AppPolicySetting>(content[RequestForms.Setting], out var setting)
            ? new AppPolicyWish(app, content[RequestForms.AppKind] == "eca", setting) : null;
}
