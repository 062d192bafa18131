using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Bunit;
using Governance.Application.Access;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Policies;
using Governance.Web.Tests.Audit;
using Governance.Web.Tests.Incidents;
using Governance.Web.Uploads;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Web.Tests.Policies;

/// <summary>A policy file goes from a form to the page, which shows it and what it would change.</summary>
public sealed class PolicyUploadTests : IncidentPageTest
{
    private const string File = "{\"version\": 1, \"name\": \"From a file\", \"bindings\": [\"EMEA\"], \"rules\": {\"app.idle-ttl\": {\"thresholds\": {\"days\": 14}}}}";

    private readonly ScriptedUseCases _asked = new();

    [Fact]
    public async Task Upload_OfAFile_OpensThePageWithIt_AndProposesNothing()
    {
        SignIn(Role.SecurityReviewer);
        using var answer = await PostAsync(Encoding.UTF8.GetBytes("\uFEFF" + File));
        ((int)answer.StatusCode, answer.Headers.Location?.ToString()).ShouldBe((303, "/policies/list"));

        Services.GetRequiredService<NavigationManager>().NavigateTo("/policies/list");
        var page = Render<PolicyList>();
        page.WaitForAssertion(() => page.Find("#policy-file").TextContent.ShouldBe(File), Limit);

        page.Find("#policy-file").HasAttribute("readonly").ShouldBeTrue();
        page.FindAll("#policy-upload").ShouldBeEmpty();
        page.FindAll("button").First(b => b.TextContent == "Preview what it would do").Click();
        page.WaitForAssertion(() => page.Find("table.cards caption").TextContent.ShouldBe("What it changes"), Limit);
        (await Portal.ReadAsync(db => Task.FromResult(db.PolicyChanges.Count()))).ShouldBe(0);
    }

    [Fact]
    public async Task Upload_OfTheLargestFile_StillReachesThePage()
    {
        var rules = string.Join(",\n", RuleCatalogue.All.Select(r => $"\"{r.Id}\": {{\"on\": true, \"severity\": \"high\"}}"));
        var file = $"{{\"version\": 1, \"name\": \"All\", \"bindings\": [], \"rules\": {{{rules}}}}}".PadRight(PolicyDocument.MaxBytes);

        using var answer = await PostAsync(Encoding.UTF8.GetBytes(file));

        ((int)answer.StatusCode).ShouldBe(303);
        (await Drafts().TakeAsync<PolicyDraft>(Actors.AnySession, "/policies/list", CancellationToken.None))!.File().ShouldBe(file);
    }

    [Fact]
    public async Task Upload_WhenItMayNotBe_IsRefusedAndNothingIsKept()
    {
        using var tooLarge = await PostAsync(new byte[PolicyDocument.MaxBytes + 1]);
        await SaysAsync(tooLarge, 400, "larger than 256 KB");
        using var noText = await PostAsync([0xFF, 0xFE, 0x7B]);
        await SaysAsync(noText, 400, "no text in UTF-8");
        using var none = await PostAsync([]);
        await SaysAsync(none, 400, "Choose the policy file");
        using var forged = await PostAsync(Encoding.UTF8.GetBytes(File), isGenuine: false);
        await SaysAsync(forged, 400, "not sent from a page of the portal");
        using var denied = await PostAsync(Encoding.UTF8.GetBytes(File), Permission.ViewFindings);
        ((int)denied.StatusCode).ShouldBe(403);

        (await Drafts().TakeAsync<PolicyDraft>(Actors.AnySession, "/policies/list", CancellationToken.None)).ShouldBeNull();
    }

    private static async Task SaysAsync(HttpResponseMessage answer, int status, string says)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(says);
    }

    private SessionDrafts Drafts() => Services.GetRequiredService<SessionDrafts>();

    private async Task<HttpResponseMessage> PostAsync(byte[] content, Permission may = Permission.EditPolicy, bool isGenuine = true)
    {
        _asked.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], new HashSet<Permission> { may }));
        await using var app = await EndpointHost.StartAsync<SessionSignIn>(services =>
        {
            services.AddSingleton(Drafts());
            _asked.AddTo(services);
        }, portal => portal.MapUploads());
        using var browser = app.GetTestClient();
        using var given = await browser.GetAsync("/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, PolicyUpload.Path);
        request.Headers.Add("Cookie", given.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        var form = new MultipartFormDataContent { { new ByteArrayContent(content), "policy", "policy.json" } };
        if (isGenuine) form.Add(new StringContent(await given.Content.ReadAsStringAsync()), "__RequestVerificationToken");
        request.Content = form;
        var answer = await browser.SendAsync(request);
        await answer.Content.LoadIntoBufferAsync();
        return answer;
    }

    private sealed class SessionSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var identity = new ClaimsIdentity([new(PrincipalActor.Person, "1"), new(PrincipalActor.Name, "Sade"), new(PrincipalActor.Session, Actors.AnySession)], "test");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
        }
    }
}
