using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Catalog;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Tests.Requests;

/// <summary>What a publication asks for and carries: who sees the text, what is refused before it is filed, and what those who decide see.</summary>
public sealed class PublicationFormTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "Quotes are wanted in the service console";

    [Theory]
    [InlineData("", "Choose the file")]
    [InlineData("paths: {}", "neither “openapi” nor “swagger” is there")]
    [InlineData("openapi: 3.0.0\ninfo: &a { x: *a }\npaths: {}", "Line 2")]
    [InlineData("swagger: '2.0'\ninfo: { title: Old }\npaths: { /a: { get: { responses: { '200': { description: ok } } } } }", "AppLink publishes OpenAPI 3")]
    [InlineData("openapi: 3.0.0\ninfo: { title: None }\npaths: {}", "no operation")]
    public async Task Text_ThatCannotBePublished_IsNotTaken(string text, string says)
    {
        var answer = await As(OrgAdmin).SendAsync(new KeepRequestSpec.Command(text));

        (answer.Problem!.Kind, string.Join(' ', [answer.Problem.Message, .. answer.Problem.Fields?.Values ?? []])).ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe(ProblemKind.Invalid), a => a.Item2.ShouldContain(says));
        (await ReadAsync(db => db.RequestSpecs.IgnoreQueryFilters().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Text_IsTakenOnceAsItIs_ForItsWriterAlone_AndNotForLong()
    {
        var text = "\uFEFF" + PublicationEstate.Spec();
        var kept = (await As(OrgAdmin).SendAsync(new KeepRequestSpec.Command(text))).Value!;
        (kept.Hash, kept.Says).ShouldBe((SpecVersion.HashOf(PublicationEstate.Spec()), "Quotes API 1.0.0, 1 operation"));
        var entry = await Audit.LastAsync("request.spec-kept");
        entry.After.ShouldNotBeNull().ShouldContain(kept.Hash);
        entry.After!.ShouldNotContain("quotes");

        foreach (var other in new[] { SecurityReviewer, Responder })
            (await As(other).SendAsync(new PlanRequest.Query(RequestKind.AppLinkPublication, [new(RequestForms.Spec, kept.Hash)]))).Value!.Errors[RequestForms.Spec].ShouldContain("not kept any more");
        (await As(OrgAdmin).SendAsync(new PlanRequest.Query(RequestKind.AppLinkPublication, [new(RequestForms.Spec, kept.Hash)]))).Value!.Errors.Keys.ShouldNotContain(RequestForms.Spec);
        (await As(Auditor).SendAsync(new KeepRequestSpec.Command(text))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("request.spec-kept", by: Auditor, outcome: AuditOutcome.Denied);
        for (var i = 0; i < KeepRequestSpec.Most + 3; i++) await KeepAsync(OrgAdmin, PublicationEstate.Spec() + $"# {i}\n");
        (await ReadAsync(db => db.RequestSpecs.IgnoreQueryFilters().CountAsync())).ShouldBe(KeepRequestSpec.Most);

        Clock.Advance(KeepRequestSpec.Waits + TimeSpan.FromMinutes(1));
        await KeepAsync(SecurityReviewer, PublicationEstate.Spec());

        (await ReadAsync(db => db.RequestSpecs.IgnoreQueryFilters().CountAsync())).ShouldBe(1, "what no request has within a day is dropped");
        Portal.Logs.Text.ShouldNotContain("/quotes");
    }

    [Theory]
    [InlineData("Other_App", "Quote_Extra", RequestForms.ClientApp, "The specification says Quote_App. The two must be the same.")]
    [InlineData("Quote_App", "quote_extra", RequestForms.Set, "The specification says Quote_Extra. The two must be the same.")]
    public async Task Names_ThatTheSpecificationDoesNotSay_AreRefused(string app, string set, string field, string says)
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        var hash = await KeepAsync(OrgAdmin, PublicationEstate.Spec(plus: true));

        var refused = await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.AppLinkPublication, estate.Form(hash, app: app, set: set), Why));
        var silent = await As(OrgAdmin).SendAsync(new FileRequest.Command(
            RequestKind.AppLinkPublication, estate.Form(await KeepAsync(OrgAdmin, PublicationEstate.Spec()), app: "Quote_App", set: "Quote_Extra"), Why));

        refused.Problem!.Fields.ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(new(field, says));
        silent.Problem!.Fields.ShouldNotBeNull().Values.ShouldBe(["The specification names no external client app. Leave this empty, or say it there.", "The specification names no permission set. Leave this empty, or say it there."], ignoreOrder: true);
        (await ReadAsync(db => db.Requests.AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Review_ShowsOperations_AndWhatTheyChangeAgainstToday_AndTheRiskGoesByIt()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        var fresh = await DetailAsync(await FileAsync(estate, PublicationEstate.Spec(), "Quotes_New"));
        fresh.View.Publication!.ShouldSatisfyAllConditions(
            p => (p.Entry, p.Change, p.OperationCount).ShouldBe((null, null, 1)), p => p.Operations[0].UserMode.ShouldBe(ApiUserMode.User), p => p.Hash.ShouldBe(SpecVersion.HashOf(PublicationEstate.Spec())));
        estate.Publish("Quotes", PublicationEstate.Spec());
        await estate.ReadAsync(Portal);

        var wider = await DetailAsync(await FileAsync(estate, PublicationEstate.Spec(plus: true, agents: true)));

        wider.View.Publication!.ShouldSatisfyAllConditions(
            p => p.Entry.ShouldNotBeNull(), p => p.Change.ShouldBe(SpecChangeKind.Widening), p => p.Changes.Select(c => c.Rule.Code).ShouldContain("mode.raised"),
            p => p.Operations.ShouldHaveSingleItem().PermissionSet.ShouldBe("Quote_Extra"));
        wider.Head.Risk.ShouldBe(Severity.High);
        wider.Risk.Reasons.Select(r => r.Text).ShouldBe(
            ["production org", "opens more than what is published today", "one operation adds rights to whoever calls", "agents may call 1 operation", "what the permission set grants was not read"]);
        wider.View.Says.Single(l => l.Term == "Specification").Value.ShouldStartWith("Quotes API 1.0.0, 1 operation · SHA-256 ");
        // What nobody says is unknown, and never the mildest.
        var silent = await DetailAsync(await FileAsync(estate, "openapi: 3.0.0\ninfo: { title: Bare }\npaths: { /a: { get: { responses: { '200': { description: ok } } } } }", "Bare"));
        silent.View.Publication!.Operations[0].UserMode.ShouldBe(ApiUserMode.Unknown);
        silent.Risk.Reasons.Select(r => r.Text).ShouldContain("user mode of 1 operation unknown");
    }

    [Fact]
    public async Task Edit_ToAnotherText_VoidsApprovals_KeepsWhatWasDecidedOn_AndSaysSo()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        estate.Publish("Quotes", PublicationEstate.Spec());
        await estate.ReadAsync(Portal);
        var id = await FileAsync(estate, PublicationEstate.Spec(agents: true));
        await Portal.DecideAsync(await Portal.ReviewerAsync("Ines"), id);
        var before = await DetailAsync(id, OrgAdmin);
        (before.Head.State, before.Decisions.Count(d => d.Counts)).ShouldBe((RequestState.InReview, 1));

        (await As(OrgAdmin).SendAsync(new EditRequest.Command(id, estate.Form(await KeepAsync(OrgAdmin, PublicationEstate.Spec(plus: true))), Why, before.ContentHash))).Problem.ShouldBeNull();

        var after = await DetailAsync(id);
        after.Decisions.ShouldAllBe(d => !d.Counts);
        after.ContentHash.ShouldNotBe(before.ContentHash);
        var change = after.Notes.Single(n => n.Kind == RequestNoteKind.Edited).Changes.ShouldHaveSingleItem();
        (change.Term, change.Before![..^18], change.Before == change.After).ShouldBe(("Specification", "Quotes API 1.0.0, 1 operation · SHA-256 "[..^1], false));
        (await ReadAsync(db => db.RequestSpecs.IgnoreQueryFilters().CountAsync(s => s.RequestId == id))).ShouldBe(2);
        (await As(SecurityReviewer).SendAsync(new GetRequestSpec.Query(id))).Value!.Text.ShouldBe(PublicationEstate.Spec(plus: true));
        // The text of a request can't be taken for one's own by its hash.
        (await As(Scoped(Role.OrgAdmin, "AMER")).SendAsync(new PlanRequest.Query(RequestKind.AppLinkPublication, [new(RequestForms.Spec, SpecVersion.HashOf(PublicationEstate.Spec(plus: true)))])))
            .Value!.Errors[RequestForms.Spec].ShouldContain("not kept any more");
    }

    [Fact]
    public async Task Draft_HasOneText_AndTakesItAlong()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        var first = await KeepAsync(OrgAdmin, PublicationEstate.Spec());
        var id = (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.AppLinkPublication, [new(RequestForms.Spec, first)], ""))).Value!.Id;
        var second = await KeepAsync(OrgAdmin, PublicationEstate.Spec(agents: true));
        (await As(OrgAdmin).SendAsync(new KeepDraft.Command(RequestKind.AppLinkPublication, [new(RequestForms.Spec, second)], "", id))).Problem.ShouldBeNull();

        (await ReadAsync(db => db.RequestSpecs.IgnoreQueryFilters().Select(s => new { s.Hash, s.RequestId }).SingleAsync())).ShouldSatisfyAllConditions(s => s.Hash.ShouldBe(second), s => s.RequestId.ShouldBe(id));
        (await As(SecurityReviewer).SendAsync(new GetRequestSpec.Query(id))).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(SecurityReviewer).SendAsync(new PlanRequest.Query(RequestKind.AppLinkPublication, [new(RequestForms.Spec, second)]))).Value!.Errors.Keys.ShouldContain(RequestForms.Spec);
        (await As(OrgAdmin).SendAsync(new WithdrawRequest.Command(id))).Problem.ShouldBeNull();

        (await ReadAsync(db => db.RequestSpecs.IgnoreQueryFilters().AnyAsync())).ShouldBeFalse("nobody else knew of it");
        var filed = await FileAsync(estate, PublicationEstate.Spec());
        (await As(OrgAdmin).SendAsync(new WithdrawRequest.Command(filed))).Problem.ShouldBeNull();
        (await ReadAsync(db => db.RequestSpecs.IgnoreQueryFilters().CountAsync())).ShouldBe(1, "what was filed is kept");
    }

    [Fact]
    public async Task RequestsOfTheTimeBefore_StillSayWhatTheyAsked()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var content = RequestContent.Of((RequestForms.Org, org.Org.Id.Value.ToString("D")), (RequestForms.Addon, "applink-flat-1"), (RequestForms.Api, "Quotes"), (RequestForms.Mode, "user-plus"), (RequestForms.Agents, "yes"));
        var asked = new Request(77, new RequestWish(RequestKind.AppLinkPublication, "Publish Quotes to Core", Why, org.Org.OrgGroupId, content), Severity.Medium, (OrgAdmin.Id, OrgAdmin.Name), Clock.Now);
        await Portal.WriteAsync(db => db.Requests.Add(asked));

        var detail = await DetailAsync(asked.Id);

        detail.View.Says.Select(l => l.Term).ShouldBe(["AppLink add-on", "Org", "Client name", "In which user mode do its operations run?", "Will agents call it?"]);
        (detail.View.Publication, detail.View.Errand).ShouldBe((null, null));
        detail.Risk.Reasons.Select(r => r.Text).ShouldBe(["production org", "adds rights to whoever calls", "agents call it"]);
        detail.View.Steps[0].Does.ShouldBe("On Heroku, publish Quotes of applink-flat-1 to the org, in the user mode that was agreed to.");
    }

    private async Task<string> KeepAsync(Actor by, string text) => (await As(by).SendAsync(new KeepRequestSpec.Command(text))).Value!.Hash;

    private async Task<RequestId> FileAsync(PublicationEstate estate, string spec, string name = "Quotes")
    {
        var filed = await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.AppLinkPublication, estate.Form(await KeepAsync(OrgAdmin, spec), name), Why));
        filed.Problem.ShouldBeNull();
        return filed.Value!.Id;
    }

    private async Task<GetRequest.Detail> DetailAsync(RequestId id, Actor? by = null) => (await As(by ?? SecurityReviewer).SendAsync(new GetRequest.Query(id))).Value!;
}
