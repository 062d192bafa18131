using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Requests;

/// <summary>A publication that was agreed on: exactly that text, once, and done only when both sides show it.</summary>
public sealed class PublicationTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Why = "Quotes are wanted in the service console";

    [Fact]
    public async Task Approved_IsPublishedOnce_SeenOnBothSides_AndInTheCatalog()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        var id = await FileAsync(estate.Form(await KeepAsync(OrgAdmin, PublicationEstate.Spec(plus: true)), app: "Quote_App", set: "Quote_Extra"));
        (await DetailAsync(id)).View.ShouldSatisfyAllConditions(
            v => v.Steps.ShouldBeEmpty(), v => v.Errand!.State.ShouldBeNull(), v => v.Errand!.Does.ShouldContain("no unpublish"));

        await Portal.ApproveAsync(id);
        await RunWorkAsync();

        var done = await DetailAsync(id);
        (done.Head.State, done.View.Errand!.State, done.View.Errand.Said).ShouldBe(
            (RequestState.Done, ErrandState.Done, "A fresh read shows it on both sides: AppLink lists it, and the org holds the same operations."));
        done.View.Errand.ProvenAt.ShouldNotBeNull();
        Portal.Heroku.Published.ShouldHaveSingleItem().ShouldBe(new PublicationWish(
            estate.Addon.Key, "to_quote_bot", estate.Addon.Attachments[0].AppKey, "Quotes", PublicationEstate.Spec(plus: true), false, "Quote_App", "Quote_Extra"));
        var entry = await ReadAsync(db => db.CatalogEntries.SingleAsync(e => e.Name == "Quotes"));
        (entry.Link, entry.SpecId is not null).ShouldBe((CatalogLink.Joined, true));
        var approvals = await ReadAsync(async db => await Governance.Application.Policies.AppApprovals.ReadAsync(db, await db.Orgs.SingleAsync(), default));
        approvals.Apps.ShouldContain("quote_app");
        (approvals.Grants.Contains("quote_app"), approvals.Apps.Contains("other_app")).ShouldBe((true, false));
        await RunWorkAsync();
        Portal.Heroku.Published.Count.ShouldBe(1);
        Portal.Heroku.Removals.ShouldBeEmpty();
        Portal.Logs.Text.ShouldNotContain("/quotes");
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task SameText_ThatIsPublishedAlready_IsNotSentAgain()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        estate.Publish("Quotes", PublicationEstate.Spec());

        var id = await ApprovedAsync(estate, PublicationEstate.Spec());

        Portal.Heroku.Published.ShouldBeEmpty();
        (await DetailAsync(id)).View.Errand!.Said.ShouldStartWith("It was published already");
        (await DetailAsync(id)).Head.State.ShouldBe(RequestState.Done);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Accepted_AndNothingPublished_Fails_AndNeverReadsAsDone(bool isNew)
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        // Its operations are there already: only that nothing moved tells.
        if (!isNew) estate.Publish("Quotes", PublicationEstate.Spec().Replace("Quotes API", "Quotes API of old", StringComparison.Ordinal));
        Portal.Heroku.ForgetsPublishing = true;

        var id = await ApprovedAsync(estate, PublicationEstate.Spec());
        (await DetailAsync(id)).View.Errand!.ShouldSatisfyAllConditions(e => e.State.ShouldBe(ErrandState.UnderWay), e => e.ProvenAt.ShouldBeNull());
        await SettleAsync();

        var failed = await DetailAsync(id);
        (failed.Head.State, failed.View.Errand!.State, failed.View.Errand.ProvenAt).ShouldBe((RequestState.Failed, ErrandState.Failed, null));
        failed.View.Errand.Said.ShouldBe("AppLink accepted it, and fresh reads do not show it.");
        Portal.Heroku.Published.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("other org", RequestState.Failed, "leads to another org (00Dzz0000000009) than was agreed to. Nothing was published.")]
    [InlineData("failed", RequestState.WaitingForPerson, "AppLink shows the connection as failed")]
    [InlineData("gone", RequestState.WaitingForPerson, "has no AppLink connection to_quote_bot")]
    [InlineData("no app", RequestState.WaitingForPerson, "not attached to the app elsewhere")]
    [InlineData("taken", RequestState.Failed, "holds an External Service of that name already")]
    [InlineData("text changed", RequestState.Failed, "not kept any more as it was agreed on")]
    public async Task Preconditions_AreJudgedJustBeforeTheAct(string what, RequestState state, string says)
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        var id = await FileAsync(estate.Form(await KeepAsync(OrgAdmin, PublicationEstate.Spec()), heroku: what == "no app" ? "elsewhere" : "acme-quotes"));
        await Portal.ApproveAsync(id);
        var row = estate.Addon.Rows.Values.Single(r => r.Kind == AppLinkKind.Connection);
        if (what == "other org") estate.Addon.Rows[row.Key] = row with { OrgKey = "00Dzz0000000009" };
        if (what == "failed") estate.Addon.Rows[row.Key] = row with { Status = "failed" };
        if (what == "gone") estate.Addon.Rows.TryRemove(row.Key, out _);
        if (what == "taken") estate.Org.Fake.Register("quotes", PublicationEstate.Spec(), provider: "MuleSoft");
        if (what == "text changed") await Portal.WriteAsync(db => db.RequestSpecs.ExecuteUpdate(s => s.SetProperty(x => x.Text, PublicationEstate.Spec(agents: true))));

        await RunWorkAsync();

        var detail = await DetailAsync(id, OrgAdmin);
        detail.Head.State.ShouldBe(state);
        detail.View.Errand!.Said.ShouldContain(says);
        Portal.Heroku.Published.ShouldBeEmpty();
        if (state == RequestState.WaitingForPerson) detail.View.Steps.Count.ShouldBe(3);
    }

    [Fact]
    public async Task AppLinkRefuses_IsAPersons_WithItsWords()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        Portal.Heroku.RefusesPublishing = Problem.RemoteRefused("heroku.refused", "Heroku refused (validation_failed). Heroku's words: “The specification is no OpenAPI document.”");

        var id = await ApprovedAsync(estate, PublicationEstate.Spec());

        var detail = await DetailAsync(id, OrgAdmin);
        (detail.Head.State, detail.MayTick).ShouldBe((RequestState.WaitingForPerson, true));
        detail.View.Errand!.Said.ShouldStartWith("AppLink did not publish it. Heroku refused (validation_failed).");
        detail.View.Steps[0].Does.ShouldEndWith("heroku salesforce:publish --app acme-quotes --connection-name to_quote_bot --client-name Quotes.");
    }

    [Fact]
    public async Task Listed_WhileTheOrgIsNotReadable_SaysWhatWasSeenAndWhatNot()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        estate.Org.Fake.CapabilityRefusals[Capability.Registrations] = Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: View Setup and Configuration");

        var id = await ApprovedAsync(estate, PublicationEstate.Spec());
        await SettleAsync();

        var detail = await DetailAsync(id);
        (detail.Head.State, detail.View.Errand!.ProvenAt).ShouldBe((RequestState.WaitingForPerson, null));
        detail.View.Errand.Said.ShouldBe("AppLink accepted it. AppLink lists it; whether the org holds it is unknown: insufficient permission: View Setup and Configuration");
        Portal.Heroku.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OrgThatHoldsSomethingElse_IsSaid_AndARewrittenTextIsNot()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        Portal.Heroku.Registering = (wish, row) => estate.Org.Fake.Register(wish.ClientName, PublicationEstate.Spec(agents: true), row.RegistrationId);
        var other = await ApprovedAsync(estate, PublicationEstate.Spec(plus: true));
        await SettleAsync();
        // Written anew by the org, which kept no x-sfdc: the operations are the same.
        Portal.Heroku.Registering = (wish, row) => estate.Org.Fake.Register(
            wish.ClientName, """{"openapi":"3.0.0","info":{"version":"1.0.0","title":"Quotes API"},"paths":{"/quotes":{"post":{"operationId":"makeQuote","responses":{"200":{"description":"ok"}}}}}}""", row.RegistrationId);
        var same = await ApprovedAsync(estate, PublicationEstate.Spec(plus: true), name: "Quotes_Two");

        (await DetailAsync(other)).View.Errand!.ShouldSatisfyAllConditions(
            e => e.State.ShouldBe(ErrandState.ByPerson), e => e.Said.ShouldStartWith("AppLink accepted it. AppLink lists it; the org holds something else: POST /quotes"));
        (await DetailAsync(same)).View.Errand!.ShouldSatisfyAllConditions(
            e => e.State.ShouldBe(ErrandState.Done), e => e.Said.ShouldEndWith("the org holds the same operations, without a word on user modes."));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KilledBetweenCallAndAnswer_LooksFirst_AndSendsAgainOnlyWhatNeverArrived(bool arrived)
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        Portal.Heroku.RefusesPublishing = arrived ? null : Problem.RemoteUnavailable("heroku.connection-broke", "What Heroku did is unknown.");
        if (arrived) Portal.Heroku.Answering = () => throw new InvalidOperationException("the process ends here");

        var id = await ApprovedAsync(estate, PublicationEstate.Spec());
        (await DetailAsync(id)).View.Errand!.State.ShouldBe(ErrandState.UnderWay);
        (Portal.Heroku.RefusesPublishing, Portal.Heroku.Answering) = (null, null);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RunWorkAsync();
        if (!arrived) Portal.Heroku.Published.Count.ShouldBe(1, "not before two minutes of looking");
        await SettleAsync();

        Portal.Heroku.Published.Count.ShouldBe(arrived ? 1 : 2);
        estate.Addon.Publications.Count.ShouldBe(1);
        (await DetailAsync(id)).View.Errand!.State.ShouldBe(ErrandState.Done);
    }

    [Fact]
    public async Task NeverArriving_EndsWithAPerson_AfterAFewTries()
    {
        var estate = await PublicationEstate.GivenAsync(Portal);
        Portal.Heroku.RefusesPublishing = Problem.RemoteUnavailable("heroku.busy", "Heroku could not do this now (HTTP 503).");

        var id = await ApprovedAsync(estate, PublicationEstate.Spec());
        for (var i = 0; i < PublicationErrand.MostTries + 2; i++) await SettleAsync();

        Portal.Heroku.Published.Count.ShouldBe(PublicationErrand.MostTries);
        (await DetailAsync(id)).View.Errand!.ShouldSatisfyAllConditions(
            e => e.State.ShouldBe(ErrandState.ByPerson), e => e.Said.ShouldBe("It was sent without an answer, and fresh reads do not show it."));
    }

    [Fact]
    public async Task WithoutAnAccount_OrOfTheTimeBefore_ItIsAChecklist()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        var fields = PublicationEstate.Form(org, "applink-elsewhere-1", await KeepAsync(OrgAdmin, PublicationEstate.Spec()));
        var id = await FileAsync(fields);
        await Portal.ApproveAsync(id);

        var detail = await DetailAsync(id, OrgAdmin);
        (detail.Head.State, detail.View.Errand, detail.View.Steps.Count).ShouldBe((RequestState.WaitingForPerson, null, 3));
        detail.View.Steps[1].Href.ShouldBe($"{org.Org.Host}/lightning/setup/ExternalServices/home");
        (await As(OrgAdmin).SendAsync(new GetRequestSpec.Query(id))).Value.ShouldBe(new GetRequestSpec.Answer("REQ-0001-api-spec.yaml", PublicationEstate.Spec()));
        (await As(Scoped(Role.OrgAdmin, "AMER")).SendAsync(new GetRequestSpec.Query(id))).Problem.ShouldBe(RequestProblems.NotFound);
    }

    private async Task SettleAsync()
    {
        Clock.Advance(PublicationErrand.SeenWithin + TimeSpan.FromSeconds(31));
        await RunWorkAsync();
    }

    private async Task<string> KeepAsync(Actor by, string text) => (await As(by).SendAsync(new KeepRequestSpec.Command(text))).Value!.Hash;

    private async Task<RequestId> FileAsync(FieldValue[] fields)
    {
        var filed = await As(OrgAdmin).SendAsync(new FileRequest.Command(RequestKind.AppLinkPublication, fields, Why));
        filed.Problem.ShouldBeNull();
        return filed.Value!.Id;
    }

    private async Task<RequestId> ApprovedAsync(PublicationEstate estate, string spec, string name = "Quotes")
    {
        var id = await FileAsync(estate.Form(await KeepAsync(OrgAdmin, spec), name));
        await Portal.ApproveAsync(id);
        await RunWorkAsync();
        return id;
    }

    private async Task<GetRequest.Detail> DetailAsync(RequestId id, Actor? by = null) => (await As(by ?? SecurityReviewer).SendAsync(new GetRequest.Query(id))).Value!;
}
