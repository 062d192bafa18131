using System.Text;
using Microsoft.Playwright;

namespace Governance.E2E;

/// <summary>A publication, from the file to what both sides show: asked for with its text, agreed to by others, published by the portal.</summary>
[Collection(BrowserFixture.LongCollection)]
public sealed class PublicationStories(BrowserFixture browsers) : Story(browsers)
{
    private const string SecondReviewer = "Vera Lindt", Addon = "applink-curved-10234", Api = "GenerateQuote", Why = "Agents make quotes from 1 December";

    private const string Spec =
        """
        openapi: 3.0.1
        info: { title: Quotes for sales, version: '3.0' }
        paths:
          /quotes/draft:
            post:
              operationId: draftQuote
              x-sfdc: { heroku: { authorization: { externalClientApp: Quote_Client, permissionSet: Quote_Session } }, agent: { action: { publishAsAgentAction: true } } }
              responses: { '200': { description: the quote } }
          /quotes/{id}:
            get:
              operationId: readQuote
              parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
              responses: { '200': { description: the quote } }
        """;

    [Story]
    public async Task Publication_FromTheFileToWhatBothSidesShow()
    {
        await using var estate = await Estate.StartAsync("Core");
        var admin = await SignInAsync(estate, OrgAdmin);
        await ConnectHerokuAsync(admin, estate);

        await OpenAsync(admin, "/requests/new");
        await admin.GetByRole(AriaRole.Link, new() { Name = "New AppLink publication" }).ClickAsync();
        var show = Button(admin, "Show risk and who decides");
        await ClickUntilAsync(show, admin.GetByText("Choose the file.").First);
        await admin.GetByLabel("Specification").SetInputFilesAsync(new FilePayload { Name = "api.yaml", MimeType = "text/yaml", Buffer = "openapi: 3.0.1\npaths: {}"u8.ToArray() });
        await admin.GetByText("there is nothing to publish").WaitForAsync();
        await admin.GetByLabel("Specification").SetInputFilesAsync(new FilePayload { Name = "api.yaml", MimeType = "text/yaml", Buffer = Encoding.UTF8.GetBytes(Spec) });
        await admin.GetByText("Quotes for sales 3.0, 2 operations").WaitForAsync();
        await admin.GetByLabel("AppLink add-on").FillAsync(Addon);
        await admin.GetByLabel("Org", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Core (production)" });
        await admin.GetByLabel("AppLink connection").FillAsync("core_prod");
        await admin.GetByLabel("Heroku app").FillAsync("northgale-quotes");
        await admin.GetByLabel("Client name").FillAsync(Api);
        await admin.GetByLabel("Session-based permission set to be made").FillAsync("Quote_Session");
        await admin.GetByLabel("Why? Whoever decides reads it.").FillAsync(Why);
        var ask = Button(admin, "Ask");
        await Wait.UntilAsync(async () =>
        {
            await show.ClickAsync();
            await Task.Delay(500);
            return await ask.IsEnabledAsync();
        }, "the form to be whole", TimeSpan.FromSeconds(30));
        await ask.ClickAsync();
        await admin.GetByRole(AriaRole.Heading, new() { Name = "What is to be published" }).WaitForAsync();
        var address = new Uri(admin.Url).AbsolutePath;

        foreach (var person in new[] { Reviewer, SecondReviewer })
        {
            var reviewer = await SignInAsync(estate, person);
            await OpenAsync(reviewer, address);
            await reviewer.GetByText("Against what is published there today").WaitForAsync();
            if (!await reviewer.Locator("[data-key=a]").IsVisibleAsync()) continue;
            (await reviewer.EvaluateAsync<int>("() => document.documentElement.scrollHeight - window.innerHeight")).ShouldBeLessThanOrEqualTo(0, "all that the decision rests on is in one window");
            await ClickUntilAsync(reviewer.Locator("[data-key=a]"), reviewer.GetByText("Where it stands"));
        }

        await OpenAsync(admin, address);
        await admin.GetByText("Done, and seen").WaitForAsync(new() { Timeout = 60_000 });
        await admin.GetByText("A fresh read shows it on both sides").WaitForAsync();
        var file = await admin.RunAndWaitForDownloadAsync(() => admin.GetByRole(AriaRole.Link, new() { Name = "Download the specification" }).ClickAsync());
        (await File.ReadAllTextAsync(await file.PathAsync())).ShouldBe(Spec);
        await admin.GetByRole(AriaRole.Link, new() { Name = "In the catalog" }).ClickAsync();
        await admin.GetByText("draftQuote").First.WaitForAsync();
        await admin.GetByText("POST /quotes/draft").First.WaitForAsync();
        PolicyViolations.ShouldBeEmpty();
        string.Join('\n', estate.PortalOutput).ShouldNotContain("quotes/draft");
    }
}
