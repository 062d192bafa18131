using Governance.Application.Ports;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class TokenRevocationTests
{
    [Fact]
    public async Task Revoke_OfSomeRows_RevokesThoseAndNoOther()
    {
        await using var org = await FakeOrg.StartAsync();
        foreach (var i in Enumerable.Range(0, 20)) org.Handles[$"aPr-{i:00}"] = true;
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);
        await bench.Org.ReadTokensAsync(link, null, CancellationToken.None);

        var answers = await bench.RevokeAsync(link,
            [bench.KeyOf("aPr-03"), bench.KeyOf("aPr-07"), new TokenRowKey(new string('f', 64))]);

        answers.Count(a => a.Outcome == RevocationOutcome.Accepted).ShouldBe(2);
        answers.Count(a => a.Outcome == RevocationOutcome.AlreadyGone).ShouldBe(1);
        org.Handles.Count.ShouldBe(18);
        org.Revocations.Select(r => r.Form("token")).ShouldBe(["aPr-03", "aPr-07"], ignoreOrder: true);
        org.Revocations.ShouldAllBe(r => r.Method == "POST" && r.Query == "" && r.Authorization == null);
    }

    [Theory]
    [InlineData(200, "", "", RevocationOutcome.Accepted)]
    [InlineData(200, "text/html", "<html>sign in</html>", RevocationOutcome.Unreachable)]
    [InlineData(200, "application/json", """{"error":"invalid_token"}""", RevocationOutcome.AlreadyGone)]
    [InlineData(400, "application/x-www-form-urlencoded", "error=invalid_token", RevocationOutcome.AlreadyGone)]
    [InlineData(400, "application/json", """{"error":"invalid_token","error_description":"x"}""", RevocationOutcome.AlreadyGone)]
    [InlineData(400, "application/json", """{"error":"unsupported_token_type"}""", RevocationOutcome.Refused)]
    [InlineData(403, "application/json", """[{"errorCode":"FUNCTIONALITY_NOT_ENABLED","message":"x"}]""", RevocationOutcome.Refused)]
    [InlineData(404, "text/html", "<html>gone</html>", RevocationOutcome.Unreachable)]
    [InlineData(400, "text/html", "<html>?</html>", RevocationOutcome.Unreachable)]
    [InlineData(302, "", "", RevocationOutcome.Unreachable)]
    [InlineData(429, "application/json", """[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"x"}]""", RevocationOutcome.Unreachable)]
    [InlineData(500, "application/json", """[{"errorCode":"UNKNOWN_EXCEPTION","message":"x"}]""", RevocationOutcome.Unreachable)]
    public async Task Threat_T54_AliveAfter200_IsNeverProven(int status, string type, string body,
        RevocationOutcome outcome)
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["aPr-canary"] = true;
        org.First = async (context, asked) =>
        {
            if (asked.Path != "/services/oauth2/revoke") return false;
            await context.WriteAsync(status, type, body);
            return true;
        };
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);
        var key = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!.Rows.Single().Key;

        var answer = (await bench.RevokeAsync(link, [key])).Single();
        var after = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        // Whatever the org claimed, the re-read shows the row and says that it is complete.
        answer.Outcome.ShouldBe(outcome);
        after.Rows.Select(r => r.Key).ShouldContain(key);
        after.Counted.ShouldBe(1);
        answer.Answer.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Responder_WhenItActs_SignsInAnewEachTimeAndNeverWithTheReadersCredential()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["aPr-01"] = org.Handles["aPr-02"] = true;
        using var bench = new Bench();
        var reader = await bench.JwtLinkAsync(org.Origin);
        await bench.Org.ReadTokensAsync(reader, null, CancellationToken.None);
        var responder = await bench.ResponderLinkAsync(reader);
        var before = org.TokenRequests.Count();
        bench.Secrets.Acts.Clear();

        await bench.RevokeAsync(responder, [bench.KeyOf("aPr-01")]);
        await bench.RevokeAsync(responder, [bench.KeyOf("aPr-02")]);

        // Two containments, two access tokens.
        (org.TokenRequests.Count() - before).ShouldBe(2);
        org.Handles.ShouldBeEmpty();
        bench.Secrets.Acts.ShouldContain("get responder.private-key");
        bench.Secrets.Acts.ShouldNotContain("get connection.private-key");
    }

    [Fact]
    public async Task Responder_WhenItHasActed_GivesItsAccessTokenBack()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["aPr-01"] = true;
        using var bench = new Bench();
        var reader = await bench.JwtLinkAsync(org.Origin);
        await bench.Org.ReadTokensAsync(reader, null, CancellationToken.None);
        var link = await bench.ResponderLinkAsync(reader);
        using (var session = bench.Get<IOrgResponder>().Begin(link))
        {
            (await session.EndAsync(CancellationToken.None)).Ok.ShouldBeTrue();
            org.Revocations.ShouldBeEmpty("nothing was asked yet, so there is no token");
            await foreach (var _ in session.RevokeTokensAsync(new HashSet<TokenRowKey> { bench.KeyOf("aPr-01") }, CancellationToken.None)) { }
            (await session.EndAsync(CancellationToken.None)).Ok.ShouldBeTrue();
        }

        // The row's handle first, its own token last.
        org.Revocations.Count().ShouldBe(2);
        org.Revocations.Last().Body.ShouldNotContain("aPr-01");
        (await bench.Get<IOrgResponder>().TestAsync(link, CancellationToken.None)).Value!.Left.ShouldBeNull();
        org.Revocations.Count().ShouldBe(3);
    }

    [Fact]
    public async Task Responder_WithoutItsCredential_SendsNothingAndSaysSo()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["aPr-01"] = true;
        using var bench = new Bench();
        var reader = await bench.JwtLinkAsync(org.Origin);
        var key = (await bench.Org.ReadTokensAsync(reader, null, CancellationToken.None)).Value!.Rows.Single().Key;
        var responder = await bench.ResponderLinkAsync(reader);
        await bench.Secrets.DeleteAsync(responder.PrivateKey);
        var before = org.Peer.Requests.Count;

        var answer = (await bench.RevokeAsync(responder, [key])).Single();

        answer.Outcome.ShouldBe(RevocationOutcome.CredentialRefused);
        org.Peer.Requests.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Responder_WhenTested_SaysWhoItIsAndWhichRightsItHolds()
    {
        await using var org = await FakeOrg.StartAsync();
        org.MayCustomize = false;
        using var bench = new Bench();
        var link = await bench.ResponderLinkAsync(await bench.JwtLinkAsync(org.Origin), "responder@acme.example");

        var test = (await bench.Get<IOrgResponder>().TestAsync(link, CancellationToken.None)).Value!;

        test.Identity.Username.ShouldBe("responder@acme.example");
        test.Rights.Select(r => r.Right).ShouldBe(["API Enabled", "Customize Application", "View All Users", "Manage Users", "Modify Metadata", "Manage Connected Apps", "Assign Permission Sets"]);
        test.Rights.Single(r => r.Right == "Customize Application").Held.ShouldBe(false);
    }

    [Fact]
    public async Task Threat_T54_AliveAfter200_IsNeverProven_ByAnIncompleteList()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["a"] = true;
        org.Counted = 2;
        using var bench = new Bench();

        var answer = (await bench.RevokeAsync(await bench.JwtLinkAsync(org.Origin),
            [new TokenRowKey(new string('0', 64))])).Single();

        answer.Outcome.ShouldBe(RevocationOutcome.Unreachable);
    }

    [Fact]
    public async Task Revoke_WhenRightIsMissing_SaysSoForEveryRow()
    {
        await using var org = await FakeOrg.StartAsync();
        org.MayCustomize = false;
        using var bench = new Bench();

        var answers = await bench.RevokeAsync(await bench.JwtLinkAsync(org.Origin),
            [new(new string('0', 64)), new(new string('1', 64))]);

        answers.Select(a => a.Outcome).ShouldBe([RevocationOutcome.RightMissing, RevocationOutcome.RightMissing]);
        org.Revocations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_WhenOrgIsDown_IsUnreachableForEveryRow()
    {
        using var bench = new Bench();

        var answers = await bench.RevokeAsync(await bench.JwtLinkAsync("http://127.0.0.1:9"),
            [new(new string('0', 64))]);

        answers.Single().Outcome.ShouldBe(RevocationOutcome.Unreachable);
    }

    [Fact]
    public async Task Revoke_WhenLeftMidway_SendsNoMore()
    {
        await using var org = await FakeOrg.StartAsync();
        foreach (var i in Enumerable.Range(0, 500)) org.Handles[$"aPr-{i:000}"] = true;
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);
        var keys = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!.Rows.Select(r =>
            r.Key).ToHashSet();
        using var stop = new CancellationTokenSource();

        var seen = 0;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            using var session = bench.Get<IOrgResponder>().Begin(await bench.ResponderLinkAsync(link));
            await foreach (var _ in session.RevokeTokensAsync(keys, stop.Token))
                if (++seen == 3) await stop.CancelAsync();
        });
        var left = org.Handles.Count;
        var again = await bench.RevokeAsync(link, keys);

        left.ShouldBeGreaterThan(0);
        again.Count.ShouldBe(500);
        again.ShouldAllBe(a => a.Outcome == RevocationOutcome.Accepted || a.Outcome == RevocationOutcome.AlreadyGone);
        org.Handles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T70_Telemetry_HoldsNoCanary()
    {
        await using var org = await FakeOrg.StartAsync();
        foreach (var i in Enumerable.Range(0, 5)) org.Handles[$"aPr-canary-handle-{i}"] = true;
        org.Rotates = true;
        var revocations = 0;
        org.First = async (context, asked) =>
        {
            if (asked.Path != "/services/oauth2/revoke" || Interlocked.Increment(ref revocations) > 3) return false;
            // An org that echoes what it was sent.
            await context.OAuthErrorAsync("unsupported_token_type", $"no: {asked.Form("token")} {org.AccessToken}",
                revocations == 1 ? 500 : 400);
            return true;
        };
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);
        await bench.Secrets.PutAsync(SecretName.ClientSecret(link.Connection),
            new Domain.Secret("canary-client-secret"));

        var texts = new List<string>();
        var read = await bench.Org.ReadTokensAsync(link, null, CancellationToken.None);
        texts.Add(read.ToString());
        texts.AddRange((await bench.RevokeAsync(link, read.Value!.Rows.Select(r => r.Key))).Select(a => a.ToString()));
        org.First = (context, asked) => asked.Path == "/services/oauth2/token"
            ? context.OAuthErrorAsync("invalid_grant",
                $"expired {asked.Form("refresh_token")} {asked.Form("client_secret")}").ContinueWith(_ => true,
                TaskScheduler.Default)
            : context.ErrorAsync(401, "INVALID_SESSION_ID",
                $"Session expired: {asked.Authorization}").ContinueWith(_ => true, TaskScheduler.Default);
        texts.Add((await bench.Org.IdentifyAsync(link, CancellationToken.None)).Problem!.Message);

        texts.Count.ShouldBe(7);
        var all = bench.Log.Text + string.Join('\n', texts);
        bench.Log.Lines.ShouldNotBeEmpty();
        all.ShouldNotContain("canary");
        all.ShouldNotContain("BEGIN PRIVATE KEY");
        all.ShouldNotContain("00Dxx0000001gPL!");
    }
}
