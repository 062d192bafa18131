using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Governance.Application;
using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Database.Sqlite;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Governance.Web.Auth;
using Governance.Web.Connect;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Web.Tests.Orgs;

public sealed class ConnectEndpointTests : IAsyncLifetime
{
    private static readonly string Key = NewKey(2048);
    private Portal _portal = null!;
    private WebApplication _app = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _portal = await Portal.OpenAsync(TestDatabase.Sqlite);
        _app = await EndpointHost.StartAsync<TestSignIn>(services =>
        {
            services.AddSingleton<TimeProvider>(_portal.Clock).AddSingleton<ISalesforceOrg>(_portal.Orgs).AddSingleton<IOrgResponder>(_portal.Orgs).AddSingleton<IOrgCanary>(_portal.Orgs).AddSingleton<IAuditAnchor>(_portal.Anchor);
            services.AddGovernance(new SqliteProvider(), _portal.Connection);
        }, app => app.MapConnect());
        _browser = _app.GetTestClient();
        SignInAs(Actors.OrgAdmin);
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Credential_WhenAKey_AnswersATicketAndNeverTheKey()
    {
        using var answer = await HandAsync("key", Key);

        ((int)answer.StatusCode).ShouldBe(200);
        var body = await answer.Content.ReadAsStringAsync();
        new CanarySearch(Key.Split('\n')[3]).Text("answer", body).ShouldFindNothing();
        var said = await answer.Content.ReadFromJsonAsync<ConnectEndpoints.Answer>();
        said!.Description.ShouldBe("RSA 2048 bits");
        (await StoredAsync(said.Ticket!.Value)).ShouldBe(Key);
    }

    [Fact]
    public async Task Credential_WhenASecret_AnswersATicket()
    {
        using var answer = await HandAsync("secret", Canaries.ClientSecret);

        var said = await answer.Content.ReadFromJsonAsync<ConnectEndpoints.Answer>();
        (await StoredAsync(said!.Ticket!.Value)).ShouldBe(Canaries.ClientSecret);
    }

    [Theory]
    [InlineData("key", "nonsense", "not an unencrypted RSA private key")]
    [InlineData("secret", "", "Enter the consumer secret.")]
    [InlineData("refresh", " ", "Enter the refresh token.")]
    [InlineData("refresh", "two words that are no token", "This is not a refresh token. It is one line without blanks, mostly beginning with 5Aep.")]
    [InlineData("other", "anything", "Choose the file")]
    public async Task Credential_WhenUnusable_SaysWhy(string kind, string credential, string says)
    {
        using var answer = await HandAsync(kind, credential);

        ((int)answer.StatusCode).ShouldBe(400);
        var said = await answer.Content.ReadFromJsonAsync<ConnectEndpoints.Answer>();
        said!.Problem!.ShouldContain(says);
        said.Ticket.ShouldBeNull();
    }

    [Fact]
    public async Task Credential_WhenTooLarge_IsRefused()
    {
        using var answer = await HandAsync("key", new string('x', SecretIntake.MaxBytes + 1));
        using var huge = await HandAsync("key", new string('x', 2 * SecretIntake.MaxBytes));

        ((int)answer.StatusCode).ShouldBe(400);
        ((int)huge.StatusCode).ShouldBe(400);
        (await huge.Content.ReadFromJsonAsync<ConnectEndpoints.Answer>())!.Problem!.ShouldContain("larger than 64 KB");
        (await DepositsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Credential_WithoutAntiforgery_IsRefusedAndNothingIsStored()
    {
        using var form = FormOf("key", Key);
        using var answer = await _browser.PostAsync(ConnectEndpoints.CredentialPath, form);

        ((int)answer.StatusCode).ShouldBe(400);
        (await DepositsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Credential_WhenMayNotConnect_IsRefused()
    {
        SignInAs(Actors.Auditor);

        using var answer = await HandAsync("key", Key);

        ((int)answer.StatusCode).ShouldBe(403);
        (await DepositsAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("webhook", "https://hooks.example.com/services/CANARY", "webhook address at hooks.example.com")]
    [InlineData("signing", "CANARY-signing-secret-of-32-characters", "signing secret")]
    public async Task Credential_OfAChannel_IsTakenFromPortalAdminsOnly(string kind, string credential, string description)
    {
        using var refused = await HandAsync(kind, credential);
        ((int)refused.StatusCode).ShouldBe(403, "an Org admin manages no channel");
        SignInAs(Actors.PortalAdmin);
        using var key = await HandAsync("key", Key);
        ((int)key.StatusCode).ShouldBe(403, "a Portal admin connects no org");
        (await DepositsAsync()).ShouldBe(0);

        using var taken = await HandAsync(kind, credential);

        var answer = (await taken.Content.ReadFromJsonAsync<ConnectEndpoints.Answer>())!;
        (answer.Ticket is not null, answer.Description).ShouldBe((true, description));
        (await taken.Content.ReadAsStringAsync()).ShouldNotContain("CANARY");
    }

    [Theory]
    [InlineData("webhook", "")]
    [InlineData("webhook", "hooks.example.com/services")]
    [InlineData("signing", "short")]
    [InlineData("signing", "thirty-two characters with a space in them")]
    public async Task Credential_OfAChannel_WhenItCannotBeOne_IsRefused(string kind, string credential)
    {
        SignInAs(Actors.PortalAdmin);

        using var answer = await HandAsync(kind, credential);

        ((int)answer.StatusCode).ShouldBe(400);
        (await DepositsAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(ConnectEndpoints.CredentialPath)]
    [InlineData(ConnectEndpoints.CallbackPath)]
    public async Task Endpoints_WhenNotSignedIn_Answer401(string path)
    {
        _browser.DefaultRequestHeaders.Remove("x-person");

        using var answer = path == ConnectEndpoints.CallbackPath
            ? await _browser.GetAsync($"{path}?code=c&state=s")
            : await _browser.PostAsync(path, FormOf("key", Key));

        ((int)answer.StatusCode).ShouldBe(401);
    }

    [Fact]
    public async Task Callback_WhenItFits_GoesToTheOrgAndReplaysAreRefused()
    {
        var (id, state) = await GivenASignInAsync();

        using var first = await ReturnAsync($"code={Canaries.Code}&state={state}");
        using var replay = await ReturnAsync($"code={Canaries.Code}&state={state}");

        ((int)first.StatusCode).ShouldBe(302);
        first.Headers.Location!.ToString().ShouldBe($"/orgs/{id.Value:D}");
        ((int)replay.StatusCode).ShouldBe(400);
        (await replay.Content.ReadAsStringAsync()).ShouldContain("was used before");
        (await DepositsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Callback_WhenConsentWasRefused_ShowsTheOrgWithItsCause()
    {
        var (id, state) = await GivenASignInAsync();

        using var answer = await ReturnAsync($"error=access_denied&state={state}");

        ((int)answer.StatusCode).ShouldBe(302);
        var connection = await _portal.ReadAsync(db => db.Connections.SingleAsync(c => c.Id == id));
        (connection.State, connection.Cause).ShouldBe((ConnectionState.ReconnectNeeded, "The consent was refused at Salesforce."));
    }

    [Fact]
    public async Task Callback_WhenSomebodyElseReturns_IsRefused()
    {
        var (_, state) = await GivenASignInAsync();
        SignInAs(Actors.Scoped(Domain.Access.Role.OrgAdmin));

        using var answer = await ReturnAsync($"code=c&state={state}");

        ((int)answer.StatusCode).ShouldBe(400);
        (await DepositsAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("code=c")]
    [InlineData("code=c&state=")]
    [InlineData("code=c&state=unknown")]
    public async Task Callback_WhenStateDoesNotFit_IsABadRequest(string query)
    {
        await GivenASignInAsync();

        using var answer = await ReturnAsync(query);

        ((int)answer.StatusCode).ShouldBe(400);
        (await DepositsAsync()).ShouldBe(0);
    }

    private static string NewKey(int bits)
    {
        using var key = RSA.Create(bits);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static MultipartFormDataContent FormOf(string kind, string credential, string? token = null)
    {
        var form = new MultipartFormDataContent { { new StringContent(kind), "kind" } };
        if (kind == "key") form.Add(new StringContent(credential), "credential", "portal.key");
        else form.Add(new StringContent(credential), "credential");
        if (token is not null) form.Add(new StringContent(token), "__RequestVerificationToken");
        return form;
    }

    private void SignInAs(Actor actor)
    {
        _browser.DefaultRequestHeaders.Remove("x-person");
        _browser.DefaultRequestHeaders.Add("x-person", string.Join('|', [actor.Id["person:".Length..], actor.Session, .. actor.Groups]));
    }

    private async Task<HttpResponseMessage> HandAsync(string kind, string credential)
    {
        using var given = await _browser.GetAsync("/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, ConnectEndpoints.CredentialPath);
        request.Headers.Add("Cookie", given.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        request.Content = FormOf(kind, credential, await given.Content.ReadAsStringAsync());
        return await _browser.SendAsync(request);
    }

    private Task<HttpResponseMessage> ReturnAsync(string query) => _browser.GetAsync($"{ConnectEndpoints.CallbackPath}?{query}");

    private async Task<(ConnectionId Id, string State)> GivenASignInAsync()
    {
        var fake = _portal.Orgs.Add("Core");
        await _portal.InScopeAsync(async services =>
        {
            // The key ring's first key cannot be written while a command's transaction holds SQLite's one writer.
            await services.GetRequiredService<ISecretStore>().GetOrCreateAsync(SecretName.RowKey, () => new Secret("any"));
            return true;
        });
        var group = (await _portal.SendAsync(Actors.OrgAdmin, new ListOrgGroups.Query())).Value![0];
        var started = await _portal.SendAsync(Actors.OrgAdmin, new StartConnection.Command(
            "Core", group.Id, fake.Origin.Host, ConnectionFlow.WebServer, "consumer-key", null, null, new Uri("http://localhost/connect/callback")));
        started.Problem.ShouldBeNull();
        var state = started.Value!.OpenAddress!.Query.TrimStart('?').Split('&').Single(p => p.StartsWith("state=", StringComparison.Ordinal))["state=".Length..];
        return (started.Value.ConnectionId, state);
    }

    private async Task<string?> StoredAsync(Guid ticket)
    {
        // The host's own store: sealed values open only under the application name they were sealed with.
        await using var scope = _app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ISecretStore>().GetAsync(SecretName.Deposit(ticket)))?.Reveal();
    }

    private Task<int> DepositsAsync() => _portal.ReadAsync(db => db.Secrets.CountAsync(s => s.Name.StartsWith("deposit:")));

    private sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (!Request.Headers.TryGetValue("x-person", out var header)) return Task.FromResult(AuthenticateResult.NoResult());
            var parts = header.ToString().Split('|');
            var identity = new ClaimsIdentity(
            [
                new(PrincipalActor.Person, parts[0]), new(PrincipalActor.Session, parts[1]),
                .. parts.Skip(2).Select(g => new Claim(PrincipalActor.Group, g)),
            ], "test");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
        }
    }
}
