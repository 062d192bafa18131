using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Application.Inventory;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Policies;

public sealed class EvaluateChangesTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string Installed = "0xI000000000001AAA";

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public async Task Changes_WhateverAReadBrought_LeaveWhatJudgingTheWholeWouldLeave(int seed)
    {
        var random = new Random(seed);
        var org = await GivenAsync(An.Org("Core"));
        await TakeItemsAsync(org);
        var rows = Enumerable.Range(0, 40).Select(i => Row(i, random)).ToList();
        await ReadTokensAsync(org, rows);
        await WholeAsync(org);

        for (var read = 0; read < 3; read++)
        {
            Clock.Advance(TimeSpan.FromMinutes(20));
            rows = [.. rows.Where(_ => random.Next(5) > 0).Select(r => Changed(r, random)), .. Enumerable.Range(0, 6).Select(i => Row(1_000 * (read + 1) + i, random))];
            await ReadTokensAsync(org, rows);
            (await WaitingAsync()).ShouldBe(["evaluate-changes"]);
            (await As(System).SendAsync(new EvaluateChanges.Command(org.Org.Id))).Problem.ShouldBeNull();
            var left = await PictureAsync(org);

            await WholeAsync(org);

            var whole = await PictureAsync(org);
            left.Except(whole).ShouldBeEmpty();
            whole.Except(left).ShouldBeEmpty();
            left.Count(l => l.StartsWith("auth.", StringComparison.Ordinal)).ShouldBePositive();
        }
    }

    [Fact]
    public async Task Record_WhenGrantsWereOnlyUsedAgain_JudgesNothing()
    {
        var org = await GivenAsync(An.Org("Core"));
        var rows = Enumerable.Range(0, 3).Select(i => Row(i, new Random(1)) with { LastUsedAt = Clock.Now.AddHours(-2) }).ToList();
        await ReadTokensAsync(org, rows);
        await WholeAsync(org);
        Clock.Advance(TimeSpan.FromHours(1));

        await ReadTokensAsync(org, [.. rows.Select(r => r with { LastUsedAt = Clock.Now })]);

        (await WaitingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Record_WhenTheWholeWasJudgedLongAgo_JudgesItAgain()
    {
        var org = await GivenAsync(An.Org("Core"));
        await ReadTokensAsync(org, [Row(1, new Random(1))]);
        await WholeAsync(org);
        Clock.Advance(TimeSpan.FromHours(7));

        await ReadTokensAsync(org, [Row(1, new Random(1))]);

        (await WaitingAsync()).ShouldContain("evaluate-org");
    }

    [Fact]
    public async Task Record_WhenVeryManyGrantsChanged_JudgesTheWhole()
    {
        var org = await GivenAsync(An.Org("Core"));
        await ReadTokensAsync(org, [Row(1, new Random(1))]);
        await WholeAsync(org);

        await ReadTokensAsync(org, [.. Enumerable.Range(1, 600).Select(i => Row(i, new Random(1)))]);

        (await WaitingAsync()).ShouldContain("evaluate-org");
        (await ReadAsync(db => db.ChangedGrants.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Whole_WhenChangesWereNoted_ForgetsThem()
    {
        var org = await GivenAsync(An.Org("Core"));
        await ReadTokensAsync(org, [Row(1, new Random(1))]);
        await WholeAsync(org);
        await ReadTokensAsync(org, [Row(1, new Random(1)), Row(2, new Random(2))]);
        (await ReadAsync(db => db.ChangedGrants.CountAsync())).ShouldBe(1);

        await WholeAsync(org);

        (await ReadAsync(db => db.ChangedGrants.CountAsync())).ShouldBe(0);
    }

    // Few apps and owners: grants are duplicates, apps lose their last grant and get their first.
    private TokenRow Row(int i, Random random)
    {
        var (app, user) = (random.Next(7), random.Next(6));
        return new TokenRow(
            new TokenRowKey(i.ToString("x64", CultureInfo.InvariantCulture)), app == 0 ? "Ledger Sync" : $"App {app}", app == 0 ? Installed : app == 1 ? "0H4000000000009AAA" : null,
            app <= 1 ? ClientAppKind.ConnectedApp : ClientAppKind.Unknown, $"005{user:D12}", $"u{user}@core.example", $"User {user}", user != 5, "Standard User",
            Clock.Now.AddDays(-random.Next(100)).AddHours(-9), random.Next(4) == 0 ? null : Clock.Now.AddDays(-random.Next(60)).AddHours(-9), 3);
    }

    private TokenRow Changed(TokenRow row, Random random) => random.Next(6) switch
    {
        0 => row with { LastUsedAt = Clock.Now },
        1 => row with { UserIsActive = row.UserIsActive != true },
        _ => row,
    };

    private async Task TakeItemsAsync(ConnectedOrg org)
    {
        ItemRead[] metadata =
        [
            new(ItemKind.AppPolicy, "CA:Ledger_Sync", "Ledger Sync", new AppPolicyFacts
            {
                Kind = ClientAppKind.ConnectedApp, ApiName = "Ledger_Sync", ApiVersion = "67.0", CallbackUrls = ["https://ledger.example/cb"], Scopes = ["api"], SessionLevel = "HIGH_ASSURANCE",
            }),
            new(ItemKind.OrgSettings, "settings", "", new OrgSettingsFacts { PkceRequired = true }),
        ];
        ItemRead[] users =
        [
            .. Enumerable.Range(0, 5).Select(i => new ItemRead(ItemKind.User, $"005{i:D12}", $"u{i}@core.example", new UserFacts
            {
                IsActive = true, IsFrozen = i == 3, UserType = "Standard", ProfileName = "Standard User", LicenseName = i < 2 ? "Salesforce Integration" : "Salesforce",
            })),
        ];
        ItemRead[] apps = [new(ItemKind.ClientApp, Installed[..15], "Ledger Sync", new ClientAppFacts { Kind = ClientAppKind.ConnectedApp, ApiName = "Ledger_Sync", IsEnabled = true })];
        ItemRead[] sets =
        [
            new(ItemKind.PermissionSet, "0PS000000000001", "Export", new PermissionSetFacts { ApiName = "Export", Permissions = ["ApiEnabled", "ViewAllData"], AskedPermissions = ["ApiEnabled", "ViewAllData"] }),
            new(ItemKind.Assignment, "0Pa000000000001", "", new AssignmentFacts { UserId = "005000000000001", PermissionSetId = "0PS000000000001", IsActive = true }),
            new(ItemKind.Assignment, "0Pa000000000002", "", new AssignmentFacts { UserId = "005000000000004", PermissionSetId = "0PS000000000001", IsActive = true }),
        ];
        (Capability, ItemRead[])[] reads = [(Capability.Metadata, metadata), (Capability.Users, users), (Capability.ClientApps, apps), (Capability.PermissionSets, sets)];
        foreach (var (capability, items) in reads)
            (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, [new CapabilityRead(capability, Clock.Now, items, [])], 1))).Problem.ShouldBeNull();
    }

    private async Task ReadTokensAsync(ConnectedOrg org, List<TokenRow> rows)
    {
        var read = new TokenInventory(rows, rows.Count, true, "portal@core.example", Clock.Now, Clock.Now, 3);
        (await As(System).SendAsync(new RecordInventory.Command(org.Connection.Id, SyncPurpose.OnDemand, read, null))).Problem.ShouldBeNull();
    }

    private async Task WholeAsync(ConnectedOrg org)
    {
        (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();
        await WriteAsync(db => db.Work.RemoveRange(db.Work));
    }

    private Task<List<string>> WaitingAsync() => ReadAsync(db => db.Work.Where(w => w.Kind.StartsWith("evaluate-") && w.Kind != "evaluate-estate").Select(w => w.Kind).Order().ToListAsync());

    /// <summary>Findings, matrix rows and uses as text; everything that judging writes but tallies, ids and an app's last use, which wait for the whole.</summary>
    private async Task<List<string>> PictureAsync(ConnectedOrg org)
    {
        var findings = await ReadAsync(db => db.Findings.AsNoTracking().Where(f => f.OrgId == org.Org.Id).ToListAsync());
        var controls = await ReadAsync(db => db.AppControls.AsNoTracking().Where(c => c.OrgId == org.Org.Id).ToListAsync());
        var uses = await ReadAsync(db => db.AppUses.AsNoTracking().Where(u => u.OrgId == org.Org.Id).ToListAsync());
        return
        [
            .. findings.Select(f => $"{f.RuleId} {f.ThingId} {f.State} {f.Severity} {f.Reason} {f.ThingName} {f.Since:O} {f.Returns}").Order(StringComparer.Ordinal),
            .. controls.Select(c => $"controls {c.ThingId} {c.AppName} {c.Kind} {c.IsInstalled} {c.Grants} {c.Worst} {c.CellsText}").Order(StringComparer.Ordinal),
            .. uses.Select(u => $"use {u.AppKey} {u.AppName} {u.Grants} {u.Users}").Order(StringComparer.Ordinal),
        ];
    }
}
