using System.IO.Compression;
using System.Text;
using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.OrgSimulator;
using Governance.OrgSimulator.Control;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>The metadata retrieve against the stand-in world and against an org that lies, over real HTTP.</summary>
public sealed class MetadataRetrieveTests
{
    private const string Soap = "(?i)/services/soap/m/.*";

    [Fact]
    public async Task Read_OfEveryOrgOfTheDemo_IsComplete_AndSaysWhatTheTruthSays()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = NewBench();
        foreach (var org in world.Ready.Orgs)
        {
            var (read, calls) = await ReadAsync(bench, await LinkAsync(bench, world, org, org.Username));

            var truth = world.World.OrgNamed(org.Name)!;
            read.Problem.ShouldBeNull();
            read.Troubles.ShouldBeEmpty();
            read.IsComplete.ShouldBeTrue();
            var apps = read.Items.Where(i => i.Kind == ItemKind.AppPolicy).ToDictionary(i => i.Key, i => (AppPolicyFacts)i.Facts);
            apps.Count.ShouldBe(truth.Apps.Count(a => a.IsInstalled));
            foreach (var app in truth.Apps.Where(a => a.IsInstalled))
            {
                var facts = apps[(app.IsExternalClientApp ? "ECA:" : "CA:") + app.DeveloperName];
                (facts.PkceRequired, facts.RotationEnabled, facts.IdleTtlEnforced, facts.ConsumerKey, facts.ApiVersion)
                    .ShouldBe((app.Policy.PkceRequired, app.Policy.RotationEnabled, app.Policy.IdleTtlEnforced, app.ConsumerKey, "67.0"));
                facts.Scopes.ShouldBe(app.Policy.Scopes.Order(StringComparer.Ordinal));
                facts.PermittedUsers.ShouldBe(app.Policy.AdminApproved ? PermittedUsers.AdminApproved : PermittedUsers.SelfAuthorized);
            }
            Enum.GetValues<ItemKind>().Where(CapabilityKinds.Of(Capability.Metadata).Contains).Except(read.Items.Select(i => i.Kind))
                .ShouldBeSubsetOf(truth.Certificates.Count == 0 ? [ItemKind.AppCertificate, ItemKind.NamedCredential] : [ItemKind.NamedCredential]);
            calls.ShouldBeLessThanOrEqualTo(6);
        }
        bench.Log.Text.ShouldNotContain("sessionId");
    }

    [Fact]
    public async Task Read_OfTheHostileWorld_LosesNoApp()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "hostile" });
        using var bench = NewBench();
        var org = world.Ready.Orgs[0];

        var (read, _) = await ReadAsync(bench, await LinkAsync(bench, world, org, org.Username));

        read.Problem.ShouldBeNull();
        var keys = world.World.OrgNamed(org.Name)!.Apps.Where(a => a.IsInstalled).Select(a => (a.IsExternalClientApp ? "ECA:" : "CA:") + a.DeveloperName.Trim()).ToList();
        read.Items.Where(i => i.Kind == ItemKind.AppPolicy).Select(i => i.Key).ShouldBe(keys.Where(k => k.Length <= InventoryItem.KeyMaxLength), ignoreOrder: true);
        // The others are not lost in silence.
        read.Troubles.Count(t => t.Contains("longer than any in Salesforce", StringComparison.Ordinal)).ShouldBe(keys.Count(k => k.Length > InventoryItem.KeyMaxLength));
    }

    [Fact]
    public async Task Read_WithoutModifyMetadata_NamesTheRight()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = NewBench();
        var org = world.Ready.Orgs[0];
        var limited = world.World.OrgNamed(org.Name)!.Users.Single(u => u.Username.StartsWith("limited.reader", StringComparison.Ordinal)).Username;

        var (read, _) = await ReadAsync(bench, await LinkAsync(bench, world, org, limited));

        read.Problem!.Code.ShouldBe(RemoteCodes.RightMissing);
        read.Problem.Message.ShouldContain("Modify Metadata");
        read.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_WhenALookFails_GoesOn_AndWhenTheSessionEnds_SignsInOnce()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = NewBench();
        var org = world.Ready.Orgs[0];
        world.Faults.Add([
            new FaultRule(new FaultMatch(org.Name, "POST", Soap, 2, null), new FaultEffect { Status = 500, ErrorCode = "INVALID_SESSION_ID" }),
            new FaultRule(new FaultMatch(org.Name, "POST", Soap, 4, null), new FaultEffect { Status = 503, Html = System.Text.Json.JsonSerializer.SerializeToElement(true) })]);

        var (read, _) = await ReadAsync(bench, await LinkAsync(bench, world, org, org.Username));

        read.Problem.ShouldBeNull();
        read.IsComplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData("UNKNOWN_EXCEPTION", ProblemKind.RemoteUnavailable)]
    [InlineData("INVALID_SESSION_ID", ProblemKind.RemoteRefused)]
    [InlineData("API_DISABLED_FOR_ORG", ProblemKind.RemoteRefused)]
    public async Task Read_WhenRefused_IsAProblemInWords(string code, ProblemKind kind)
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = NewBench();
        var org = world.Ready.Orgs[0];
        world.Faults.Add([new FaultRule(new FaultMatch(org.Name, "POST", Soap, null, null), new FaultEffect { Status = 500, ErrorCode = code })]);

        var (read, _) = await ReadAsync(bench, await LinkAsync(bench, world, org, org.Username));

        read.Problem!.Kind.ShouldBe(kind);
        read.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_WhenTheZipIsHalfWritten_IsAProblem()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = NewBench();
        var org = world.Ready.Orgs[0];
        world.Faults.Add([new FaultRule(new FaultMatch(org.Name, "POST", Soap, 5, null), new FaultEffect { TruncateBytes = 2_000 })]);

        var (read, _) = await ReadAsync(bench, await LinkAsync(bench, world, org, org.Username));

        read.Problem!.Kind.ShouldBe(ProblemKind.RemoteUnavailable);
        read.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_WhenComponentsHaveMessages_TakesTheRestOver_AndSaysThem()
    {
        await using var org = await LyingOrg.StartAsync("<messages><fileName>connectedApps/X.connectedApp</fileName><problem>You are not allowed</problem></messages>",
            Zip(("connectedApps/A.connectedApp", "<ConnectedApp><label>A</label></ConnectedApp>"), ("connectedApps/B.connectedApp", "<Conn")));
        using var bench = NewBench();

        var (read, _) = await ReadAsync(bench, await bench.JwtLinkAsync(org.Fake.Origin));

        read.Problem.ShouldBeNull();
        read.IsComplete.ShouldBeFalse();
        read.Items.Select(i => i.Key).ShouldBe(["CA:A"]);
        read.Troubles.ShouldContain("connectedApps/X.connectedApp: You are not allowed");
        read.Troubles.ShouldContain(t => t.StartsWith("connectedApps/B.connectedApp"));
        read.Troubles.ShouldContain("The org does not hand out NamedCredential.");
    }

    [Theory]
    [InlineData("not base64 !!!")]
    [InlineData("UEsDBAo=")]
    [InlineData("")]
    public async Task Read_WhenTheZipIsNone_IsAProblem(string zip)
    {
        await using var org = await LyingOrg.StartAsync("", zip);
        using var bench = NewBench();

        var (read, _) = await ReadAsync(bench, await bench.JwtLinkAsync(org.Fake.Origin));

        read.Problem!.Code.ShouldBe("org.answer-unreadable");
    }

    [Fact]
    public async Task Read_WhenItNeverEnds_StopsInTime_AndShowsNoSession()
    {
        await using var org = await LyingOrg.StartAsync("", "", isDone: false);
        using var bench = NewBench(o => o.RetrieveTimeout = TimeSpan.FromMilliseconds(200));

        var (read, _) = await ReadAsync(bench, await bench.JwtLinkAsync(org.Fake.Origin));

        read.Problem!.Code.ShouldBe("org.timed-out");
        org.Fake.Peer.Requests.Where(r => r.Path.StartsWith("/services/Soap", StringComparison.Ordinal)).ShouldAllBe(r => r.Body.Contains("canary-access"));
        bench.Log.Text.ShouldNotContain("canary-access");
    }

    private static Bench NewBench(Action<SalesforceOptions>? more = null) => new(o =>
    {
        (o.FirstLook, o.LongestLook) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));
        more?.Invoke(o);
    });

    private static async Task<(CapabilityRead Read, int Calls)> ReadAsync(Bench bench, OrgLink link)
    {
        var options = bench.Get<SalesforceOptions>();
        var talk = new OrgConversation(link, CallPurpose.ScheduledRead, bench.Get<OrgWire>(), bench.Get<SignIn>(), bench.Get<OrgGates>(), options);
        return (await new MetadataRetrieve(talk, options, bench.Clock).ReadAsync(CancellationToken.None), talk.Calls);
    }

    private static async Task<OrgLink> LinkAsync(Bench bench, SimulatorHost world, ReadyOrg org, string username) =>
        await bench.JwtLinkAsync(org.LoginUrl, org.ClientId, username, await File.ReadAllTextAsync(world.Ready.JwtKeyFile));

    private static string Zip(params (string Path, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return Convert.ToBase64String(bytes.ToArray());
    }

    /// <summary>An org that answers the Metadata API as the test says.</summary>
    private sealed class LyingOrg : IAsyncDisposable
    {
        public FakeOrg Fake { get; private init; } = null!;

        public static async Task<LyingOrg> StartAsync(string messages, string zip, bool isDone = true)
        {
            var fake = await FakeOrg.StartAsync();
            fake.First = async (context, asked) =>
            {
                if (asked.Path == "/services/data")
                {
                    await context.JsonAsync("""[{"version":"60.0"},{"version":"99.0"},{"version":"x"}]""");
                    return true;
                }
                if (!asked.Path.StartsWith("/services/Soap/m/62.0", StringComparison.Ordinal)) return false;
                var result = asked.Body switch
                {
                    var b when b.Contains("describeMetadata", StringComparison.Ordinal) => "<metadataObjects><xmlName>ConnectedApp</xmlName></metadataObjects>",
                    var b when b.Contains("<retrieveRequest", StringComparison.Ordinal) || b.Contains(":retrieveRequest", StringComparison.Ordinal) => "<done>false</done><id>09Sxx0000000001AAA</id>",
                    var b => $"<done>{(isDone ? "true" : "false")}</done><success>true</success>{messages}"
                        + (b.Contains(">true</", StringComparison.Ordinal) ? $"<zipFile>{zip}</zipFile>" : ""),
                };
                await context.WriteAsync(200, "text/xml", "<E:Envelope xmlns:E=\"http://schemas.xmlsoap.org/soap/envelope/\"><E:Body><r xmlns=\"http://soap.sforce.com/2006/04/metadata\">"
                    + $"<result>{result}</result></r></E:Body></E:Envelope>");
                return true;
            };
            return new LyingOrg { Fake = fake };
        }

        public ValueTask DisposeAsync() => Fake.DisposeAsync();
    }
}
