using Governance.Application.Connections;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>Sets one thing in the OAuth policy of a client app by a deploy, and reads it back by a fresh retrieve. How it was is kept.</summary>
internal sealed class AppPolicyErrand(OrgReach reach, ISalesforceOrg orgs) : IErrand
{
    public string Does => "After approval the portal retrieves the policy file, changes this one thing, tries the deploy, deploys it, and reads it back. How it was is kept.";

    public bool Is(RequestKind kind) => kind == RequestKind.AppPolicy;

    public async Task<Guid?> ViaAsync(RequestContent content, CancellationToken ct) =>
        WishOf(content) is { CanBeDeployed: true } ? (await reach.ViaAsync(content[RequestForms.Org], ct))?.Value : null;

    public async Task<ErrandStep?> RunAsync(Request request, RequestErrand errand, Func<ErrandStep, Task> note, CancellationToken ct)
    {
        var (reader, acting, refusal) = await reach.BeginAsync(new ConnectionId(errand.Via), ct);
        if (acting is null) return new ErrandStep(ErrandState.ByPerson, refusal);
        using var session = acting;
        var wish = WishOf(request.Content)!;
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

    private static AppPolicyWish? WishOf(RequestContent content) =>
        content[RequestForms.App] is { } app && Enum.TryParse<AppPolicySetting>(content[RequestForms.Setting], out var setting)
            ? new AppPolicyWish(app, content[RequestForms.AppKind] == "eca", setting) : null;
}
