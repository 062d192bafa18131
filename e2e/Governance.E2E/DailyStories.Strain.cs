using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Governance.E2E;

// What an incident responder can still do while the portal is short of something.
public sealed partial class DailyStories
{
    private const string Busy = "SELECT count(*) FROM \"Work\" WHERE \"ClaimedLane\" LIKE 'strain:%'";

    [LongStory("the places that are full are those of one process")]
    public async Task Threat_T79_FullQueue_ContainmentStarts()
    {
        var page = await SignInAsync(Estate, Responder);
        await PlanOneOfCoreAsync(page);
        await Estate.FaultAsync("APAC", "GET", "/services/data/", new JsonObject { ["delayMs"] = 5000 });
        try
        {
            // Twelve syncs of an org that hardly answers, each in a lane of its own, as those of twelve orgs would be.
            await ExecuteAsync(string.Join(";\n", Enumerable.Range(0, 12).Select(i => string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO "Work" ("Id", "Kind", "SubjectId", "PartId", "Lane", "OnBehalfOf", "Priority", "CreatedAt", "NotBefore", "Attempts", "Fence")
                SELECT '{Guid.NewGuid().ToString().ToUpperInvariant()}', "Kind", "SubjectId", "PartId", 'strain:{i}', "OnBehalfOf", 10, "CreatedAt", "CreatedAt", 0, 0
                FROM "Work" WHERE "Kind" = 'sync-org' AND "SubjectId" = (SELECT "Id" FROM "Connections" WHERE "Name" = 'APAC') LIMIT 1
                """))));
            await Wait.UntilAsync(async () => await ExecuteAsync(Busy) == 8, "every place to be taken", TimeSpan.FromSeconds(20));

            var asked = Stopwatch.StartNew();
            await ConfirmAsync(page, "Never used since it was granted", null);
            await Wait.UntilAsync(async () => await ExecuteAsync("SELECT count(*) FROM \"Work\" WHERE \"Kind\" = 'contain-org' AND \"Attempts\" > 0 AND \"CreatedAt\" > (SELECT max(\"CreatedAt\") FROM \"Work\" WHERE \"Lane\" LIKE 'strain:%')") > 0,
                "the containment to begin", TimeSpan.FromSeconds(20));
            // 2 s, and what the page and two busy cores add.
            asked.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
            await SettlesAsync(page, "Contained");
            (await ExecuteAsync("SELECT count(*) FROM \"Work\" WHERE \"Lane\" LIKE 'strain:%' AND \"DoneAt\" IS NULL")).ShouldBeGreaterThanOrEqualTo(4, "the syncs still wait");
        }
        finally
        {
            await Estate.ClearFaultsAsync();
            await ExecuteAsync("DELETE FROM \"Work\" WHERE \"Lane\" LIKE 'strain:%' AND \"ClaimedBy\" IS NULL");
            await Wait.UntilAsync(async () => await ExecuteAsync(Busy) == 0, "the syncs to end", TimeSpan.FromSeconds(60));
        }
        PolicyViolations.ShouldBeEmpty();
    }

    /// <summary>As when its instance ends between the page and its circuit.</summary>
    [Story]
    public async Task Page_WhenItsFirstConnectionFails_OpensByItself()
    {
        var page = await SignInAsync(Estate, Auditor);
        await page.GotoAsync("about:blank");
        var failures = 1;
        await page.RouteAsync("**/_blazor/negotiate*", route => failures-- > 0 ? route.AbortAsync() : route.ContinueAsync());

        await page.GotoAsync("/orgs");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Orgs", Level = 1 }).WaitForAsync();

        // Again at once: asking by itself would go on for ever.
        failures = 2;
        await page.GotoAsync("/audit");
        await page.GetByRole(AriaRole.Heading, new() { Name = "The page did not open", Level = 1 }).WaitForAsync();
        failures = 0;
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the page again" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Audit", Level = 1 }).WaitForAsync();
        PolicyViolations.ShouldBeEmpty();
    }

    [LongStory("the portal is started anew")]
    public async Task Threat_T80_DiskFloor_KeepsAudit()
    {
        // No disk has so much.
        await Estate.RestartAsync("Disk__FloorMegabytes", "1000000000");
        try
        {
            var admin = await SignInAsync(Estate, OrgAdmin);
            await OpenAsync(admin, "/orgs");
            await admin.GetByRole(AriaRole.Link, new() { Name = "Core", Exact = true }).First.ClickAsync();
            await ClickUntilAsync(Button(admin, "Sync now"), admin.GetByText("is nearly full").First);

            var page = await SignInAsync(Estate, Responder);
            await PlanOneOfCoreAsync(page);
            await ConfirmAsync(page, "Never used since it was granted", null);
            await SettlesAsync(page, "Contained");
            (await ExecuteAsync("SELECT count(*) FROM \"AuditEntries\" WHERE \"Action\" = 'portal.disk-floor'")).ShouldBe(1);
        }
        finally
        {
            await Estate.RestartAsync("Disk__FloorMegabytes", "0");
        }
        PolicyViolations.ShouldBeEmpty();
    }

    private static async Task PlanOneOfCoreAsync(IPage page)
    {
        await OpenAsync(page, "/authorizations?never=true");
        var row = page.Locator("tbody tr").Filter(new() { Has = page.GetByText("Core", new() { Exact = true }) }).First;
        var act = Button(page, "Revoke 1 authorization");
        await ClickUntilAsync(row.GetByRole(AriaRole.Checkbox), act);
        await act.ClickAsync();
        await page.GetByLabel("Reason").WaitForAsync();
    }

    /// <returns>The number asked for, or nothing of use for a change.</returns>
    private async Task<long> ExecuteAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(Estate.Folder, "governance.db")};Pooling=False;Default Timeout=10");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
#pragma warning disable CA2100 // The words of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }
}
