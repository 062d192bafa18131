using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Microsoft.AspNetCore.Http;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class SafeHttpTests
{
    private const string Listed = "https://acme.my.salesforce.com";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("198.18.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:4136:e378::1")]
    [InlineData("::127.0.0.1")]
    public async Task Threat_T05_NameTurnsPrivateAfterCheck_IsRefused(string address)
    {
        var dialled = false;
        using var bench = new Bench(null, new OutboundPath(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("13.110.0.1"), IPAddress.Parse(address)]),
            (_, _, _) => { dialled = true; throw new InvalidOperationException(); }));

        var answer = await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(Listed), CancellationToken.None);

        answer.Problem!.Code.ShouldBe("connection.host-refused");
        answer.Problem.Kind.ShouldBe(ProblemKind.RemoteRefused);
        dialled.ShouldBeFalse();
        bench.Log.Text.ShouldContain("SecurityOutboundRefused");
    }

    [Theory]
    [InlineData("13.110.0.1", true)]
    [InlineData("2606:4700::1", true)]
    [InlineData("64:ff9b::d6e:1", true)]
    [InlineData("::ffff:13.110.0.1", true)]
    public void PublicAddress_WhenOnTheOpenInternet_IsAllowed(string address, bool allowed) =>
        PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(allowed);

    [Fact]
    public async Task Threat_T05_NameTurnsPrivateAfterCheck_TheCheckedAddressIsDialled()
    {
        var lookups = 0;
        IPAddress[]? dialled = null;
        using var bench = new Bench(null, new OutboundPath(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(lookups++ == 0 ? "13.110.0.1" : "127.0.0.1")]),
            (addresses, _, _) => { dialled = addresses; throw new IOException("enough"); }));

        await bench.Get<OrgWire>().SendAsync(new OrgCall(new Uri(Listed + "/services/data")) { Repeatable = false },
            CancellationToken.None);

        lookups.ShouldBe(1);
        dialled.ShouldBe([IPAddress.Parse("13.110.0.1")]);
    }

    [Fact]
    public async Task Threat_T05_NameTurnsPrivateAfterCheck_AlsoForLoopbackNames()
    {
        await using var peer = await Peer.StartAsync((context, _) => context.JsonAsync("{}"));
        using var bench = new Bench(o => o.AllowLoopback = false);

        var answer = await bench.Get<OrgWire>().SendAsync(
            new OrgCall(new Uri(peer.Origin + "/services/data")) { Repeatable = false }, CancellationToken.None);

        answer.Problem!.Code.ShouldBe("connection.host-refused");
        peer.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Threat_T04_Redirect_IsNotFollowed(int status)
    {
        await using var second = await Peer.StartAsync((context, _) => context.JsonAsync("{}"));
        await using var org = await FakeOrg.StartAsync();
        using var bench = new Bench();
        org.First = (context, asked) =>
        {
            if (asked.Path == "/services/oauth2/token") return Task.FromResult(false);
            context.Response.StatusCode = status;
            context.Response.Headers.Location = second.Origin + asked.Path;
            return Task.FromResult(true);
        };

        var answer = await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(org.Origin), CancellationToken.None);

        answer.Problem!.Code.ShouldBe("org.redirected");
        second.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("self-signed", "acme.my.salesforce.com", 1)]
    [InlineData("expired", "acme.my.salesforce.com", -1)]
    [InlineData("wrong name", "evil.example", 1)]
    public async Task Threat_T09_BadCertificate_FailsClosed(string what, string name, int ends)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9),
            DateTimeOffset.UtcNow.AddDays(ends));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        await using var peer = await Peer.StartAsync((context, _) => context.JsonAsync("{}"), certificate);
        using var bench = new Bench(null, Bench.PathTo(peer.Port, "13.110.0.1"));

        var answer = await bench.Org.IdentifyAsync(await bench.JwtLinkAsync(Listed), CancellationToken.None);

        answer.Problem!.Code.ShouldBe("org.certificate-refused", what);
        peer.Requests.ShouldBeEmpty();
        bench.Log.Text.ShouldContain("SecurityOutboundRefused");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_WhenAnswerIsTooLarge_DropsItUnread(bool saysSo)
    {
        await using var peer = await Peer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 500;
            var part = new byte[64 * 1024];
            if (saysSo) context.Response.ContentLength = 11 * 1024 * 1024;
            for (var sent = 0; sent < 11 * 1024 * 1024
                && !context.RequestAborted.IsCancellationRequested; sent += part.Length)
                await context.Response.Body.WriteAsync(part);
        });
        using var bench = new Bench();

        var answer = await bench.Get<OrgWire>().SendAsync(
            new OrgCall(new Uri(peer.Origin + "/services/data")) { Repeatable = true }, CancellationToken.None);

        answer.Problem!.Code.ShouldBe("org.answer-too-large");
        answer.Problem.Kind.ShouldBe(ProblemKind.RemoteUnavailable);
        peer.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_WhenPeerIsSlow_EndsInTimeAndIsNotRepeated()
    {
        await using var peer = await Peer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var bench = new Bench(o => o.CallTimeout = TimeSpan.FromMilliseconds(300));

        var answer = await bench.Get<OrgWire>().SendAsync(
            new OrgCall(new Uri(peer.Origin + "/services/data")) { Repeatable = true }, CancellationToken.None);

        answer.Problem!.Code.ShouldBe("org.timed-out");
        peer.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(429, "0", 3)]
    [InlineData(420, null, 3)]
    [InlineData(503, null, 3)]
    [InlineData(429, "3600", 1)]
    [InlineData(400, null, 1)]
    public async Task Send_WhenOrgIsBusy_RepeatsAtMostTwice(int status, string? retryAfter, int tries)
    {
        await using var peer = await Peer.StartAsync((context, _) =>
        {
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            return context.ErrorAsync(status, "SERVER_UNAVAILABLE", "busy");
        });
        using var bench = new Bench();

        var answer = await bench.Get<OrgWire>().SendAsync(
            new OrgCall(new Uri(peer.Origin + "/services/data")) { Repeatable = true }, CancellationToken.None);

        answer.Value!.Status.ShouldBe(status);
        peer.Requests.Count.ShouldBe(tries);
    }

    [Fact]
    public async Task Send_WhenConnectionBreaksOnce_TriesAgain()
    {
        var calls = 0;
        await using var peer = await Peer.StartAsync((context, _) =>
        {
            if (Interlocked.Increment(ref calls) == 1) context.Abort();
            return calls == 1 ? Task.CompletedTask : context.JsonAsync("{}");
        });
        using var bench = new Bench();

        var answer = await bench.Get<OrgWire>().SendAsync(
            new OrgCall(new Uri(peer.Origin + "/services/data")) { Repeatable = true }, CancellationToken.None);

        answer.Value!.Status.ShouldBe(200);
        calls.ShouldBe(2);
    }
}
