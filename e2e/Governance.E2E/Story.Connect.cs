using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Governance.E2E;

// How somebody connects an org, and what must not show afterwards.
public abstract partial class Story
{
    protected static async Task FillWhereAsync(IPage page, JsonNode org, string group)
    {
        await OpenAsync(page, "/orgs/connect");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(org["name"]!.GetValue<string>());
        await page.GetByLabel("Org group").SelectOptionAsync(group);
        await page.GetByLabel("Login host").FillAsync(org["loginUrl"]!.GetValue<string>());
        await ClickUntilAsync(Button(page, "Continue"), page.GetByLabel("Consumer key"));
    }

    protected static async Task ConnectAsync(IPage page, Estate estate, JsonNode org, string group, string expected = "Connected")
    {
        await FillWhereAsync(page, org, group);
        await page.GetByLabel("Consumer key").FillAsync(org["clientId"]!.GetValue<string>());
        await page.GetByLabel("Username").FillAsync(org["username"]!.GetValue<string>());
        await page.GetByLabel("Private key").SetInputFilesAsync(estate.Ready["jwtKeyFile"]!.GetValue<string>());
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect org", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/orgs/*-*");
        await page.GetByText(expected).First.WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>The Heroku account of the world, with its AppLink add-ons; the page is its own at the end.</summary>
    protected static async Task ConnectHerokuAsync(IPage page, Estate estate)
    {
        await OpenAsync(page, "/orgs/heroku/connect");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Northgale Heroku");
        await page.GetByLabel("Heroku token").FillAsync(estate.Ready["heroku"]!["apiKey"]!.GetValue<string>());
        await ClickUntilAsync(Button(page, "Connect Heroku account"), page.GetByText("applink-curved-10234").First);
        await page.GetByText("GenerateQuote").First.WaitForAsync();
    }

    /// <summary>Raw forms of what the world gave us to keep: nowhere in output, files or pages. Sealed values don't match.</summary>
    protected static async Task NoSecretShowsAsync(Estate estate, IPage page)
    {
        var key = string.Concat((await File.ReadAllLinesAsync(estate.Ready["jwtKeyFile"]!.GetValue<string>())).Where(l => !l.StartsWith("---", StringComparison.Ordinal)));
        var secrets = estate.Ready["orgs"]!.AsArray().Select(o => o!["clientSecret"]!.GetValue<string>())
            .Append(estate.Ready["signIn"]!["clientSecret"]!.GetValue<string>()).Append(key[..64]).Append(key[200..264]).ToList();
        secrets.Count.ShouldBeGreaterThan(7);
        var places = new Dictionary<string, string>
        {
            ["output"] = string.Join('\n', estate.PortalOutput),
            ["page"] = await page.ContentAsync(),
        };
        foreach (var file in Directory.GetFiles(estate.Folder, "governance.db*").Append(Path.Combine(estate.Folder, "audit-heads.ndjson")).Where(File.Exists))
        {
            using var shared = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await shared.CopyToAsync(bytes);
            places[file] = Encoding.Latin1.GetString(bytes.ToArray());
        }
        places.Count.ShouldBeGreaterThan(2);
        foreach (var (place, text) in places)
        {
            text.Length.ShouldBeGreaterThan(100, place);
            foreach (var secret in secrets) text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"a secret shows in {place}");
            // Access tokens and refresh tokens by their documented shapes.
            Regex.IsMatch(text, "00D[0-9A-Za-z]{12,15}![0-9A-Za-z._]{20,}|5Aep[0-9A-Za-z._]{20,}").ShouldBeFalse($"a token shows in {place}");
        }
    }
}
