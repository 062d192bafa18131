using Governance.Application.Inventory;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Policies;

/// <summary>Event data of an org: taken over once, kept as long as it may be, and judged.</summary>
public sealed class ActivityTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string App = "Ledger Sync";

    [Fact]
    public async Task Record_WhenTheSameLoginsComeTwice_KeepsThemOnce()
    {
        var org = await GivenAsync(An.Org("Core"));
        var at = Clock.Now.AddDays(-2);
        await RecordAsync(org, Logins(Login("203.0.113.9", at), Login("203.0.113.9", at) with { Protocol = "TLS 1.1" }));

        await RecordAsync(org, Logins(Login("203.0.113.9", at.AddDays(1)), Login("198.51.100.2", at.AddDays(1))));

        var rows = await ReadAsync(db => db.LoginUses.AsNoTracking().OrderBy(u => u.Address).ThenBy(u => u.Protocol).ToListAsync());
        rows.Select(u => (u.Address, u.Protocol, u.FirstSeenAt, u.LastSeenAt)).ShouldBe(
        [
            ("198.51.100.2", "TLS 1.3", at.AddDays(1), at.AddDays(1)),
            ("203.0.113.9", "TLS 1.1", at, at),
            ("203.0.113.9", "TLS 1.3", at, at.AddDays(1)),
        ]);
        rows.ShouldAllBe(u => u.AppKey == "ledger sync");
    }

    [Fact]
    public async Task Record_WhenOneGrantIsUsedFromEverywhere_KeepsTheLatestAddresses()
    {
        var org = await GivenAsync(An.Org("Core"));

        await RecordAsync(org, Logins([.. Enumerable.Range(1, 60).Select(i => Login($"203.0.113.{i}", Clock.Now.AddMinutes(-i)))]));

        var rows = await ReadAsync(db => db.LoginUses.AsNoTracking().ToListAsync());
        rows.Count.ShouldBe(LoginUse.MostPerGrant);
        rows.ShouldNotContain(u => u.Address == "203.0.113.60");
    }

    [Fact]
    public async Task Record_WhenEventsAreOlderThanThirteenMonths_DeletesThem()
    {
        var org = await GivenAsync(An.Org("Core"));
        var day = DateOnly.FromDateTime(Clock.Now.UtcDateTime);
        await RecordAsync(org, Logins(Login("203.0.113.9", Clock.Now)), Changes(Change("0Ym000000000001", Clock.Now)), Usage(new CallsSeen("", day, 1, 0)));
        Clock.Advance(TimeSpan.FromDays(397));

        await RecordAsync(org, Logins(), Changes(Change("0Ym000000000002", Clock.Now)), Usage());

        (await ReadAsync(db => db.LoginUses.CountAsync())).ShouldBe(0);
        (await ReadAsync(db => db.SetupChanges.SingleAsync())).Key.ShouldBe("0Ym000000000002");
        (await ReadAsync(db => db.AppCalls.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Record_OfSessions_ReplacesThoseKnown()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, Sessions(Session("a@acme.example"), Session("b@acme.example")));

        await RecordAsync(org, Sessions(Session("c@acme.example")));

        var only = await ReadAsync(db => db.OrgSessions.SingleAsync());
        (only.Username, only.SessionType, only.Address, only.EndsAt).ShouldBe(("c@acme.example", "Oauth2", "203.0.113.9", Clock.Now.AddHours(2)));
    }

    [Fact]
    public async Task Evaluate_WhenAVendorsAppWasUsedFromElsewhereOverOldTls_Fails()
    {
        var org = await GivenAsync(An.Org("Core"));
        var grant = await GivenAsync(An.Authorization().In(org).Of(App));
        var vendor = await GivenAsync(A.Vendor("Ledgerworks").Claiming(App));
        await WriteAsync(db => db.Vendors.Single(v => v.Id == vendor.Id).Describe(
            db.Vendors.Single(v => v.Id == vendor.Id).Profile() with { Egress = [new AddressRange("198.51.100.0", "198.51.100.255")] }));
        await RecordAsync(org, Logins(Login("203.0.113.9", Clock.Now.AddDays(-1)) with { UserId = grant.UserId, Protocol = "TLS 1.1" }));

        await EvaluateAsync(org);

        (await FindingAsync("auth.outside-egress")).Reason.ShouldBe("Used from 203.0.113.9, which is none of Ledgerworks's recorded addresses.");
        (await FindingAsync("auth.tls-old")).Reason.ShouldBe("Used over TLS 1.1.");
        (await FindingAsync("detect.egress")).ThingName.ShouldBe(App);

        // The right is withdrawn: what was seen says nothing about today, and closes nothing.
        Clock.Advance(TimeSpan.FromDays(40));
        await RecordAsync(org, new CapabilityRead(
            Capability.Logins, Clock.Now, [], [], Problem: Problem.RemoteRefused(RemoteCodes.RightMissing, "insufficient permission: Manage Users")));
        await EvaluateAsync(org);

        (await FindingAsync("auth.outside-egress")).IsOpen.ShouldBeTrue();
        await RecordAsync(org, Logins());
        await EvaluateAsync(org);
        (await FindingAsync("auth.outside-egress")).IsOpen.ShouldBeFalse("a complete read saw no use from elsewhere within 30 days");
    }

    [Fact]
    public async Task Evaluate_WhenSetupWasChanged_SaysWhoChangedWhat()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, Changes(Change("0Ym000000000001", Clock.Now.AddDays(-3)), Change("0Ym000000000002", Clock.Now.AddDays(-1)) with { Action = "changedReport" }));

        await EvaluateAsync(org);

        (await FindingAsync("detect.admin-consent")).Reason.ShouldContain("henrik@northgale.example: Changed permission set Ledger Read");
    }

    [Theory]
    [InlineData(10, 6_000, 0, "detect.volume")]
    [InlineData(10, 200, 5, "detect.bulk-then-delete")]
    [InlineData(10, 400, 0, null)]
    [InlineData(3, 6_000, 5, null)]
    public async Task Evaluate_OfCallsByDay_HoldsTheLastDayAgainstThoseBefore(int days, int last, int bulk, string? failing)
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).Of(App).CreatedDaysAgo(100));
        var yesterday = DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(-1);
        await RecordAsync(org, Usage(
        [
            .. Enumerable.Range(0, days + 1).Select(i => new CallsSeen("", yesterday.AddDays(-i), 7, 0)),
            .. Enumerable.Range(1, days).Select(i => new CallsSeen(App, yesterday.AddDays(-i), 200, 0)),
            new CallsSeen(App, yesterday, last, bulk),
        ]));

        await EvaluateAsync(org);

        var found = await ReadAsync(db => db.Findings.Where(f => f.Thing == ThingKind.Activity && f.State == FindingState.Open).Select(f => f.RuleId).ToListAsync());
        found.ShouldBe(failing is null ? [] : [failing]);
    }

    [Fact]
    public async Task Evaluate_OfAnAddon_LooksAtTheAppsAroundIt()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(A.HerokuAccount().Into(org));
        await WriteAsync(db => db.AppLinkAddons.Single().Surround(new AddonPosture(
            "applink.attacker.example", false, ["a", "b", "c", "d"],
            [.. db.AppLinkAddons.Single().Attachments.Select((t, i) => new AppPosture(
                t.AppKey, t.AppName, "acme", i == 0 ? "production" : "staging", true, i == 0, false, false, ["GO_LOG"]))])));

        (await As(System).SendAsync(new EvaluateEstate.Command())).Problem.ShouldBeNull();

        (await FindingAsync("applink.untrusted-host")).Reason.ShouldContain("applink.attacker.example");
        (await FindingAsync("applink.token-readers")).Reason.ShouldStartWith("4 Heroku users");
        (await FindingAsync("applink.mesh-bypass")).Reason.ShouldContain("lets all routes through unchecked");
    }

    private static LoginSeen Login(string address, DateTimeOffset at) => new("005000000000001", App, address, "TLS 1.3", at, at);

    private static SetupLine Change(string key, DateTimeOffset at) =>
        new(key, "PermSetEnableUserPerm", "Manage Users", "Changed permission set Ledger Read", "henrik@northgale.example", at);

    private SessionSeen Session(string user) =>
        new("005000000000001", user, "Oauth2", "Remote Access 2.0", App, "203.0.113.9", Clock.Now, Clock.Now.AddHours(2));

    private CapabilityRead Logins(params LoginSeen[] logins) => new(Capability.Logins, Clock.Now, [], []) { Logins = logins };

    private CapabilityRead Changes(params SetupLine[] lines) => new(Capability.SetupChanges, Clock.Now, [], []) { SetupChanges = lines };

    private CapabilityRead Usage(params CallsSeen[] calls) => new(Capability.ApiUsage, Clock.Now, [], []) { Calls = calls };

    private CapabilityRead Sessions(params SessionSeen[] sessions) => new(Capability.Sessions, Clock.Now, [], []) { Sessions = sessions };

    private async Task RecordAsync(ConnectedOrg org, params CapabilityRead[] reads) =>
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, reads, 1))).Problem.ShouldBeNull();

    private async Task EvaluateAsync(ConnectedOrg org) => (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();

    private Task<Finding> FindingAsync(string rule) => ReadAsync(db => db.Findings.AsNoTracking().SingleAsync(f => f.RuleId == rule));
}
