using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class TokenInventoryTests
{
    [Fact]
    public async Task Read_OfAPlainOrg_IsCompleteAndKeyedByHmac()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["aPr-canary-1"] = org.Handles["aPr-canary-2"] = true;
        using var bench = new Bench();

        var read = (await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null,
            CancellationToken.None)).Value!;

        read.Rows.Select(r => r.Key).ShouldBe([bench.KeyOf("aPr-canary-1"), bench.KeyOf("aPr-canary-2")],
            ignoreOrder: true);
        read.Counted.ShouldBe(2);
        read.RightConfirmed.ShouldBeTrue();
        var row = read.Rows[0];
        row.AppKind.ShouldBe(ClientAppKind.Unknown);
        row.CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 14, 9, 31, 2, TimeSpan.Zero));
        row.UserId.ShouldBe(FakeOrg.UserId[..15]);
        row.ProfileName.ShouldBeNull();
        org.Peer.Requests.ShouldAllBe(r => !r.Soql.Contains("AccessToken", StringComparison.Ordinal)
            && !r.Soql.Contains("RequestToken", StringComparison.Ordinal));
        org.Peer.Requests.ShouldAllBe(r => !r.Query.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Threat_T16_LyingOrg_ThatWithdrawsTheRight_IsNoEmptyList()
    {
        await using var org = await FakeOrg.StartAsync();
        org.MayCustomize = false;
        using var bench = new Bench();

        var read = await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null, CancellationToken.None);

        read.Problem!.Code.ShouldBe(RemoteCodes.RightMissing);
        read.Problem.Message.ShouldStartWith("insufficient permission: Customize Application.");
    }

    [Fact]
    public async Task Threat_T16_LyingOrg_ThatWithdrawsTheRightMidway_IsNoEmptyList()
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = (_, asked) =>
        {
            if (asked.Soql.Contains("DeleteToken", StringComparison.Ordinal)) org.MayCustomize = false;
            return Task.FromResult(false);
        };
        using var bench = new Bench();

        var read = await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null, CancellationToken.None);

        read.Problem!.Code.ShouldBe(RemoteCodes.RightMissing);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.000+0000", "-5", null)]
    [InlineData("0001-01-01T00:00:00.000+0000", "1000000000000", int.MaxValue)]
    [InlineData("yesterday", "3.5", null)]
    [InlineData("2026-01-14T09:31:02Z", "7", 7)]
    public async Task Threat_T16_LyingOrg_TouchesOnlyItself(string moment, string uses, int? counted)
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["h"] = true;
        org.First = async (context, asked) =>
        {
            if (!asked.Soql.Contains("DeleteToken", StringComparison.Ordinal)) return false;
            await context.JsonAsync(FakeOrg.PageJson([$$"""
                {"AppName":"{{new string('x', 9000)}}","UserId":"'; DROP","User":null,"AppMenuItem":{"ApplicationId":"0H4xx0000000001GAA"},
                 "CreatedDate":"{{moment}}","LastUsedDate":"{{moment}}","UseCount":{{uses}},"DeleteToken":"h"}
                """]));
            return true;
        };
        using var bench = new Bench();

        var row = (await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null,
            CancellationToken.None)).Value!.Rows.Single();

        row.AppName.Length.ShouldBe(255);
        row.AppKind.ShouldBe(ClientAppKind.ConnectedApp);
        row.UserId.ShouldBe("");
        row.UseCount.ShouldBe(counted);
        row.CreatedAt.Year.ShouldBeInRange(1999, DateTimeOffset.UtcNow.Year + 1);
        row.LastUsedAt.ShouldBe(counted == 7 ? row.CreatedAt : null);
    }

    [Fact]
    public async Task Read_WhenOrgKeepsChanging_IsHonestlyIncomplete()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["h"] = true;
        org.Counted = 2;
        using var bench = new Bench();

        var read = (await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null,
            CancellationToken.None)).Value!;

        (read.Rows.Count, read.Counted).ShouldBe((1, 2));
        org.Peer.Requests.Count(r => r.Soql.Contains("COUNT()", StringComparison.Ordinal)).ShouldBe(6);
        read.Calls.ShouldBe(org.Peer.Requests.Count(r => r.Path.EndsWith("/query", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task Read_WhenHandlesDoNotLast_TellsRowsByAppUserAndMoment()
    {
        await using var org = await FakeOrg.StartAsync();
        var reads = 0;
        org.Counted = 3;
        org.First = async (context, asked) =>
        {
            if (!asked.Soql.Contains("DeleteToken", StringComparison.Ordinal)) return false;
            var n = Interlocked.Increment(ref reads);
            string[] handles = [$"a{n}", $"b{n}", $"c{n}"];
            foreach (var handle in handles) org.Handles[handle] = true;
            await context.JsonAsync(FakeOrg.PageJson([
                FakeOrg.RowJson(handles[0]), FakeOrg.RowJson(handles[1]),
                    FakeOrg.RowJson(handles[2], "2026-01-14T09:31:03.000+0000")]));
            return true;
        };
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);

        var first = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;
        var second = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;
        var answers = await bench.RevokeAsync(link, [first.Rows[0].Key, new(new string('0', 64))]);

        first.Rows.Count.ShouldBe(3);
        first.Rows.Select(r => r.Key).ShouldBe(second.Rows.Select(r => r.Key));
        answers.Select(a => a.Outcome).ShouldBe([RevocationOutcome.Accepted, RevocationOutcome.AlreadyGone],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"totalSize":1,"done":true,"records":[{"DeleteTok""")]
    [InlineData("""{"totalSize":1,"done":true}""")]
    [InlineData("""{"totalSize":1,"done":false,"records":[]}""")]
    [InlineData("[]")]
    [InlineData("<html>maintenance</html>")]
    [InlineData("")]
    public async Task Read_WhenAnAnswerIsCutOrOdd_IsUnavailable(string body)
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = async (context, asked) =>
        {
            if (!asked.Soql.Contains("DeleteToken", StringComparison.Ordinal)) return false;
            await context.JsonAsync(body);
            return true;
        };
        using var bench = new Bench();

        var read = await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null, CancellationToken.None);

        read.Problem!.Kind.ShouldBe(ProblemKind.RemoteUnavailable);
        read.Problem.Code.ShouldBe("org.answer-unreadable");
    }

    [Theory]
    [InlineData("""{"totalSize":1,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-1","records":[]}""")]
    public async Task Threat_T16_LyingOrg_WhosePagesNeverEnd_IsLeft(string page)
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = async (context, asked) =>
        {
            if (!asked.Soql.Contains("DeleteToken", StringComparison.Ordinal)
                && !asked.Path.EndsWith("01g-1", StringComparison.Ordinal))
                return false;
            await context.JsonAsync(page);
            return true;
        };
        using var bench = new Bench();

        (await bench.Org.ReadTokensAsync(await bench.JwtLinkAsync(org.Origin), null,
            CancellationToken.None)).Problem!.Code.ShouldBe("org.answer-unreadable");
        org.Peer.Requests.Count.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task TestRights_WhenOrgLacksAField_AsksOneByOne()
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = async (context, asked) =>
        {
            if (!asked.Soql.Contains("PermissionsViewEventLogFiles", StringComparison.Ordinal)) return false;
            await context.ErrorAsync(400, "INVALID_FIELD", "No such column");
            return true;
        };
        using var bench = new Bench();

        var rights = (await bench.Org.TestRightsAsync(await bench.JwtLinkAsync(org.Origin),
            CancellationToken.None)).Value!;

        rights.Single(r => r.Right == "View Event Log Files").Held.ShouldBeNull();
        rights.Single(r => r.Right == "Customize Application").Held.ShouldBe(true);
        rights.Single(r => r.Right == "View Roles").Held.ShouldBe(false);
    }
}
