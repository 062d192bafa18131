using System.Net;
using System.Net.Sockets;
using System.Text;
using Governance.Connectors.Notices;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.OrgSimulator;

namespace Governance.Connectors.Tests.Notices;

public sealed class NoticeMailTests
{
    [Fact]
    public async Task Mail_ToTheStandInWorld_ArrivesWithFixedHeaders()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new NoticeBench(Loopback(new Uri(world.Ready.Oidc).Port + 2, portal: new Uri("https://governance.example.com")));

        (await bench.MailAsync()).Ok.ShouldBeTrue();

        var mail = world.Mail.All().ShouldHaveSingleItem();
        (mail.From, mail.Subject).ShouldBe(("portal@governance.example", "[Governance] Incident declared"));
        mail.To.ShouldBe(["security@example.com"]);
        mail.Raw.ShouldContain("Auto-Submitted: auto-generated");
        mail.Raw.ShouldContain("Incident declared (critical), 3 targets");
        mail.Raw.ShouldContain("https://governance.example.com/incidents/0199aaaa-0000-7000-8000-000000000001");
        bench.Bench.Log.Text.ShouldNotContain("security@example.com");
    }

    [Theory]
    [InlineData("security@example.com>\r\nRCPT TO:<other@example.com")]
    [InlineData("security@example.com\nBcc: other@example.com")]
    [InlineData("<security@example.com>")]
    [InlineData("a b@example.com")]
    public async Task Threat_T13_ControlCharacters_InARecipientReachNobody(string to)
    {
        await using var server = new ScriptedServer("220 hello", "250 you", "250 ok", "250 ok");
        using var bench = new NoticeBench(Loopback(server.Port));

        (await bench.MailAsync(to)).Problem!.Code.ShouldBe("notice.bad-recipient");

        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public void Threat_T13_ControlCharacters_InASubjectStayOneLine()
    {
        var text = MailText.Of("portal@governance.example", "a@example.com", "One\r\nBcc: other@example.com", [".", "two\r\n.\r\nMAIL"], DateTimeOffset.UnixEpoch);

        text.Split("\r\n").ShouldContain("Subject: [Governance] One??Bcc: other@example.com");
        text.Split("\r\n").Count(l => l == ".").ShouldBe(1);
        text.Split("\r\n").ShouldContain("..");
    }

    [Theory]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("13.110.0.1", true)]
    [InlineData("10.20.30.40", true)]
    public async Task Threat_T06_WebhookToPrivateRange_MailServerInsideIsRefusedUnlessNamed(string address, bool allowed)
    {
        var dialled = false;
        var options = new NoticeOptions { Smtp = new SmtpOptions { Host = "mail.example.com", From = "portal@example.com", PrivateRanges = ["10.20.0.0/16"] } };
        using var bench = new NoticeBench(options, new OutboundPath(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]), (_, _, _) => { dialled = true; throw new IOException("enough"); }));

        var answer = await bench.MailAsync();

        (dialled, answer.Problem!.Code).ShouldBe((allowed, allowed ? "notice.unreachable" : "notice.address-refused"));
    }

    [Fact]
    public async Task Mail_WhenServerOffersNoEncryption_IsNotSent()
    {
        await using var server = new ScriptedServer("220 hello", "250 you");
        var options = new NoticeOptions { Smtp = new SmtpOptions { Host = "mail.example.com", From = "portal@example.com" } };
        using var bench = new NoticeBench(options, Bench.PathTo(server.Port, "13.110.0.1"));

        (await bench.MailAsync()).Problem!.Code.ShouldBe("notice.no-tls");

        server.Received.ShouldBe(["EHLO [127.0.0.1]"]);
    }

    [Fact]
    public async Task Mail_WhenCommandsAreSlippedInBeforeEncryption_IsNotSent()
    {
        await using var server = new ScriptedServer("220 hello", "250-you\r\n250 STARTTLS", "220 go\r\n250 slipped in");
        var options = new NoticeOptions { Smtp = new SmtpOptions { Host = "mail.example.com", From = "portal@example.com" } };
        using var bench = new NoticeBench(options, Bench.PathTo(server.Port, "13.110.0.1"));

        (await bench.MailAsync()).Problem!.Code.ShouldBe("notice.bad-answer");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "notice.bad-answer")]
    [InlineData("421 later", "notice.mail-later")]
    [InlineData("554 no", "notice.mail-refused")]
    [InlineData("220", "notice.mail-refused")]
    public async Task Mail_WhenServerIsHostile_EndsInOurWords(string greeting, string code)
    {
        await using var server = new ScriptedServer(greeting, "500 CANARY-ANSWER");
        using var bench = new NoticeBench(Loopback(server.Port));

        var answer = await bench.MailAsync();

        answer.Problem!.Code.ShouldBe(code);
        $"{answer.Problem.Message} {bench.Bench.Log.Text}".ShouldNotContain("CANARY");
    }

    [Fact]
    public async Task Mail_WhenServerTalksWithoutEnd_IsCutOff()
    {
        await using var server = new ScriptedServer(string.Join("\r\n", Enumerable.Repeat("220-more", 1_000)), "250 ok");
        await using var wide = new ScriptedServer("220 " + new string('x', 100_000), "250 ok");

        using (var bench = new NoticeBench(Loopback(server.Port))) (await bench.MailAsync()).Problem!.Code.ShouldBe("notice.bad-answer");
        using (var bench = new NoticeBench(Loopback(wide.Port))) (await bench.MailAsync()).Problem!.Code.ShouldBe("notice.bad-answer");
    }

    [Fact]
    public async Task Mail_WhenRecipientIsRefused_TellsTheCodeOnly()
    {
        await using var server = new ScriptedServer("220 hello", "250 you", "250 ok", "550 CANARY no such user");
        using var bench = new NoticeBench(Loopback(server.Port));

        var answer = await bench.MailAsync();

        (answer.Problem!.Kind, answer.Problem.Message).ShouldBe((ProblemKind.RemoteRefused, "The mail server answered 550."));
    }

    private static NoticeOptions Loopback(int port, Uri? portal = null) => new()
    {
        AllowLoopback = true,
        PortalUrl = portal,
        Smtp = new SmtpOptions { Host = "127.0.0.1", Port = port, From = "portal@governance.example" },
    };

    /// <summary>Says one line after another, each when the other side has said one; the first at once.</summary>
    private sealed class ScriptedServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _talk;

        public ScriptedServer(params string[] lines)
        {
            _listener.Start();
            _talk = TalkAsync(lines);
        }

        public List<string> Received { get; } = [];

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _talk;
        }

        private async Task TalkAsync(string[] lines)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII);
                foreach (var (line, i) in lines.Select((l, i) => (l, i)))
                {
                    if (i > 0)
                    {
                        if (await reader.ReadLineAsync() is not { } said) return;
                        Received.Add(said);
                    }
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
                }
                await reader.ReadLineAsync();
            }
            catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
            {
                // The other side hung up, or nobody came.
            }
        }
    }
}
