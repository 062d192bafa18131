using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Governance.Application.Access;
using Governance.Application.Imports;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Governance.Web.Downloads;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Web.Tests.Settings;

public sealed class RegisterEndpointTests : IAsyncLifetime
{
    private const string Register = """{"version":1,"orgGroups":["EMEA"],"vendors":[{"name":"Gainfold","rules":[{"kind":"appNameStartsWith","pattern":"gainfold"}]}]}""";

    private readonly ScriptedUseCases _useCases = new();
    private WebApplication _app = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await EndpointHost.StartAsync<TestSignIn>(_useCases.AddTo, app => app.MapRegister());
        _browser = _app.GetTestClient();
        May(Permission.ManageOrgGroups);
        _useCases.On<ImportRegister.Command, ImportRegister.Receipt>(_ => new ImportRegister.Receipt(1, 2, 0, 0, 1, 3));
        _useCases.On<ExportRegister.Command, ImportRegister.Command>(_ => new ImportRegister.Command(["EMEA"], [], [], []));
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Import_WhenTaken_SaysWhatWasAddedAndChanged()
    {
        using var answer = await ImportAsync(Register);

        ((int)answer.StatusCode).ShouldBe(200);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("1 org group added, 2 vendors added, 1 integration changed, 3 people on the list of people.");
        _useCases.Sent.OfType<ImportRegister.Command>().Single().Vendors.Single().Name.ShouldBe("Gainfold");
    }

    [Fact]
    public async Task Import_WhenUnreadable_SaysWhereAndSendsNothing()
    {
        using var answer = await ImportAsync("{\"version\":1,\n\"what\":2}");

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("line 2");
        _useCases.Sent.OfType<ImportRegister.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_WhenTooLarge_IsRefusedUnread()
    {
        using var answer = await ImportAsync(new string(' ', RegisterFile.MaxBytes + 64 * 1024));

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("larger than 10 MB");
        _useCases.Sent.OfType<ImportRegister.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_WhenWithoutTheRight_IsRefusedBeforeTheFileIsRead()
    {
        May(Permission.ViewInventory);

        using var answer = await ImportAsync(Register);

        ((int)answer.StatusCode).ShouldBe(403);
        _useCases.Sent.OfType<ImportRegister.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_WhenTheSignInIsTooOld_OffersAnother()
    {
        _useCases.On<ImportRegister.Command, ImportRegister.Receipt>(_ => AccessProblems.StepUpRequired);

        using var answer = await ImportAsync(Register);

        ((int)answer.StatusCode).ShouldBe(403);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"href=\"{StepUp.AddressOf("/settings/register")}\"");
    }

    [Theory]
    [InlineData(RegisterEndpoints.ImportPath)]
    [InlineData(RegisterEndpoints.ExportPath)]
    public async Task Register_WithoutAntiforgery_IsRefusedAndNothingIsSent(string path)
    {
        using var form = new MultipartFormDataContent { { new StringContent(Register), "register", "register.json" } };

        using var answer = await _browser.PostAsync(path, form);

        ((int)answer.StatusCode).ShouldBe(400);
        _useCases.Sent.ShouldAllBe(s => s is WhoAmI.Query);
    }

    [Fact]
    public async Task Export_WhenAllowed_CanBeImportedAgain()
    {
        using var answer = await PostAsync(RegisterEndpoints.ExportPath, new MultipartFormDataContent());

        ((int)answer.StatusCode).ShouldBe(200);
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
        (await RegisterFile.ReadAsync(await answer.Content.ReadAsStreamAsync(), CancellationToken.None)).Value!.OrgGroups.ShouldBe(["EMEA"]);
    }

    [Fact]
    public async Task Csv_OfOneType_GoesOutAndComesIn()
    {
        _useCases.On<ExportRegister.Command, ImportRegister.Command>(_ => new ImportRegister.Command(["=EMEA"], [], [], []));
        using var answer = await PostAsync(RegisterEndpoints.ExportPath, new MultipartFormDataContent { { new StringContent("orgGroups"), "part" } });

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition!.FileName!.ShouldStartWith("register-orgGroups-");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldBe("\"name\"\r\n\"'=EMEA\"\r\n");
        _useCases.Sent.OfType<ExportRegister.Command>().Single().Part.ShouldBe(RegisterPart.OrgGroups);

        using var taken = await ImportAsync(text, "orgGroups");
        ((int)taken.StatusCode).ShouldBe(200);
        _useCases.Sent.OfType<ImportRegister.Command>().Single().OrgGroups.ShouldBe(["=EMEA"]);
        using var refused = await ImportAsync("name,colour\nEMEA,red", "orgGroups");
        ((int)refused.StatusCode).ShouldBe(400);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Line 1:");
        using var unknown = await ImportAsync(text, "passwords");
        ((int)unknown.StatusCode).ShouldBe(400);
        _useCases.Sent.OfType<ImportRegister.Command>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Import_WhenRecordsWereLeftOut_NamesThemAsText()
    {
        _useCases.On<ImportRegister.Command, ImportRegister.Receipt>(_ => new ImportRegister.Receipt(0, 0, 0)
        { WaiversAsked = 1, LeftOut = 3, LeftOutNames = ["waiver of auth.stale for “<b>x</b>”: no such finding is open here"] });

        using var answer = await ImportAsync(Register);

        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("1 waiver asked for, another Security reviewer decides.");
        page.ShouldContain("&lt;b&gt;x&lt;/b&gt;");
        page.ShouldContain("and 2 more");
    }

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Pia Anduja", [], permissions.ToHashSet()));

    private Task<HttpResponseMessage> ImportAsync(string text, string part = "")
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return PostAsync(RegisterEndpoints.ImportPath, new MultipartFormDataContent { { file, "register", "register.json" }, { new StringContent(part), "part" } });
    }

    private async Task<HttpResponseMessage> PostAsync(string path, MultipartFormDataContent form)
    {
        using var given = await _browser.GetAsync("/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Cookie", given.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        form.Add(new StringContent(await given.Content.ReadAsStringAsync()), "__RequestVerificationToken");
        request.Content = form;
        return await _browser.SendAsync(request);
    }

    private sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var identity = new ClaimsIdentity([new(PrincipalActor.Person, "1"), new(PrincipalActor.Name, "Pia")], "test");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
        }
    }
}
