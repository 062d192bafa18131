using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Npgsql;
using Xunit.Abstractions;

namespace Governance.E2E;

/// <summary>Two instances on one PostgreSQL behind one address, one of them killed in the middle of its work.</summary>
[Collection(BrowserFixture.LongCollection)]
public sealed class InstanceStories(BrowserFixture browsers, ITestOutputHelper output) : Story(browsers)
{
    private const string Password = "CANARY-database-password-6d0f1c";
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(35);
    private readonly PairDatabase _database = new(Password);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (PairDatabase.Server is not null) await _database.DropAsync();
    }

    [LongPostgreSqlStory]
    public async Task Threat_T56_KilledAnywhere_NoSecondEffect_OfTwoInstances()
    {
        await using var estate = await Estate.StartPairAsync(_database.Connection, ("Sync__Interval", "00:00:05"), ("Logging__LogLevel__Quartz", "Trace"));
        var responder = await SignInAsync(estate, Responder, instance: 0);
        var auditor = await SignInAsync(estate, Auditor, instance: 1);
        var admin = await SignInAsync(estate, OrgAdmin, instance: 0);
        var live = await estate.LiveTokensAsync(IsGainfold);
        await estate.FaultAsync(null, "POST", "/services/oauth2/revoke", new JsonObject { ["delayMs"] = 700 });
        await estate.FaultAsync("APAC", "GET", "/services/data/", new JsonObject { ["delayMs"] = 1500 });

        await OpenAsync(admin, "/orgs");
        await admin.GetByRole(AriaRole.Link, new() { Name = "APAC", Exact = true }).First.ClickAsync();
        await ClickUntilAsync(Button(admin, "Sync now"), Button(admin, "Syncing"));
        await PlanRevocationAsync(responder, "Gainfold");
        await ConfirmAsync(responder, "Vendor reported a breach, ticket SEC-4713", "Gainfold");
        await auditor.GotoAsync(responder.Url);
        await auditor.GetByText("L1 accepted").Or(auditor.GetByText("L2 gone on re-read")).First.WaitForAsync();
        var claims = $"SELECT count(*) FROM \"Work\" WHERE \"DoneAt\" IS NULL AND \"ClaimedBy\" LIKE '%:{estate.PortalProcess}'";
        await Wait.UntilAsync(async () => await CountAsync(claims) >= 2, "the first instance to be at work", TimeSpan.FromSeconds(20));

        var (held, firedBefore) = (await CountAsync(claims), await CountAsync(Ticks));
        await estate.KillAsync(0);
        var killed = Stopwatch.StartNew();
        await estate.ClearFaultsAsync();
        await Wait.UntilAsync(async () => await CountAsync(claims) == 0, "the other instance to take over", TakenOverWithin);
        output.WriteLine($"{held} items of the killed instance taken over after {killed.Elapsed.TotalSeconds:0.0} s");

        // The same page, the same session, untouched: it goes on at the other instance.
        await SettlesAsync(responder, "contained");
        await SettlesAsync(auditor, "contained");
        output.WriteLine($"contained {killed.Elapsed.TotalSeconds:0.0} s after the kill");
        estate.Proxy.Served(1).ShouldBeGreaterThan(0);
        await NothingIsLostOrDoneTwiceAsync(estate, live);
        await Wait.UntilAsync(async () => await CountAsync(Ticks) > firedBefore, "the schedule to go on", TimeSpan.FromSeconds(90));
        // One a minute, whoever fires: two instances firing the same tick would be less than a second apart.
        (await CountAsync(Ticks.Replace("count(*)", "count(*) FILTER (WHERE \"At\" - before < interval '30 seconds')", StringComparison.Ordinal))).ShouldBe(0);
        string.Join('\n', estate.PortalOutput).ShouldNotContain(Password);
    }

    [LongPostgreSqlStory]
    public async Task Database_AwayForHalfAMinuteAmidARevocation_NothingIsLostNorDoneTwice()
    {
        await using var line = new DatabaseLine(_database.Connection);
        await using var estate = await Estate.StartPairAsync(line.Connection);
        var responder = await SignInAsync(estate, Responder, instance: 0);
        var auditor = await SignInAsync(estate, Auditor, instance: 1);
        var newcomer = await SignInAsync(estate, OrgAdmin, instance: 1);
        var live = await estate.LiveTokensAsync(IsGainfold);
        await estate.FaultAsync(null, "POST", "/services/oauth2/revoke", new JsonObject { ["delayMs"] = 700 });
        await PlanRevocationAsync(responder, "Gainfold");
        await ConfirmAsync(responder, "Vendor reported a breach, ticket SEC-4713", "Gainfold");
        await OpenAsync(auditor, "/authorizations");
        await Wait.UntilAsync(async () => await CountAsync("SELECT count(*) FROM \"IncidentTargets\" WHERE \"State\" = 'Done'") > 3, "the first tokens to be revoked", TimeSpan.FromSeconds(60));

        line.Cut();
        var away = Stopwatch.StartNew();
        await Wait.UntilAsync(async () => await ReadyAsync() is (503, 503), "both instances to be unready", TimeSpan.FromSeconds(15));
        (await estate.HealthAsync(0, "live")).ShouldBe(200);
        foreach (var page in new[] { responder, auditor })
            await page.GetByRole(AriaRole.Heading, new() { Name = "Your rights can’t be checked now" }).WaitForAsync();
        await newcomer.GotoAsync("/orgs");
        await newcomer.GetByText("You stay signed in.").WaitForAsync();
        (await auditor.ContentAsync()).ShouldNotContain(Password);
        await Wait.UntilAsync(() => away.Elapsed > TimeSpan.FromSeconds(30), "half a minute", TimeSpan.FromSeconds(40));
        line.Mend();

        await Wait.UntilAsync(async () => await ReadyAsync() is (200, 200), "both instances to be ready again", TimeSpan.FromSeconds(30));
        await estate.ClearFaultsAsync();
        // The same sessions, and two pages that nobody touched.
        await SettlesAsync(responder, "contained");
        await auditor.Locator("tbody tr").First.WaitForAsync();
        await newcomer.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await newcomer.GetByRole(AriaRole.Heading, new() { Name = "Orgs", Level = 1 }).WaitForAsync();
        await NothingIsLostOrDoneTwiceAsync(estate, live);
        string.Join('\n', estate.PortalOutput).ShouldNotContain(Password);

        async Task<(int, int)> ReadyAsync() => (await estate.HealthAsync(0, "ready"), await estate.HealthAsync(1, "ready"));
    }

    private const string Ticks = """
        SELECT count(*) FROM (SELECT "At", lag("At") OVER (ORDER BY "Seq") AS before FROM "AuditEntries"
            WHERE "Action" = 'org.syncs-scheduled' AND "Outcome" = 'Done') AS ticks
        """;

    private async Task NothingIsLostOrDoneTwiceAsync(Estate estate, int live)
    {
        (await estate.LiveTokensAsync(IsGainfold)).ShouldBe(0);
        var targets = await CountAsync("SELECT count(*) FROM \"IncidentTargets\"");
        var called = await CountAsync("""
            SELECT count(DISTINCT a."Id") FROM "IncidentTargets" t JOIN "Authorizations" a ON a."Id" = t."AuthorizationId" WHERE a."AppName" LIKE 'Gainfold%'
            """);
        var others = await CountAsync("""
            SELECT count(DISTINCT a."Id") FROM "IncidentTargets" t JOIN "Authorizations" a ON a."Id" = t."AuthorizationId" WHERE a."AppName" NOT LIKE 'Gainfold%'
            """);
        (called, called + others).ShouldBe((live, targets));
        (await CountAsync("SELECT count(*) FROM \"IncidentTargets\" WHERE \"State\" <> 'Done' OR \"Level\" <> 'L2'")).ShouldBe(0);
        // The responder's own access tokens are revoked too, when an org's containment has ended; only those name a caller.
        var revokes = (await estate.CallsAsync()).Where(c => c!["path"]!.GetValue<string>() == "/services/oauth2/revoke" && c["caller"] is null).ToList();
        // Asked again only what was asked and had no answer in the journal.
        var asked = await CountAsync("SELECT count(*) FROM \"IncidentTargets\" WHERE \"Attempts\" > 1");
        revokes.Count(c => c!["status"]!.GetValue<int>() == 200).ShouldBeInRange(live, targets, "a token is revoked once, whoever was killed in between");
        (revokes.Count - targets).ShouldBeLessThanOrEqualTo(asked);
        asked.ShouldBeInRange(1, targets - 1);
        (await CountAsync("SELECT count(*) FROM \"Work\" WHERE \"DoneAt\" IS NULL AND \"Kind\" LIKE 'contain%'")).ShouldBe(0);
        output.WriteLine($"{targets} targets, {live} live tokens, {revokes.Count} revocations, {asked} targets asked again");
    }

    private static bool IsGainfold(string app) => app.StartsWith("Gainfold", StringComparison.Ordinal);

    private async Task<int> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Connection);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Statements of this file.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
