using System.Text;
using Bunit;
using Governance.Application.Access;
using Governance.Application.Connections;
using Governance.Application.Imports;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Orgs;

public sealed class ConnectOrgTests : PageTest
{
    private static readonly ListOrgGroups.Row Emea = new(OrgGroupId.New(), "EMEA");
    private static readonly Guid Ticket = Guid.NewGuid();
    private readonly ScriptedUseCases _useCases = new();
    private readonly BunitJSModuleInterop _module;

    public ConnectOrgTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Sade Abeni");
        Groups(Emea);
        _useCases.On<ListSnapshotOrgs.Query, IReadOnlyList<ListSnapshotOrgs.Row>>(_ => Array.Empty<ListSnapshotOrgs.Row>());
        _useCases.On<CheckLoginHost.Query, CheckLoginHost.Origin>(_ => new CheckLoginHost.Origin(new Uri("https://login.salesforce.com")));
        _module = JSInterop.SetupModule("./js/connect.js");
        Hands(new CredentialField.Sent(Ticket, "RSA 3072 bits", null, false));
    }

    [Fact]
    public void Wizard_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<ListOrgGroups.Query>();

        Render<ConnectOrg>().FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Wizard_WhenThereIsNoOrgGroup_SaysWhoMakesOne()
    {
        Groups();

        Read(Render<ConnectOrg>().Find(".state")).ShouldContain("A Portal admin makes the first one");
    }

    [Fact]
    public void Wizard_WhenMayNotConnect_NamesTheRole()
    {
        _useCases.On<ListOrgGroups.Query, IReadOnlyList<ListOrgGroups.Row>>(_ => AccessProblems.Denied(Permission.ConnectOrg));

        Read(Render<ConnectOrg>().Find("[role=note]")).ShouldContain("You need the role Org admin.");
    }

    [Fact]
    public void Where_WhenHostIsRefused_SaysSoAtTheFieldAndStays()
    {
        _useCases.On<CheckLoginHost.Query, CheckLoginHost.Origin>(_ => ConnectionProblems.HostRefused("it is not on the list"));
        var page = Where("Core", "evil.example");

        Read(page.Find("#connect-host-note")).ShouldContain("is not a Salesforce login host the portal may call");
        page.Find("#connect-host").GetAttribute("aria-invalid").ShouldBe("true");
        page.FindAll("#connect-key").ShouldBeEmpty();
    }

    [Fact]
    public void Where_WhenNameAndGroupAreMissing_NamesBoth()
    {
        Groups(Emea, new ListOrgGroups.Row(OrgGroupId.New(), "AMER"));
        var page = Where("", "login.salesforce.com");

        Read(page.Find("#connect-name-note")).ShouldBe("Give the org a name.");
        Read(page.Find("#connect-group-note")).ShouldBe("Choose the org group.");
    }

    [Fact]
    public void How_WhenJwt_NamesEveryStepInSalesforce()
    {
        var guide = Read(Where("Core", "login.salesforce.com").Find(".guide"));

        guide.ShouldContain("Enable JWT Bearer Flow");
        guide.ShouldContain("api (Manage user data via APIs) and refresh_token");
        guide.ShouldContain("Admin approved users are pre-authorized");
        guide.ShouldContain("http://localhost/connect/callback");
    }

    [Fact]
    public void Connect_WhenJwt_HandsOverTheKeyThenStartsWithItsTicket()
    {
        var id = ConnectionId.New();
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ => new StartConnection.Receipt(id, null));
        var page = Filled();

        Press(page, "Connect org");

        _useCases.Sent.OfType<StartConnection.Command>().Single().ShouldBe(new StartConnection.Command(
            "Core", Emea.Id, "login.salesforce.com", ConnectionFlow.JwtBearer, "consumer-key", "portal@acme.example", Ticket));
        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith($"/orgs/{id.Value:D}");
    }

    [Fact]
    public void Connect_WhenItIsTheOrgOfASnapshot_SaysSo_AndOffersThoseOfTheChosenGroupOnly()
    {
        var (here, elsewhere) = (new ListSnapshotOrgs.Row(OrgId.New(), "<i>Legacy</i>", Emea.Id), new ListSnapshotOrgs.Row(OrgId.New(), "Far", OrgGroupId.New()));
        _useCases.On<ListSnapshotOrgs.Query, IReadOnlyList<ListSnapshotOrgs.Row>>(_ => new[] { here, elsewhere });
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ => ConnectionProblems.NoSuchSnapshot);
        var page = Filled(p => p.Find("#connect-snapshot").Change(here.Id.Value.ToString("D")));

        Press(page, "Connect org");

        _useCases.Sent.OfType<StartConnection.Command>().Single().Snapshot.ShouldBe(here.Id);
        page.FindAll("#connect-snapshot option").Select(o => o.TextContent).ShouldBe(["None: it is another org", "<i>Legacy</i>"]);
        Read(page.Find("#connect-snapshot-note")).ShouldContain("Choose another one, or none.");
    }

    [Fact]
    public void Connect_WhenWebServer_SendsThePersonToSalesforce()
    {
        Hands(new CredentialField.Sent(null, null, null, IsEmpty: true));
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ =>
            new StartConnection.Receipt(ConnectionId.New(), new Uri("https://login.salesforce.com/services/oauth2/authorize?state=s")));
        var page = Where("Core", "login.salesforce.com");
        page.FindAll("input[type=radio]")[2].Change(true);
        page.Find("#connect-key").Change("consumer-key");

        Press(page, "Continue at Salesforce");

        var sent = _useCases.Sent.OfType<StartConnection.Command>().Single();
        sent.RedirectUri.ShouldBe(new Uri("http://localhost/connect/callback"));
        (sent.Ticket, sent.Username).ShouldBe((null, null));
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.Uri.ShouldStartWith("https://login.salesforce.com/services/oauth2/authorize");
    }

    [Fact]
    public void Connect_WhenClientCredentials_AsksForTheSecretAndNoUser()
    {
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ => new Problem(
            ProblemKind.Invalid, "connection.my-domain-needed", "This flow needs the org's My Domain."));
        var page = Where("Core", "login.salesforce.com");
        page.FindAll("input[type=radio]")[1].Change(true);
        page.Find("#connect-key").Change("consumer-key");
        Read(page.Find(".guide")).ShouldContain("Run As");
        page.FindAll("#connect-user").ShouldBeEmpty();

        Press(page, "Connect org");

        _useCases.Sent.OfType<StartConnection.Command>().Single().ShouldBe(new StartConnection.Command(
            "Core", Emea.Id, "login.salesforce.com", ConnectionFlow.ClientCredentials, "consumer-key", null, Ticket));
        Read(page.Find("#connect-host-note")).ShouldContain("My Domain");
    }

    [Fact]
    public void Connect_WhenThePortalMakesTheKey_OffersItsCertificateAndStartsWithItsTicket()
    {
        var made = new MakeKeyPair.Receipt(Guid.NewGuid(), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "AB12",
            new DateTimeOffset(2027, 11, 23, 8, 0, 0, TimeSpan.Zero));
        _useCases.On<MakeKeyPair.Command, MakeKeyPair.Receipt>(_ => made);
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ => new StartConnection.Receipt(ConnectionId.New(), null));
        var page = Filled();

        Press(page, "Make a key pair");

        var link = page.Find("a[download='portal.crt']").GetAttribute("href")!;
        Encoding.ASCII.GetString(Convert.FromBase64String(link[(link.IndexOf(',', StringComparison.Ordinal) + 1)..])).ShouldBe(made.Certificate);
        page.FindAll("input[type=file]").ShouldBeEmpty();
        Read(page.Find("form.field")).ShouldContain("The certificate ends on 2027-11-23");
        Press(page, "Connect org");
        _useCases.Sent.OfType<StartConnection.Command>().Single().Ticket.ShouldBe(made.Ticket);
    }

    [Fact]
    public void Connect_WhenTheKeyIsRefused_SaysSoAtTheFieldAndSendsNothing()
    {
        Hands(new CredentialField.Sent(null, null, "This is not an unencrypted RSA private key in PEM form.", false));
        var page = Filled();

        Press(page, "Connect org");

        Read(page.Find("input[type=file] ~ .err")).ShouldContain("This is not an unencrypted RSA private key");
        _useCases.Sent.OfType<StartConnection.Command>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(StartConnection.Command.ClientId), "#connect-key-note")]
    [InlineData(nameof(StartConnection.Command.Username), "#connect-user-note")]
    [InlineData(nameof(StartConnection.Command.Name), "#connect-name-note")]
    [InlineData(nameof(StartConnection.Command.LoginHost), "#connect-host-note")]
    public void Connect_WhenAFieldIsRefused_ShowsItWhereItIs(string field, string note)
    {
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ => new Problem(
            ProblemKind.Invalid, "message.invalid", "Mend this.", new Dictionary<string, string> { [field] = "Mend this." }));
        var page = Filled();

        Press(page, "Connect org");

        Read(page.Find(note)).ShouldBe("Mend this.");
    }

    [Fact]
    public void Connect_WhenTheTicketRanOut_AsksForTheKeyAgain()
    {
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ =>
            Problem.Invalid("connection.credential-missing", "The key or secret you handed over is no longer there."));
        var page = Filled();

        Press(page, "Connect org");

        Read(page.Find("input[type=file] ~ .err")).ShouldContain("no longer there");
    }

    [Fact]
    public void Connect_WhenTheOrgGroupIsGone_SaysSoAtTheFirstStep()
    {
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ =>
            Problem.NotFound("org-group.not-found", "There is no such org group, or it is not one of yours."));
        var page = Filled();

        Press(page, "Connect org");

        Read(page.Find("#connect-group-note")).ShouldContain("There is no such org group");
    }

    [Fact]
    public void Connect_WhenAnythingElseFails_SaysSoOnTop()
    {
        _useCases.On<StartConnection.Command, StartConnection.Receipt>(_ => new Problem(ProblemKind.Broken, "portal.unexpected", "Something broke."));
        var page = Filled();

        Press(page, "Connect org");

        Read(page.Find(".note[role=alert]")).ShouldContain("Something broke.");
    }

    private void Groups(params ListOrgGroups.Row[] rows) =>
        _useCases.On<ListOrgGroups.Query, IReadOnlyList<ListOrgGroups.Row>>(_ => rows);

    private void Hands(CredentialField.Sent answer) => _module.Setup<CredentialField.Sent>("send", _ => true).SetResult(answer);

    private static void Press(IRenderedComponent<ConnectOrg> page, string button) =>
        page.FindAll("button").First(b => Read(b) == button).Click();

    private IRenderedComponent<ConnectOrg> Where(string name, string host, Action<IRenderedComponent<ConnectOrg>>? more = null)
    {
        var page = Render<ConnectOrg>();
        more?.Invoke(page);
        page.Find("#connect-name").Change(name);
        page.Find("#connect-host").Change(host);
        page.Find("form").Submit();
        return page;
    }

    private IRenderedComponent<ConnectOrg> Filled(Action<IRenderedComponent<ConnectOrg>>? where = null)
    {
        var page = Where("Core", "login.salesforce.com", where);
        page.Find("#connect-key").Change("consumer-key");
        page.Find("#connect-user").Change("portal@acme.example");
        return page;
    }
}
