using System.Text.Json;
using Governance.Application.Catalog;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Publishes an API over an AppLink connection: exactly the specification that was agreed on, once, and done only when AppLink lists it
/// and the org holds the same operations. There is no unpublish, so nothing is taken back.</summary>
internal sealed class PublicationErrand(
    GovernanceDb db, RequestWriter writer, RequestSpecs specs, IAppLink heroku, ISalesforceOrg orgs, UseCaseRunner useCases, TimeProvider clock) : IErrand
{
    /// <summary>So long the two sides are read again before what does not show counts as not there.</summary>
    public static readonly TimeSpan SeenWithin = TimeSpan.FromMinutes(2);

    /// <summary>Most times that it is sent, each time after nothing of the time before was seen.</summary>
    public const int MostTries = 3;

    public string Does => "After approval the portal publishes exactly this specification, once, and shows it by a fresh read of AppLink and of the org. AppLink has no unpublish: the portal takes nothing of it back.";

    public bool Is(RequestKind kind) => kind == RequestKind.AppLinkPublication;

    public async Task<Guid?> ViaAsync(RequestContent content, CancellationToken ct) =>
        content[RequestForms.Spec] is not null && await writer.OrgAsync(content, ct) is { Host.Length: > 0 } && await AppLinkErrand.AddonAsync(db, content, ct) is { } addon
            ? addon.AccountId.Value : null;

    public async Task<ErrandStep?> RunAsync(Request request, RequestErrand errand, Func<ErrandStep, Task> note, CancellationToken ct)
    {
        var (id, content) = (new HerokuAccountId(errand.Via), request.Content);
        var account = await db.HerokuAccounts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == id, ct);
        if (account is not { IsUsable: true } || await AppLinkErrand.AddonAsync(db, content, ct) is not { } addon || await writer.OrgAsync(content, ct) is not { } org)
            return new ErrandStep(ErrandState.ByPerson, "The portal can’t reach the add-on or the org any more.");
        if (await specs.OfAsync(content, ct) is not { Read.Value: { } agreed, Text: var text })
            return new ErrandStep(ErrandState.Failed, "The specification is not kept any more as it was agreed on. Nothing more was published.");
        var act = new Act(request, account, addon.Key, org, agreed, text, note);
        var looked = await LookAsync(act, ct);
        if (looked.Problem is { } unread) return Errands.StepOf(unread, after: errand.Former is null ? "" : "It was sent, and what came of it is unknown: ");
        var look = looked.Value!;
        if (Try.Read(errand.Former) is not { } last)
            return look.HeldHash == content[RequestForms.Spec] && look.Shows(agreed) ? await EndAsync(act, look, Seen(look, "It was published already: "), ct) : await PublishAsync(act, look, 1, ct);
        if (Judge(act, look, last) is { } seen) return await EndAsync(act, look, seen, ct);
        if (clock.GetUtcNow() - last.At < SeenWithin) return null;
        // No answer was written down, and nothing of it shows: it did not arrive.
        if (!last.IsAccepted && last.Count < MostTries && !HasMoved(look, last)) return await PublishAsync(act, look, last.Count + 1, ct);
        return await EndAsync(act, look, Unseen(act, look, last), ct);
    }

    private async Task<ErrandStep?> PublishAsync(Act act, PublicationLook look, int count, CancellationToken ct)
    {
        if (Refusal(act, look, count == 1 ? "Nothing was published." : "Nothing of it shows, and it is not sent again.") is { } refusal) return refusal;
        var content = act.Request.Content;
        var begun = new Try(clock.GetUtcNow(), count, false, look.AppLinkMark, look.OrgMark);
        await act.Note(new ErrandStep(ErrandState.UnderWay) { Former = begun.Write() });
        var wish = new PublicationWish(
            act.Addon, look.Connection!.Name, look.App!, content[RequestForms.Api]!, act.Text, SpecReader.IsJson(act.Text), content[RequestForms.ClientApp], content[RequestForms.Set]);
        var sent = await heroku.PublishAsync(act.Account.Link(), wish, ct);
        // Too many calls is no answer either: it is sent again when it does not show.
        if (sent.Problem is { Kind: ProblemKind.RemoteUnavailable } or { Code: RemoteCodes.LimitReached }) return null;
        if (sent.Problem is { } refused) return new ErrandStep(ErrandState.ByPerson, $"AppLink did not publish it. {refused.Message}");
        var accepted = begun with { IsAccepted = true };
        await act.Note(new ErrandStep(ErrandState.UnderWay, "AppLink accepted it. Both sides are being read.") { Former = accepted.Write() });
        var looked = await LookAsync(act, ct);
        return looked.Value is { } after && Judge(act, after, accepted) is { } seen ? await EndAsync(act, after, seen, ct) : null;
    }

    private Task<Result<PublicationLook>> LookAsync(Act act, CancellationToken ct) =>
        PublicationLook.TakeAsync(db, heroku, orgs, act.Account, act.Addon, act.Org, act.Request.Content, ct);

    /// <summary>Why it must not be sent now; null when it may.</summary>
    private static ErrandStep? Refusal(Act act, PublicationLook look, string nothing)
    {
        var content = act.Request.Content;
        return look switch
        {
            { Addon: null } => new(ErrandState.ByPerson, $"The account has the add-on {content[RequestForms.Addon]} no more. {nothing}"),
            { App: null } => new(ErrandState.ByPerson, $"The add-on is not attached to the app {content[RequestForms.HerokuApp]}. {nothing}"),
            { Connection: null } => new(ErrandState.ByPerson, $"The add-on has no AppLink connection {content[RequestForms.Record]}. {nothing}"),
            { Connection.OrgKey: { } org } when org != act.Org.SalesforceKey => new(ErrandState.Failed, $"The AppLink connection leads to another org ({org}) than was agreed to. {nothing}"),
            { Connection: var c } when c.IsDataCloud || AppLinkStatusWords.Of(c.Status) != AppLinkStatus.Active || c.OrgKey is null =>
                new(ErrandState.ByPerson, $"AppLink shows the connection as {c.Status}{(c.IsDataCloud ? " to Data Cloud" : "")}, and publishes over a connected one only. {nothing}"),
            { Registration: not null, Publication: null } => new(ErrandState.Failed, $"The org holds an External Service of that name already, which this app does not publish over this connection. {nothing}"),
            _ => null,
        };
    }

    /// <summary>Done, when both sides show it and one of them moved since it was sent; null as long as that is not so.</summary>
    private static ErrandStep? Judge(Act act, PublicationLook look, Try last)
    {
        if (look.Connection?.OrgKey is { } org && org != act.Org.SalesforceKey) return new ErrandStep(ErrandState.ByPerson, $"It was sent, and the AppLink connection leads to another org now ({org}): see what is published there.");
        return (HasMoved(look, last) || look.HeldHash == act.Request.Content[RequestForms.Spec]) && look.Shows(act.Agreed) ? Seen(look, "") : null;
    }

    // Text that was agreed on and differs in descriptions alone says the same operations before and after.
    private static bool HasMoved(PublicationLook look, Try last) =>
        look.AppLinkMark != last.AppLink || (look.OrgMark is { } now && last.Org is { } then && now != then);

    private static ErrandStep Seen(PublicationLook look, string before)
    {
        var words = $"{before}a fresh read shows it on both sides: AppLink lists it, and the org holds the same operations{(look.Held!.HasExtension ? "" : ", without a word on user modes")}.";
        return new ErrandStep(ErrandState.Done, char.ToUpperInvariant(words[0]) + words[1..]) { RemoteKey = Text.Bounded(look.Publication!.Key, RequestErrand.RemoteKeyMaxLength), SeenAt = look.AppLink.StartedAt };
    }

    /// <summary>What both sides showed to the end, when it was not what was agreed on.</summary>
    private static ErrandStep Unseen(Act act, PublicationLook look, Try last)
    {
        var sent = last.IsAccepted ? "AppLink accepted it" : "It was sent without an answer";
        var isListed = look.AppLinkMark != last.AppLink;
        if (!isListed && (look.OrgMark is null || look.OrgMark == last.Org || look.Registration is null))
            return new ErrandStep(last.IsAccepted ? ErrandState.Failed : ErrandState.ByPerson, $"{sent}, and fresh reads do not show it{(look.Unread is { } closed ? $"; the org itself could not be read: {closed}" : ".")}");
        var listed = isListed ? "AppLink lists it" : "AppLink does not list it";
        var holds = look switch
        {
            { Unread: { } why } => $"whether the org holds it is unknown: {why}",
            { Registration: null } => "the org holds no External Service of that name.",
            { Held: { } held } when PublicationLook.Unlike(act.Agreed, held) is { } unlike => $"the org holds something else: {Text.Bounded(unlike, 300)}",
            _ => "what the org holds is not the one that AppLink names.",
        };
        return new ErrandStep(ErrandState.ByPerson, $"{sent}. {listed}; {holds}");
    }

    // What was seen is taken over, so that catalog and findings go by it.
    private async Task<ErrandStep> EndAsync(Act act, PublicationLook look, ErrandStep step, CancellationToken ct)
    {
        var actor = Actor.System("requests", act.Request.AskedById);
        await useCases.DemandAsync(actor, new RecordAppLink.Command(act.Account.Id, SyncPurpose.Proof, look.AppLink), ct);
        if (look.Org is { } org) await useCases.DemandAsync(actor, new RecordItems.Command(org.Via, org.Read.Reads, org.Read.Calls), ct);
        return step;
    }

    private sealed record Act(Request Request, HerokuAccount Account, string Addon, Org Org, Domain.Catalog.ApiSpec Agreed, string Text, Func<ErrandStep, Task> Note);

    /// <summary>One time that it was sent, as it is kept before the call leaves.</summary>
    /// <param name="At">UTC.</param>
    /// <param name="Count">Which time, from 1.</param>
    /// <param name="IsAccepted">AppLink answered that it took it.</param>
    /// <param name="AppLink">How AppLink's side was before.</param>
    /// <param name="Org">How the org's side was before; null when it was not read.</param>
    private sealed record Try(DateTimeOffset At, int Count, bool IsAccepted, string AppLink, string? Org)
    {
        public string Write() => JsonSerializer.Serialize(this);

        public static Try? Read(string? text) => text is null ? null : JsonSerializer.Deserialize<Try>(text);
    }
}
