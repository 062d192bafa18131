using Bunit;
using Governance.Application.Access;
using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Tests.Audit;

namespace Governance.Web.Tests.Orgs;

public sealed class OrgPageTests : PageTest
{
    private static readonly ConnectionId Id = ConnectionId.New();

    private static readonly GetOrg.Detail Healthy = new(
        new GetOrg.Link(Id, "Core", ConnectionState.Connected, null, ConnectionFlow.JwtBearer, "https://login.salesforce.com",
            "https://acme.my.salesforce.com", "consumer-key", "portal@acme.example", "Americas", "Sade Abeni", Now.AddDays(-3), Now.AddDays(-3), null),
        new GetOrg.Facts("00D000000000001EAA", "Acme", OrgEnvironment.Production, OrgInfrastructure.Hyperforce, "USA42", "https://acme.my.salesforce.com", Now.AddDays(-3)),
        [new(Capability.Authorizations, CapabilityStatus.Ok, null, Now.AddMinutes(-3), Now.AddMinutes(-2))],
        [new("Customize Application", true, "seeing all authorizations", Now)],
        [new(Now.AddMinutes(-4), Now.AddMinutes(-2), SyncPurpose.Scheduled, 1612, 1612, true, null, 9)],
        [new(ClientAppKind.ConnectedApp, 41, 1612)], null, null, Now.AddMinutes(-3));

    private static readonly GetOrg.Detail Waiting = Healthy with
    {
        Link = Healthy.Link with { State = ConnectionState.Connecting },
        Facts = null,
        Capabilities = [],
        Rights = [],
        Runs = [],
        Apps = null,
        AuthorizationsAsOf = null,
        SignIn = new(Now.AddSeconds(-7), true, null, 1, Now, null),
    };

    private readonly ScriptedUseCases _useCases = new();

    public OrgPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Sade Abeni");
        May(Permission.ConnectOrg, Permission.SyncNow);
        Answer(Healthy);
        Acts(null);
    }

    [Fact]
    public void Org_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<GetOrg.Query>();

        Open().FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Org_WhenNotFound_SaysSo()
    {
        _useCases.On<GetOrg.Query, GetOrg.Detail>(_ => ConnectionProblems.NotFound);

        Read(Open().Find("[role=alert]")).ShouldContain("outside your org groups");
    }

    [Fact]
    public void Org_WhenRightIsGone_NamesTheRoles()
    {
        _useCases.On<GetOrg.Query, GetOrg.Detail>(_ => AccessProblems.Denied(Permission.ViewInventory));

        Read(Open().Find("[role=note]")).ShouldContain("Missing permission: View inventory");
    }

    [Fact]
    public void Org_WhenHealthy_ShowsRowsAgainstTheCount()
    {
        var page = Open();

        Read(page.Find(".pagehead")).ShouldContain("Production, Hyperforce (likely), Americas · as of 3 min ago");
        Read(page.Find("main, .listcol")).ShouldContain("1,612 = 1,612");
        page.FindAll("[role=alert]").ShouldBeEmpty();
        page.FindAll(".steplist").ShouldBeEmpty();
    }

    [Fact]
    public void Org_WhenRightIsMissing_NamesItAndWhatToDo()
    {
        Answer(Healthy with
        {
            Link = Healthy.Link with { State = ConnectionState.Degraded, Cause = "Authorizations: insufficient permission: Customize Application" },
            Capabilities = [new(Capability.Authorizations, CapabilityStatus.NotPermitted, "Customize Application", null, Now)],
            Rights = [new("Customize Application", false, "seeing all authorizations", Now), new("API Enabled", true, "every call", Now)],
            Apps = null,
            AuthorizationsAsOf = null,
        });

        var text = Read(Open().Find(".listcol"));

        text.ShouldContain("insufficient permission: Customize Application. In Salesforce: Setup, Permission sets, open the set of portal@acme.example");
        text.ShouldContain("1 of 2 held");
        text.ShouldContain("The authorizations were never read completely; that is not the same as none.");
    }

    [Fact]
    public void Org_WhenReadFailed_ShowsBothCountsAndWhy()
    {
        Answer(Healthy with { Runs = [new(Now, Now, SyncPurpose.OnDemand, 598, 612, false, "The org counted 612 rows and gave 598.", 9)] });

        var text = Read(Open().Find(".listcol"));

        text.ShouldContain("598 of 612");
        text.ShouldContain("Not complete The org counted 612 rows and gave 598.");
    }

    [Fact]
    public void Org_WhenReconnectIsNeeded_ShowsTheCauseFirstThenTheForm()
    {
        Answer(Healthy with { Link = Healthy.Link with { State = ConnectionState.ReconnectNeeded, Cause = "The org refused the key." } });

        var page = Open();

        Read(page.Find("[role=alert]")).ShouldContain("The org refused the key.");
        page.Find("#reconnect-key").GetAttribute("value").ShouldBe("consumer-key");
        page.Find("input[type=file]").ShouldNotBeNull();
        page.FindAll(".pagehead button").Select(Read).ShouldBe(["Disconnect"]);
    }

    [Fact]
    public void Org_WhenReconnectIsNeededAndMayNot_NamesTheRole()
    {
        May();
        Answer(Healthy with { Link = Healthy.Link with { State = ConnectionState.ReconnectNeeded, Cause = "The org refused the key." } });

        var page = Open();

        Read(page.FindAll("[role=note]")[0]).ShouldContain("You need the role Org admin.");
        page.FindAll("#reconnect-key").ShouldBeEmpty();
    }

    [Fact]
    public void Reconnect_WhenSent_KeepsTheStoredKeyAndFollows()
    {
        JSInterop.SetupModule("./js/connect.js").Setup<CredentialField.Sent>("send", _ => true)
            .SetResult(new CredentialField.Sent(null, null, null, IsEmpty: true));
        Answer(Healthy with { Link = Healthy.Link with { State = ConnectionState.ReconnectNeeded, Cause = "Refused." } });
        _useCases.On<Reconnect.Command, StartConnection.Receipt>(_ => new StartConnection.Receipt(Id, null));
        var page = Open();
        page.Find("#reconnect-user").Change("new@acme.example");
        Answer(Waiting);

        page.FindAll("button").First(b => Read(b) == "Reconnect org").Click();

        _useCases.Sent.OfType<Reconnect.Command>().Single().ShouldBe(new Reconnect.Command(Id, "consumer-key", "new@acme.example", null));
        page.WaitForAssertion(() => page.FindAll(".steplist").ShouldNotBeEmpty());
    }

    [Fact]
    public void Org_WhileConnecting_ShowsStepsAndFollowsToTheEnd()
    {
        Answer(Waiting);
        var page = Open();

        Read(page.Find(".steplist li")).ShouldBe("running: 1 Sign in at login.salesforce.com and ask the org who it is 7 s");
        Answer(Healthy);
        Clock.Pass(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => page.FindAll(".steplist").ShouldBeEmpty());
        Read(page.Find(".listcol > .row")).ShouldStartWith("Connected");
    }

    [Fact]
    public void Org_WhenConsentIsWaitedFor_AsksThePerson()
    {
        Answer(Waiting with { SignIn = null, Link = Waiting.Link with { Flow = ConnectionFlow.WebServer, ConsentUntil = Now.AddMinutes(9) } });

        Read(Open().Find(".steplist li")).ShouldBe("a person must do: 1 Consent at Salesforce 9 min left Consent in the window that opened; this page follows.");
    }

    [Fact]
    public void Org_WhenConsentCameTooLate_SaysWhatToDo()
    {
        Answer(Waiting with { SignIn = null, Link = Waiting.Link with { Flow = ConnectionFlow.WebServer } });

        Read(Open().Find("[role=alert]")).ShouldContain("Nobody consented at Salesforce within ten minutes. Nothing was stored. Choose Give up");
    }

    [Fact]
    public void Org_WhenAlreadyConnectedElsewhere_StillSaysWhy()
    {
        Answer(Healthy with { Link = Healthy.Link with { State = ConnectionState.Disconnected, Cause = ConnectionProblems.AlreadyConnected.Message } });

        Read(Open().Find("[role=note]")).ShouldContain("This org is already connected.");
    }

    [Fact]
    public void Sync_WhenAsked_SendsItAndShowsAProblem()
    {
        _useCases.On<RequestSync.Command, Done>(_ => ConnectionProblems.NotUsable(ConnectionState.ReconnectNeeded));
        var page = Open();

        page.FindAll(".pagehead button").First(b => Read(b) == "Sync now").Click();

        _useCases.Sent.OfType<RequestSync.Command>().Single().Connection.ShouldBe(Id);
        Read(page.Find("[role=alert]")).ShouldContain("Reconnect the org first.");
    }

    [Fact]
    public void Disconnect_WhenConfirmed_SaysFirstWhatItDoes()
    {
        _useCases.On<Disconnect.Command, Done>(_ => Done.Value);
        var page = Open();
        page.FindAll(".pagehead button").First(b => Read(b) == "Disconnect").Click();

        Read(page.Find(".confirm")).ShouldContain("Can’t be undone. The org can be connected anew");
        _useCases.Sent.OfType<Disconnect.Command>().ShouldBeEmpty();
        page.Find(".confirm .danger").Click();

        _useCases.Sent.OfType<Disconnect.Command>().Single().Id.ShouldBe(Id);
        page.FindAll(".confirm").ShouldBeEmpty();
    }

    [Fact]
    public void Actions_WhenAuditor_AreNotThere()
    {
        May();

        Open().FindAll(".pagehead button").ShouldBeEmpty();
    }

    [Fact]
    public void Responder_WhenThereIsNone_SaysSoAndOffersToSetItUp()
    {
        var tile = TileOf(Open(), "Responder credential");

        Read(tile).ShouldContain("Needs responder credential");
        Read(tile.QuerySelector("button")!).ShouldBe("Set up responder credential");
        May();
        TileOf(Open(), "Responder credential").QuerySelectorAll("button").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(200, "ends in 200 days", "pass")]
    [InlineData(64, "ends in 64 days", "medium")]
    [InlineData(9, "ends in 9 days", "high")]
    [InlineData(-1, "has ended", "critical")]
    public void Responder_WhenSetUp_ShowsRightsAndTheEndOfItsCertificate(int days, string says, string tone)
    {
        Acts(Acting with { CertificateEndsAt = Now.AddDays(days).AddHours(days < 0 ? 0 : 1) });

        var tile = TileOf(Open(), "Responder credential");

        Read(tile).ShouldContain("1 of 2 rights held");
        Read(tile).ShouldContain("responder@acme.example");
        tile.QuerySelectorAll($".chip.{tone}").Select(Read).ShouldContain(says);
    }

    [Fact]
    public void Responder_WhenRemoved_AsksFirst()
    {
        Acts(Acting);
        _useCases.On<RemoveResponder.Command, Done>(_ => Done.Value);
        var page = Open();

        Button(page, "Remove").Click();
        _useCases.Sent.OfType<RemoveResponder.Command>().ShouldBeEmpty();
        Read(TileOf(page, "Responder credential")).ShouldContain("Nothing can be revoked in this org then.");
        Button(page, "Remove responder credential").Click();

        _useCases.Sent.OfType<RemoveResponder.Command>().ShouldHaveSingleItem().Id.ShouldBe(Id);
    }

    [Fact]
    public void Responder_WhenTestedAgain_SendsIt()
    {
        Acts(Acting);
        _useCases.On<TestResponder.Command, Done>(_ => ConnectionProblems.NoResponder);
        var page = Open();

        Button(page, "Test again").Click();

        Read(TileOf(page, "Responder credential")).ShouldContain("has no responder credential");
    }

    private static readonly GetResponder.Standing Acting = new(
        ConnectionState.Degraded, "Authorizations: insufficient permission: Customize Application", ConnectionFlow.JwtBearer, "acting-key",
        "responder@acme.example", Now.AddDays(300),
        [new("Customize Application", false, "finding the authorizations to revoke"), new("API Enabled", true, "every call to the org")],
        Now.AddMinutes(-1), "Sade Abeni", Now.AddDays(-2));

    private void Acts(GetResponder.Standing? responder) =>
        _useCases.On<GetResponder.Query, GetResponder.Answer>(_ => new GetResponder.Answer(responder, Now));

    private static AngleSharp.Dom.IElement TileOf(IRenderedComponent<OrgPage> page, string title) =>
        page.FindAll("section.tile").Single(t => Read(t.QuerySelector("h2")!) == title);

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<OrgPage> page, string text) =>
        page.FindAll("button").Single(b => Read(b) == text);

    private void Answer(GetOrg.Detail detail) => _useCases.On<GetOrg.Query, GetOrg.Detail>(_ => detail);

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], permissions.ToHashSet()));

    private IRenderedComponent<OrgPage> Open() => Render<OrgPage>(p => p.Add(o => o.Id, Id.Value));
}
