using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Connectors.Notices;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.OrgSimulator;
using Microsoft.AspNetCore.Http;

namespace Governance.Connectors.Tests.Notices;

public sealed class NoticeWebhookTests
{
    private const string Listed = "https://hooks.example.com/services/CANARY-PATH";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:10.0.0.1")]
    public async Task Threat_T06_WebhookToPrivateRange_IsRefused(string address)
    {
        var dialled = false;
        using var bench = new NoticeBench(new NoticeOptions { AllowedHosts = ["hooks.example.com"] }, new OutboundPath(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("13.110.0.1"), IPAddress.Parse(address)]),
            (_, _, _) => { dialled = true; throw new InvalidOperationException(); }));

        var answer = await bench.PostAsync(Listed);

        (answer.Problem!.Code, answer.Problem.Kind, dialled).ShouldBe(("notice.address-refused", ProblemKind.RemoteRefused, false));
        bench.Bench.Log.Text.ShouldContain("SecurityOutboundRefused");
        bench.Bench.Log.Text.ShouldNotContain("CANARY");
    }

    [Fact]
    public async Task Threat_T06_WebhookToPrivateRange_TheCheckedAddressIsDialledOnce()
    {
        var lookups = 0;
        IPAddress[]? dialled = null;
        using var bench = new NoticeBench(new NoticeOptions { AllowedHosts = ["hooks.example.com"] }, new OutboundPath(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(lookups++ == 0 ? "13.110.0.1" : "127.0.0.1")]),
            (addresses, _, _) => { dialled = addresses; throw new IOException("enough"); }));

        var answer = await bench.PostAsync(Listed);

        (answer.Problem!.Code, lookups).ShouldBe(("notice.unreachable", 1));
        dialled.ShouldBe([IPAddress.Parse("13.110.0.1")]);
    }

    [Theory]
    [InlineData("http://hooks.example.com/x", "https")]
    [InlineData("https://evil.example/x", "not on the list")]
    [InlineData("https://hooks.example.com.evil.example/x", "not on the list")]
    [InlineData("https://ahooks.example.com/x", "not on the list")]
    [InlineData("https://hooks.example.com./x", "not on the list")]
    [InlineData("https://hooks.example.com@evil.example/x", "user name")]
    [InlineData("https://hooks.example.com:8443/x", "port")]
    [InlineData("https://10.0.0.1/x", "IP address")]
    [InlineData("https://[::1]/x", "IP address")]
    [InlineData("https://2130706433/x", "unusual")]
    [InlineData("https://hooks.example.com/a/../b", "unusual")]
    [InlineData("https://hooks.example.com/x#y", "fragment")]
    [InlineData("https://hooks.example.com/x y", "character")]
    [InlineData("https://höoks.example.com/x", "character")]
    [InlineData("https://hooks.example.com\\@evil.example/", "character")]
    [InlineData("http://127.0.0.1/x", "this computer")]
    [InlineData("http://localhost:80/x", "unusual")]
    [InlineData("file:///etc/passwd", "https")]
    [InlineData("https://.teams.example.com/x", "address")]
    [InlineData("", "empty")]
    public void Threat_T06_WebhookToPrivateRange_AddressOutsideListIsRefusedUnresolved(string address, string why)
    {
        var answer = new WebhookHosts(new NoticeOptions { AllowedHosts = ["hooks.example.com", ".teams.example.com"] }).Check(address);

        answer.Problem!.Code.ShouldBe("channel.host-refused");
        answer.Problem.Message.ShouldContain(why);
    }

    [Theory]
    [InlineData("https://hooks.example.com/services/T000/B000/XXXX")]
    [InlineData("https://a.teams.example.com/workflows/x?api-version=1&sig=abc")]
    [InlineData("https://hooks.example.com")]
    public void Hosts_WhenListed_AreAllowed(string address) =>
        new WebhookHosts(new NoticeOptions { AllowedHosts = ["hooks.example.com", ".teams.example.com"] }).Check(address).Ok.ShouldBeTrue();

    [Theory]
    [InlineData(200, null)]
    [InlineData(204, null)]
    [InlineData(302, ProblemKind.RemoteRefused)]
    [InlineData(400, ProblemKind.RemoteRefused)]
    [InlineData(404, ProblemKind.RemoteRefused)]
    [InlineData(408, ProblemKind.RemoteUnavailable)]
    [InlineData(429, ProblemKind.RemoteUnavailable)]
    [InlineData(500, ProblemKind.RemoteUnavailable)]
    [InlineData(503, ProblemKind.RemoteUnavailable)]
    public async Task Post_WhenAnswered_TellsByStatusOnly(int status, ProblemKind? kind)
    {
        await using var second = await Peer.StartAsync((context, _) => context.JsonAsync("{}"));
        await using var peer = await Peer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = second.Origin;
            if (status != 204) await context.Response.WriteAsync("CANARY-BODY");
        });
        using var bench = new NoticeBench(new NoticeOptions { AllowLoopback = true });

        var answer = await bench.PostAsync($"{peer.Origin}/hook");

        answer.Problem?.Kind.ShouldBe(kind!.Value);
        answer.Ok.ShouldBe(kind is null);
        (answer.Value ?? answer.Problem!.Message).ShouldContain($"HTTP {status}");
        (answer.Value ?? answer.Problem!.Message).ShouldNotContain("CANARY");
        bench.Bench.Log.Text.ShouldNotContain("CANARY");
        peer.Requests.Count.ShouldBe(1, "the queue repeats, the sender does not");
        second.Requests.ShouldBeEmpty("a redirect is not followed");
    }

    [Fact]
    public async Task Post_WhenPeerIsSlow_EndsWithinFiveSeconds()
    {
        await using var peer = await Peer.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var bench = new NoticeBench(new NoticeOptions { AllowLoopback = true });
        var started = TimeProvider.System.GetTimestamp();

        var answer = await bench.PostAsync($"{peer.Origin}/hook");

        answer.Problem!.Code.ShouldBe("notice.timed-out");
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Post_ToTheStandInWorld_IsSignedAndBareOfDetail()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new NoticeBench(new NoticeOptions { AllowLoopback = true, PortalUrl = new Uri("https://governance.example.com") });
        var delivery = DeliveryId.New();

        foreach (var form in new[] { ChannelForm.Plain, ChannelForm.Slack, ChannelForm.Teams })
            (await bench.PostAsync($"{world.Ready.Oidc}/_sink/webhook", form, delivery)).Value.ShouldBe("HTTP 202");

        var received = world.Webhooks.All();
        received.Count.ShouldBe(3);
        foreach (var hook in received)
        {
            var timestamp = hook.Headers["X-Governance-Timestamp"];
            var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(NoticeBench.Key), Encoding.UTF8.GetBytes($"{timestamp}.{hook.Body}")));
            hook.Headers["X-Governance-Signature"].ShouldBe($"v1={expected}");
            (DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, System.Globalization.CultureInfo.InvariantCulture))).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
            hook.Headers["X-Governance-Delivery"].ShouldBe(delivery.Value.ToString("D"));
            (hook.Method, hook.Headers["Content-Type"]).ShouldBe(("POST", "application/json; charset=utf-8"));
        }
        var plain = JsonDocument.Parse(received[0].Body).RootElement;
        plain.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "kind", "severity", "text", "count", "link", "at"]);
        plain.GetProperty("link").GetString().ShouldBe("https://governance.example.com/incidents/0199aaaa-0000-7000-8000-000000000001");
        JsonDocument.Parse(received[1].Body).RootElement.GetProperty("text").GetString()
            .ShouldBe("Incident declared (critical), 3 targets\n<https://governance.example.com/incidents/0199aaaa-0000-7000-8000-000000000001|Open in the portal>");
        var card = JsonDocument.Parse(received[2].Body).RootElement.GetProperty("attachments")[0];
        card.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        card.GetProperty("content").GetProperty("actions")[0].GetProperty("type").GetString().ShouldBe("Action.OpenUrl");
        bench.Bench.Log.Text.ShouldNotContain("CANARY");
    }

    [Theory]
    [InlineData("xn--hoks-5qa.example.com")]
    [InlineData("https://hooks.example.com")]
    [InlineData("*")]
    public void Options_WhenMistyped_NameTheSetting(string host) =>
        Should.Throw<ArgumentException>(() => new NoticeOptions { AllowedHosts = [host] }.Check()).Message.ShouldStartWith("Notifications:AllowedHosts");
}
