using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.OrgSimulator;
using Governance.OrgSimulator.Control;
using Governance.OrgSimulator.World;
using Xunit.Abstractions;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>The inventory's conversations against the stand-in world, over real HTTP.</summary>
public sealed class InventoryListTests(ITestOutputHelper output)
{
    private static readonly Capability[] All =
        [Capability.ClientApps, Capability.Users, Capability.PermissionSets, Capability.Certificates, Capability.Registrations];

    [Fact]
    public async Task Read_OfEveryDemoOrg_IsCompleteAndAgreesWithTheWorld()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        foreach (var ready in world.Ready.Orgs)
        {
            var truth = world.World.OrgNamed(ready.Name)!;
            var owners = Owners(truth);

            var read = (await bench.Org.ReadInventoryAsync(
                await LinkAsync(bench, world, ready, ready.Username), Ask(All, owners), CancellationToken.None)).Value!;

            read.Reads.Select(r => r.Capability).ShouldBe(All);
            read.Reads.ShouldAllBe(r => r.IsComplete && r.Marker != null);
            read.Usage!.Limit.ShouldBe(truth.ApiLimit);
            var apps = Of<ClientAppFacts>(read, ItemKind.ClientApp);
            apps.Select(a => (a.Facts.Kind, a.Facts.ApiName, a.Facts.IsAdminApproved)).Order().ShouldBe(
                truth.Apps.Where(a => a.IsInstalled).Select(a => (
                    a.IsExternalClientApp ? ClientAppKind.ExternalClientApp : ClientAppKind.ConnectedApp, (string?)a.DeveloperName,
                    (bool?)a.Policy.AdminApproved)).Order());
            var users = Of<UserFacts>(read, ItemKind.User).ToDictionary(u => u.Key);
            owners.ShouldAllBe(o => users.ContainsKey(SalesforceIds.Key(o)));
            truth.Users.Where(u => u.Profile.UserLicense == "Salesforce Integration").ShouldAllBe(u => users.ContainsKey(SalesforceIds.Key(u.Id)));
            users.Values.ShouldAllBe(u => u.Facts.IsFrozen == truth.UserById(u.Key)!.IsFrozen);
            foreach (var (_, key, _, facts) in Of<PermissionSetFacts>(read, ItemKind.PermissionSet))
                facts.Permissions.ShouldBe(facts.AskedPermissions.Where(truth.SetById(key)!.Gives));
            Of<AssignmentFacts>(read, ItemKind.Assignment).ShouldAllBe(a => users.ContainsKey(a.Facts.UserId));
            Of<AccessFacts>(read, ItemKind.Access).Count.ShouldBe(truth.AppAccesses().Count() + truth.PrincipalAccesses().Count());
            Of<CertificateFacts>(read, ItemKind.Certificate).Select(c => c.Facts.ApiName).Order().ShouldBe(truth.Certificates.Select(c => c.Name).Order());
            var registrations = Of<RegistrationFacts>(read, ItemKind.Registration);
            registrations.Select(r => r.Facts.Provider).Order().ShouldBe(truth.ExternalServices().Select(s => s.ProviderId).Order());
            registrations.ShouldAllBe(r => r.Facts.SpecHash != null);
            read.Reads[^1].Specs.Select(s => s.RegistrationKey).Order().ShouldBe(registrations.Select(r => r.Key).Order());
        }
    }

    [Fact]
    public async Task Read_OfTheSetsOfADemoOrg_FindsWhatIsDangerousAndWhoHoldsIt()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var truth = world.World.OrgNamed("Core")!;

        var read = (await bench.Org.ReadInventoryAsync(
            await LinkAsync(bench, world, "Core"), Ask([Capability.PermissionSets]), CancellationToken.None)).Value!;

        var sets = Of<PermissionSetFacts>(read, ItemKind.PermissionSet);
        var reader = sets.Single(s => s.Facts.ApiName == "Governance_Portal_Reader");
        reader.Facts.Grants("CustomizeApplication").ShouldBe(true);
        reader.Facts.Grants("ModifyAllData").ShouldBe(false);
        reader.Facts.Grants("BypassMFAForUiLogins").ShouldBeNull("the org has no such permission");
        sets.Where(s => s.Facts.ProfileName == "System Administrator").ShouldHaveSingleItem().Facts.Grants("ModifyAllData").ShouldBe(true);
        sets.ShouldNotContain(s => s.Facts.ProfileName == "Standard User");
        sets.Single(s => s.Facts.ApiName == "GenerateQuote").Facts.Principals.ShouldBe(["Quote_Access-Caller"]);
        sets.Single(s => s.Facts.ProfileName == "Sales Operations").Facts.Principals.ShouldBe(["Quote_Access-Caller"]);
        reader.Facts.Principals.ShouldBeEmpty();
        var holder = truth.Users.Single(u => u.Username == truth.ReaderUsername).Id[..15];
        Of<AssignmentFacts>(read, ItemKind.Assignment).ShouldContain(a => a.Facts.UserId == holder && a.Facts.PermissionSetId == reader.Key);
        sets.Where(s => s.Facts.HasActivationRequired == true).Select(s => s.Key)
            .ShouldBe(truth.AllSets.Where(s => s.SessionBased).Select(s => s.Id[..15]), ignoreOrder: true);
    }

    [Fact]
    public async Task Read_WhenNothingMoved_SaysSoAndSeesTheNextChange()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var link = await LinkAsync(bench, world, "Core");
        var truth = world.World.OrgNamed("Core")!;
        var first = (await bench.Org.ReadInventoryAsync(link, Ask(All), CancellationToken.None)).Value!;
        var again = Ask(All, known: first);

        var second = (await bench.Org.ReadInventoryAsync(link, again, CancellationToken.None)).Value!;
        lock (truth.Gate)
        {
            var set = truth.AllSets.Single(s => s.Name == "Governance_Portal_Limited");
            set.Permissions.Add("ModifyAllData");
            set.Modified = truth.Now;
        }
        var third = (await bench.Org.ReadInventoryAsync(link, again, CancellationToken.None)).Value!;

        second.Reads.ShouldAllBe(r => r.IsUnchanged && r.Items.Count == 0);
        second.Calls.ShouldBeLessThan(first.Calls);
        third.Reads.Where(r => !r.IsUnchanged).Select(r => r.Capability).ShouldBe([Capability.PermissionSets]);
        Of<PermissionSetFacts>(third, ItemKind.PermissionSet).Single(s => s.Facts.ApiName == "Governance_Portal_Limited")
            .Facts.Grants("ModifyAllData").ShouldBe(true);
    }

    [Fact]
    public async Task FullSync_OfAnUnchangedOrgWithAThousandTokens_CostsAtMostFortyCalls()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "scale", Orgs = 1, Tokens = 1_000 });
        using var bench = new Bench();
        var truth = world.World.OrgNamed("Org 0")!;
        var link = await LinkAsync(bench, world, world.Ready.Orgs[0], truth.ReaderUsername);
        var owners = Owners(truth);
        async Task<(InventoryRead Read, int Logged)> SyncAsync(InventoryAsk ask)
        {
            world.Calls.Clear();
            (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
            (await bench.Org.TestRightsAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
            (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!.Rows.Count.ShouldBe(1_000);
            var read = (await bench.Org.ReadInventoryAsync(link, ask, CancellationToken.None)).Value!;
            return (read, world.Calls.All().Count);
        }

        Capability[] all = [.. All, Capability.Logins, Capability.SetupChanges, Capability.ApiUsage, Capability.Sessions];
        var first = await SyncAsync(Ask(all, owners));
        var unchanged = await SyncAsync(Ask(all, owners, first.Read) with { Since = EventListTests.After(first.Read) });

        output.WriteLine(
            $"first sync {first.Logged} calls ({first.Read.Calls} of the inventory), unchanged {unchanged.Logged} ({unchanged.Read.Calls})");
        first.Read.Reads.ShouldAllBe(r => r.IsComplete);
        unchanged.Read.Reads.Where(r => !CapabilityKinds.IsEvents(r.Capability)).ShouldAllBe(r => r.IsUnchanged);
        unchanged.Logged.ShouldBeLessThanOrEqualTo(40);
        unchanged.Read.Calls.ShouldBeLessThan(unchanged.Logged);
    }

    [Fact]
    public async Task Read_WithoutViewSetup_NamesTheRightAndReadsNothing()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var truth = world.World.OrgNamed("Core")!;
        foreach (var set in truth.AllSets.Where(s => s.Name.StartsWith("Governance_Portal", StringComparison.Ordinal)))
            set.Permissions.RemoveWhere(p => p is "ViewSetup" or "ViewAllUsers" or "ManageUsers");
        var ask = Ask(All) with { NotHeld = ["View Setup and Configuration", "View All Users", "Manage Users"] };

        var read = (await bench.Org.ReadInventoryAsync(await LinkAsync(bench, world, "Core"), ask, CancellationToken.None)).Value!;

        read.Reads.ShouldAllBe(r => r.Items.Count == 0 && r.Problem!.Code == RemoteCodes.RightMissing);
        read.Reads.Single(r => r.Capability == Capability.Users).Problem!.Message.ShouldBe("insufficient permission: View All Users");
        read.Reads.Where(r => r.Capability != Capability.Users).ShouldAllBe(r => r.Problem!.Message == "insufficient permission: View Setup and Configuration");
    }

    [Fact]
    public async Task Read_WhereOneCapabilityIsThrottled_ReadsTheOthers()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        world.Faults.Add([new(new(null, "GET", "/tooling/query", null, null), new FaultEffect { Status = 503 })]);

        var read = (await bench.Org.ReadInventoryAsync(await LinkAsync(bench, world, "Core"), Ask(All), CancellationToken.None)).Value!;

        read.Reads.Where(r => r.Problem is not null).Select(r => r.Capability).ShouldBe([Capability.Certificates, Capability.Registrations]);
        read.Reads.Where(r => r.Problem is not null).ShouldAllBe(r => r.Problem!.Kind == ProblemKind.RemoteUnavailable);
        read.Reads.Count(r => r.IsComplete).ShouldBe(3);
    }

    [Fact]
    public async Task Read_WhenTheDaysCallsAreUsedUp_SaysSoOfEachCapability()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var link = await LinkAsync(bench, world, "Core");
        (await bench.Org.IdentifyAsync(link, CancellationToken.None)).Ok.ShouldBeTrue();
        var truth = world.World.OrgNamed("Core")!;
        truth.ApiLimit = 1;

        var read = (await bench.Org.ReadInventoryAsync(link, Ask(All), CancellationToken.None)).Value!;

        read.Reads.Count.ShouldBe(All.Length);
        read.Reads.ShouldAllBe(r => r.Problem!.Code == RemoteCodes.LimitReached && r.Items.Count == 0);
    }

    [Fact]
    public async Task Read_OfAnOrgWithoutCompositeCalls_AsksOneByOne()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Answer("FROM ConnectedApplication", FakeOrg.PageJson(["""{"Id":"0H4xx0000000001GAA","Name":"Nightly"}"""]));
        using var bench = new Bench();

        var read = (await bench.Org.ReadInventoryAsync(await bench.JwtLinkAsync(org.Origin), Ask([Capability.ClientApps]), CancellationToken.None)).Value!;

        read.Reads[0].Items.ShouldHaveSingleItem().Name.ShouldBe("Nightly");
        read.Reads[0].IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_OfAListShorterThanItsCount_IsHalfAndSaysSo()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Answer("Name, OptionsRefresh", FakeOrg.PageJson(["""{"Id":"0H4xx0000000001GAA","Name":"Nightly"}"""], total: 3));
        using var bench = new Bench();

        var read = (await bench.Org.ReadInventoryAsync(await bench.JwtLinkAsync(org.Origin), Ask([Capability.ClientApps]), CancellationToken.None)).Value!;

        read.Reads[0].IsComplete.ShouldBeFalse();
        read.Reads[0].Troubles.ShouldHaveSingleItem().ShouldContain("the org counted 3 and gave 1");
        read.Reads[0].Marker.ShouldBeNull();
    }

    [Fact]
    public async Task Read_WhereOnePartIsNotThere_TakesTheRestWithAWord()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Answer("Name, OptionsRefresh", FakeOrg.PageJson(["""{"Id":"0H4xx0000000001GAA","Name":"Nightly"}"""]));
        org.Refuse("FROM ExternalClientApplication", "INVALID_TYPE");
        using var bench = new Bench();

        var read = (await bench.Org.ReadInventoryAsync(await bench.JwtLinkAsync(org.Origin), Ask([Capability.ClientApps]), CancellationToken.None)).Value!;

        read.Reads[0].Items.ShouldHaveSingleItem().Name.ShouldBe("Nightly");
        read.Reads[0].Troubles.ShouldHaveSingleItem().ShouldStartWith("External client apps: ");
    }

    [Fact]
    public async Task Read_OfAnOrgThatNeverEndsItsPages_Ends()
    {
        await using var org = await FakeOrg.StartAsync();
        org.First = async (context, asked) =>
        {
            if (!asked.Path.Contains("/query", StringComparison.Ordinal) || asked.Soql.Contains("FROM Organization", StringComparison.Ordinal)) return false;
            await context.JsonAsync(FakeOrg.PageJson([], next: "/services/data/v62.0/query/01gxx-2000", total: 9));
            return true;
        };
        using var bench = new Bench();

        var read = (await bench.Org.ReadInventoryAsync(await bench.JwtLinkAsync(org.Origin), Ask([Capability.Registrations]), CancellationToken.None)).Value!;

        read.Reads[0].Problem!.Message.ShouldContain("did not end");
        read.Calls.ShouldBe(OrgLists.MostPages);
    }

    [Fact]
    public async Task Read_OfARegistrationThatDidNotMove_DoesNotAskForItsSpecAgain()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = new Bench();
        var link = await LinkAsync(bench, world, "Core");
        var first = (await bench.Org.ReadInventoryAsync(link, Ask([Capability.Registrations]), CancellationToken.None)).Value!;
        var known = Of<RegistrationFacts>(first, ItemKind.Registration).Select(r => r.Facts).ToList();
        known.ShouldNotBeEmpty();

        var second = (await bench.Org.ReadInventoryAsync(
            link, Ask([Capability.Registrations]) with { Registrations = [.. known.Skip(1), known[0] with { SystemVersion = 0 }] }, CancellationToken.None)).Value!;

        second.Reads[0].Specs.ShouldHaveSingleItem().RegistrationKey.ShouldBe(known[0].ApiName);
        Of<RegistrationFacts>(second, ItemKind.Registration).Select(r => r.Facts.SpecHash).ShouldBe(
            Of<RegistrationFacts>(first, ItemKind.Registration).Select(r => r.Facts.SpecHash), ignoreOrder: true);
    }

    [Fact]
    public async Task Check_OfTokens_FindsTheMarkerOfTheReadUntilSomethingMoves()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions { Scenario = "scale", Orgs = 1, Tokens = 300 });
        using var bench = new Bench();
        var truth = world.World.OrgNamed("Org 0")!;
        var link = await LinkAsync(bench, world, world.Ready.Orgs[0], truth.ReaderUsername);
        var read = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        var still = (await bench.Org.CheckTokensAsync(link, CancellationToken.None)).Value!;
        lock (truth.Gate) truth.Grants.First(g => Org.IsListed(g, truth.Now) && g.User.Username != truth.ReaderUsername).LastUsed = truth.Now;
        var used = (await bench.Org.CheckTokensAsync(link, CancellationToken.None)).Value!;

        (still.Marker, still.Calls).ShouldBe((read.Marker, 1));
        used.Marker.ShouldNotBe(read.Marker);
    }

    [Fact]
    public async Task Check_OfTokensWithoutTheRight_IsAProblem()
    {
        await using var org = await FakeOrg.StartAsync();
        org.MayCustomize = false;
        using var bench = new Bench();

        var check = await bench.Org.CheckTokensAsync(await bench.JwtLinkAsync(org.Origin), CancellationToken.None);

        check.Problem!.Code.ShouldBe(RemoteCodes.RightMissing);
    }

    [Theory]
    [InlineData("createx20lead", "create lead")]
    [InlineData("getx2FordersxB", "get/ordersxB")]
    [InlineData("boxes", "boxes")]
    public void Unescaped_GivesTheNameBack(string escaped, string name) => RegistrationList.Unescaped(escaped).ShouldBe(name);

    private static InventoryAsk Ask(IEnumerable<Capability> due, IReadOnlyCollection<string>? owners = null, InventoryRead? known = null) => new(
        [.. due.Select(c => new CapabilityDue(c, known?.Reads.Single(r => r.Capability == c).Marker))], owners ?? [],
        known is null ? [] : [.. Of<AssignmentFacts>(known, ItemKind.Assignment).Select(a => a.Facts.UserId)],
        known is null ? [] : [.. Of<RegistrationFacts>(known, ItemKind.Registration).Select(r => r.Facts)], []);

    private static List<(ItemKind Kind, string Key, string Name, T Facts)> Of<T>(InventoryRead read, ItemKind kind) where T : ItemFacts =>
        [.. read.Reads.SelectMany(r => r.Items).Where(i => i.Kind == kind).Select(i => (i.Kind, i.Key, i.Name, (T)i.Facts))];

    private static List<string> Owners(Org org)
    {
        lock (org.Gate) return [.. org.Grants.Where(g => Org.IsListed(g, org.Now)).Select(g => g.User.Id).Distinct()];
    }

    private static Task<OrgLink> LinkAsync(Bench bench, SimulatorHost world, string org)
    {
        var ready = world.Ready.Orgs.Single(o => o.Name == org);
        return LinkAsync(bench, world, ready, ready.Username);
    }

    private static async Task<OrgLink> LinkAsync(Bench bench, SimulatorHost world, ReadyOrg org, string username) =>
        await bench.JwtLinkAsync(org.LoginUrl, org.ClientId, username, await File.ReadAllTextAsync(world.Ready.JwtKeyFile));
}
