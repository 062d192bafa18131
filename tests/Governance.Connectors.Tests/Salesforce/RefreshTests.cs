using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>When a session is renewed, and what an org may do meanwhile.</summary>
public sealed class RefreshTests
{
    [Theory]
    [InlineData("", 11, 1)]
    [InlineData("", 13, 2)]
    [InlineData(",\"expires_in\":3600", 56, 1)]
    [InlineData(",\"expires_in\":3600", 58, 2)]
    [InlineData(",\"expires_in\":\"soon\"", 13, 2)]
    [InlineData(",\"expires_in\":-5.5", 11, 1)]
    public async Task Session_ThreeMinutesBeforeItsEnd_IsRenewed(string says, int minutes, int signIns)
    {
        await using var org = await FakeOrg.StartAsync();
        org.Rotates = true;
        org.TokenExtra = says;
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);

        (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
        bench.Clock.Ahead = TimeSpan.FromMinutes(minutes);
        (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();

        org.TokenRequests.Count().ShouldBe(signIns);
    }

    [Fact]
    public async Task Session_WhenRenewalGetsNoAnswer_IsUsedToItsEnd()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);
        (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
        org.First = async (context, asked) =>
        {
            if (asked.Path != "/services/oauth2/token") return false;
            await context.OAuthErrorAsync("temporarily_unavailable", "try later", 503);
            return true;
        };

        bench.Clock.Ahead = TimeSpan.FromMinutes(13);
        var early = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.Org.IdentifyAsync(link, CancellationToken.None)));
        var tries = org.TokenRequests.Count();
        bench.Clock.Ahead = TimeSpan.FromMinutes(16);
        var late = await bench.Org.IdentifyAsync(link, CancellationToken.None);

        early.ShouldAllBe(a => a.Ok);
        tries.ShouldBe(2);
        late.Problem!.Kind.ShouldBe(ProblemKind.RemoteUnavailable);
    }

    [Fact]
    public async Task Refresh_WhenTheOrgKeepsItsToken_MayBeRepeatedAfterALostAnswer()
    {
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);
        (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
        var lost = false;
        org.First = (context, asked) =>
        {
            if (lost || asked.Path != "/services/oauth2/token") return Task.FromResult(false);
            lost = true;
            context.Abort();
            return Task.FromResult(true);
        };

        bench.Clock.Ahead = TimeSpan.FromHours(1);
        var first = await bench.Org.IdentifyAsync(link, CancellationToken.None);
        var second = await bench.Org.IdentifyAsync(link, CancellationToken.None);

        first.Problem!.Code.ShouldBe("org.answer-lost");
        second.Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Threat_T76_ParallelRefresh_KeepsTheNewTokenOfAnAnswerItCannotUse()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Rotates = true;
        using var bench = new Bench();
        var link = await bench.WebLinkAsync(org.Origin, org.RefreshToken);
        org.InstanceUrl = "https://evil.example";

        var refused = await bench.Org.IdentifyAsync(link, CancellationToken.None);
        org.InstanceUrl = null;
        var again = await bench.Org.IdentifyAsync(link, CancellationToken.None);

        refused.Problem!.Code.ShouldBe("connection.host-refused");
        again.Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Threat_T75_WokenHolder_GivesBackTheGrantItMayNotKeep()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Rotates = true;
        using var bench = new Bench();
        var old = org.RefreshToken;
        var link = await bench.WebLinkAsync(org.Origin, old);
        bench.Turns.AreLost = true;

        var answer = await bench.Org.IdentifyAsync(link, CancellationToken.None);

        answer.Problem!.Code.ShouldBe("refresh.turn-lost");
        bench.Secrets[SecretName.RefreshToken(link.Connection)].ShouldBe(old);
        org.Revocations.Single().Form("token").ShouldBe(org.RefreshToken);
        org.Peer.Requests.ShouldAllBe(r => r.Authorization == null);
    }
}
