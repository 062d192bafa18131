using Bunit;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.Web.Components.Pages.Requests;
using Governance.Web.Tests.Incidents;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Requests;

/// <summary>The form and the review page of a publication.</summary>
public sealed class PublicationPagesTests : IncidentPageTest
{
    private const string Why = "Quotes are wanted in the service console";

    private const string Spec =
        """
        openapi: 3.0.0
        info: { title: "<b>Quotes</b>", version: 1.0.0 }
        paths:
          /quotes:
            post:
              operationId: makeQuote
              summary: <img src=x>
              x-sfdc: { heroku: { authorization: { externalClientApp: Quote_App, permissionSet: Quote_Extra } }, agent: { action: { publishAsAgentAction: true } } }
              responses: { '200': { description: ok } }
            get:
              responses: { '200': { description: ok } }
        """;

    [Fact]
    public async Task Form_HandsTheFileOver_ShowsWhatItIs_AndFilesItsHash()
    {
        var org = await GivenAsync(An.Org("Core"));
        SignIn(Role.OrgAdmin);
        var kept = (await Portal.SendAsync(Actors.OrgAdmin, new KeepRequestSpec.Command(Spec))).Value!;
        var send = JSInterop.SetupModule("./js/spec.js").Setup<SpecField.Sent>("send", _ => true);
        send.SetResult(new SpecField.Sent(null, null, "Line 4: <i>it</i> is broken. The spec was not read."));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/requests/new?kind=app-link-publication");
        var page = Render<RequestNew>();
        page.WaitForAssertion(() => page.Find("form.wizard"), Limit);
        page.Find("#ask-spec").GetAttribute("accept").ShouldBe(".json,.yaml,.yml");
        page.FindAll("form form").ShouldBeEmpty();

        await page.Find("#ask-spec").ChangeAsync(new() { Value = "C:\\fakepath\\api.yaml" });
        page.WaitForAssertion(() => Read(page.Find("#ask-spec-h")).ShouldBe("Line 4: <i>it</i> is broken. The spec was not read."), Limit);
        page.Find("#ask-spec").GetAttribute("aria-invalid").ShouldBe("true");
        send.SetResult(new SpecField.Sent(kept.Hash, kept.Says, null));
        await page.Find("#ask-spec").ChangeAsync(new() { Value = "C:\\fakepath\\api.yaml" });
        page.WaitForAssertion(() => Read(page.Find("form.wizard")).ShouldContain("<b>Quotes</b> 1.0.0, 2 operations"), Limit);
        Read(page.Find("form.wizard")).ShouldContain(kept.Hash);

        page.Find("#ask-org").Change(org.Org.Id.Value.ToString("D"));
        foreach (var (name, value) in new[] { ("addon", "applink-flat-1"), ("record", "to_core"), ("herokuApp", "acme-quotes"), ("api", "Quotes"), ("clientApp", "Other_App") }) page.Find($"#ask-{name}").Change(value);
        page.Find("#ask-why").Input(Why);
        await page.Find("form.wizard").SubmitAsync();
        page.WaitForAssertion(() => Read(page.Find("#ask-clientApp-h")).ShouldBe("The specification says Quote_App. The two must be the same."), Limit);
        page.Find("#ask-clientApp").Change("Quote_App");
        await page.Find("form.wizard").SubmitAsync();
        page.WaitForAssertion(() => Read(page.Find("[aria-labelledby=ask-risk-h]")).ShouldContain("agents may call 1 operation"), Limit);
        Read(page.Find("[aria-labelledby=ask-risk-h]")).ShouldContain("AppLink has no unpublish");
        await page.FindAll("button").Single(b => Read(b) == "Ask").ClickAsync(new());

        page.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldNotContain("new"), Limit);
        (await Portal.ReadAsync(db => db.Requests.SingleAsync())).Content[RequestForms.Spec].ShouldBe(kept.Hash);
    }

    [Fact]
    public async Task Review_ShowsEachOperation_WithWhatIsUnknown_AndThatNothingIsTakenBack()
    {
        var id = await FileAsync(Spec);
        SignIn(Role.SecurityReviewer);

        var page = Show(id);

        var panel = page.Find(".col [aria-labelledby=publication-h]");
        panel.QuerySelectorAll("tbody tr").Select(r => string.Join(" | ", r.QuerySelectorAll("th, td").Select(Read))).ShouldBe(
            ["POST /quotes <img src=x> | user-plus | Quote_Extra | Quote_App | offered | not flagged", "GET /quotes | user | none | none | no | not flagged"]);
        Read(panel).ShouldContain("Nothing is known under that name in that org.");
        Read(panel).ShouldContain("AppLink has no unpublish");
        Read(panel.QuerySelector("header")!).ShouldContain("New");
        panel.QuerySelector("img").ShouldBeNull();
        panel.QuerySelector("a[download]")!.GetAttribute("href").ShouldBe($"/requests/{id.Value:D}/spec");
        page.FindAll(".panel").ShouldAllBe(p => p.Closest(".review") != null);
        page.FindAll(".review > .decide").Count.ShouldBe(1, "the decision is never scrolled away");
    }

    [Fact]
    public async Task Review_OfATextThatSaysNothing_SaysUnknown_NotUser()
    {
        var id = await FileAsync("openapi: 3.0.0\ninfo: { title: Bare }\npaths: { /a: { get: { responses: { '200': { description: ok } } } } }");
        SignIn(Role.SecurityReviewer);

        var page = Show(id);

        page.FindAll("[aria-labelledby=publication-h] tbody td").Select(Read).ShouldBe(["Unknown", "unknown", "none", "no", "not flagged"]);
        Read(page.Find(".risk")).ShouldContain("user mode of 1 operation unknown");
    }

    [Fact]
    public async Task Review_OfATextThatWasChangedInTheDatabase_SaysThatItCannotBePublished()
    {
        var id = await FileAsync(Spec);
        await Portal.WriteAsync(db => db.RequestSpecs.ExecuteUpdate(s => s.SetProperty(x => x.Text, "openapi: 3.0.0")));
        SignIn(Role.SecurityReviewer);

        var page = Show(id);

        Read(page.Find("[aria-labelledby=publication-h]")).ShouldContain("it can’t be published");
        page.FindAll("a[download]").ShouldBeEmpty();
    }

    private IRenderedComponent<RequestPage> Show(RequestId id)
    {
        var page = Render<RequestPage>(p => p.Add(x => x.Id, id.Value));
        page.WaitForAssertion(() => page.Find(".decide"), Limit);
        return page;
    }

    private async Task<RequestId> FileAsync(string spec)
    {
        var org = await GivenAsync(An.Org("Core"));
        var hash = (await Portal.SendAsync(Actors.OrgAdmin, new KeepRequestSpec.Command(spec))).Value!.Hash;
        var filed = await Portal.SendAsync(Actors.OrgAdmin, new FileRequest.Command(RequestKind.AppLinkPublication,
        [
            new(RequestForms.Org, org.Org.Id.Value.ToString("D")), new(RequestForms.Addon, "applink-flat-1"), new(RequestForms.Record, "to_core"), new(RequestForms.HerokuApp, "acme-quotes"),
            new(RequestForms.Api, "Quotes"), new(RequestForms.Spec, hash),
        ], Why));
        filed.Problem.ShouldBeNull();
        return filed.Value!.Id;
    }
}
