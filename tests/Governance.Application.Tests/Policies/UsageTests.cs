using System.Globalization;
using Governance.Application.Inventory;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Policies;

/// <summary>Which scopes and objects calls used: taken over once, kept as long as event data, and judged only where they were observed.</summary>
public sealed class UsageTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string App = "Ledger Sync", User = "005000000000001", Other = "005000000000002", Set = "0PS000000000001";

    private DateOnly Yesterday => DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(-1);

    [Fact]
    public async Task Record_WhenADayComesTwiceOrLate_KeepsTheLastUse()
    {
        var org = await GivenAsync(An.Org("Core"));
        var first = Usage(2, Seen(App, "api", 1), Touched(User, "Account", 1), Touched(User, "account", 2), Touched(Other, "Account", 2));
        await RecordAsync(org, first);
        await RecordAsync(org, first);

        await RecordAsync(org, Usage(3, Seen("ledger sync", "api", 3), Seen(App, "wave_api", 3), Touched(User, "Account", 3), Touched(User, "Case", 3)));

        (await ReadAsync(db => db.ScopeUses.AsNoTracking().OrderBy(u => u.Scope).ToListAsync())).Select(u => (u.AppKey, u.Scope, u.LastUsedOn))
            .ShouldBe([("ledger sync", "api", Yesterday), ("ledger sync", "wave_api", Yesterday.AddDays(-2))]);
        (await ReadAsync(db => db.ObjectUses.AsNoTracking().ToListAsync())).Select(u => (u.UserKey, u.ObjectName, u.LastUsedOn)).ShouldBe(
            [
                (User, "Account", Yesterday), (User, "account", Yesterday.AddDays(-1)), (User, "Case", Yesterday.AddDays(-2)),
                (Other, "Account", Yesterday.AddDays(-1)),
            ], ignoreOrder: true);
    }

    [Fact]
    public async Task Record_WhenUseIsOlderThanThirteenMonths_DeletesIt()
    {
        var org = await GivenAsync(An.Org("Core"));
        await RecordAsync(org, Usage(1, Seen(App, "api", 1), Touched(User, "Account", 1)));
        Clock.Advance(TimeSpan.FromDays(397));

        await RecordAsync(org, Usage(1));

        (await ReadAsync(db => db.ScopeUses.CountAsync())).ShouldBe(0);
        (await ReadAsync(db => db.ObjectUses.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Evaluate_WhenNoCallUsedTheScopeForLonger_Fails()
    {
        var org = await AppAsync();
        await RecordAsync(org, Usage(10, Seen(App, "api", 6)));
        (await UnknownAsync(org, "app.scope-unused")).ShouldBe(0);
        (await OpenAsync("app.scope-unused")).ShouldBe([$"The scope api was used last on {Day(6)}; at most 5 days are wanted."]);

        await RecordAsync(org, Usage(1, Seen(App, "api", 1)));
        await EvaluateAsync(org);

        (await OpenAsync("app.scope-unused")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Evaluate_WhenNobodyEverUsedTheScope_FailsUnlessItsGrantsAreUsed()
    {
        var org = await AppAsync();
        await RecordAsync(org, Usage(10));
        await EvaluateAsync(org);
        (await OpenAsync("app.scope-unused")).ShouldBe([$"The scope api was not used since {Day(10)}."]);

        await GivenAsync(An.Authorization().In(org).Of(App).UsedDaysAgo(1));

        (await UnknownAsync(org, "app.scope-unused")).ShouldBe(1, "its calls may go by another name");
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task Evaluate_WhenADayWasNotObserved_CountsFromAfterIt(int daysSince, bool fails)
    {
        var org = await AppAsync();
        await RecordAsync(org, Usage(20, Seen(App, "api", 19)) with { Calls = [.. Enumerable.Range(1, 20).Select(i => Called(i) with { ScopesSeen = i != daysSince + 1 })] });

        (await UnknownAsync(org, "app.scope-unused")).ShouldBe(0);

        (await OpenAsync("app.scope-unused")).Count.ShouldBe(fails ? 1 : 0);
    }

    [Fact]
    public async Task Evaluate_WhenDaysWereReadBeforeUseWasLookedAt_IsUnknown()
    {
        var org = await AppAsync();
        await RecordAsync(org, Usage(20) with { Calls = [.. Enumerable.Range(1, 20).Select(i => new CallsSeen("", Yesterday.AddDays(1 - i), 7, 0))] });

        (await UnknownAsync(org, "app.scope-unused")).ShouldBe(1);
        (await OpenAsync("app.scope-unused")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Evaluate_WhenTheDaysEndedLongAgo_IsUnknown()
    {
        var org = await AppAsync();
        await RecordAsync(org, Usage(20));
        Clock.Advance(TimeSpan.FromDays(3));

        (await UnknownAsync(org, "app.scope-unused")).ShouldBe(1);
    }

    [Fact]
    public async Task Evaluate_WhenNoHolderUsedAnObject_FailsUntilOneDoes()
    {
        var org = await SetAsync();
        await RecordAsync(org, Usage(10, Touched(User, "Account", 1), Touched("005000000000009", "Invoice__c", 1)));
        await EvaluateAsync(org);
        (await OpenAsync("perm.unused")).ShouldBe([$"Invoice__c was not used since {Day(10)}."], "nobody who holds the set did");

        await RecordAsync(org, Usage(1, Touched(Other, "invoice__C", 3)));
        await EvaluateAsync(org);

        (await OpenAsync("perm.unused")).ShouldBeEmpty();
    }

    [Fact]
    public async Task EvaluateChanges_WhenAGrantMoved_JudgesScopesByUsageToo()
    {
        var org = await AppAsync();
        await RecordAsync(org, Usage(10));
        var grant = await GivenAsync(An.Authorization().In(org).Of(App).UsedDaysAgo(1));
        (await UnknownAsync(org, "app.scope-unused")).ShouldBe(1);
        await WriteAsync(db =>
        {
            db.Authorizations.Single(a => a.Id == grant.Id).Vanish(Clock.Now);
            db.ChangedGrants.Add(new ChangedGrant(org.Org.Id, grant.Id, true));
        });

        (await As(System).SendAsync(new EvaluateChanges.Command(org.Org.Id))).Problem.ShouldBeNull();

        (await OpenAsync("app.scope-unused")).ShouldBe([$"The scope api was not used since {Day(10)}."]);
    }

    [Fact]
    public async Task Evaluate_WhenACallNamedNoObject_IsUnknown()
    {
        var org = await SetAsync();
        await RecordAsync(org, Usage(10, Touched(User, "Account", 1), Touched(User, "", 5)));

        (await UnknownAsync(org, "perm.unused")).ShouldBe(1);
        (await OpenAsync("perm.unused")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Evaluate_WhenObjectsWereNotSeenWhole_IsUnknown()
    {
        var org = await SetAsync();
        await RecordAsync(org, Usage(10) with { Calls = [.. Enumerable.Range(1, 10).Select(i => Called(i) with { ObjectsSeen = false })] });

        (await UnknownAsync(org, "perm.unused")).ShouldBe(1);
    }

    private static AssignmentFacts Holds(string user) => new() { UserId = user, PermissionSetId = Set, IsActive = true };

    private string Day(int daysAgo) => Yesterday.AddDays(1 - daysAgo).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private ScopeSeen Seen(string app, string scope, int daysAgo) => new(app, scope, Yesterday.AddDays(1 - daysAgo));

    private ObjectSeen Touched(string user, string name, int daysAgo) => new(user, name, Yesterday.AddDays(1 - daysAgo));

    private CallsSeen Called(int daysAgo) => new("", Yesterday.AddDays(1 - daysAgo), 7, 0) { ScopesSeen = true, ObjectsSeen = true };

    // So many days up to yesterday, and what they showed.
    private CapabilityRead Usage(int days, params object[] seen) => new(Capability.ApiUsage, Clock.Now, [], [])
    {
        Calls = [.. Enumerable.Range(1, days).Select(Called)],
        ScopeUses = [.. seen.OfType<ScopeSeen>()],
        ObjectUses = [.. seen.OfType<ObjectSeen>()],
    };

    private Task<ConnectedOrg> AppAsync() => GivenAsync(new CapabilityRead(Capability.Metadata, Clock.Now,
        [new(ItemKind.AppPolicy, "CA:Ledger_Sync", App, new AppPolicyFacts { Kind = ClientAppKind.ConnectedApp, ApiName = "Ledger_Sync", Scopes = ["api", "web"] })], []));

    private Task<ConnectedOrg> SetAsync() => GivenAsync(new CapabilityRead(Capability.PermissionSets, Clock.Now,
        [
            new(ItemKind.PermissionSet, Set, "Ledger Read", new PermissionSetFacts
            {
                ApiName = "Ledger_Read",
                HasActivationRequired = true,
                Objects = [new("Account", true, false, false, false, false, false), new("Invoice__c", true, false, false, false, false, false)],
            }),
            new(ItemKind.Access, "0J0000000000001", "", new AccessFacts { PermissionSetId = Set, EntityId = "0xI000000000001", EntityType = "ExternalClientApplication" }),
            new(ItemKind.Assignment, "0Pa000000000001", "", Holds(User)),
            new(ItemKind.Assignment, "0Pa000000000002", "", Holds(Other)),
        ], []));

    // Judged by a policy that wants use within five days.
    private async Task<ConnectedOrg> GivenAsync(CapabilityRead inventory)
    {
        var org = await GivenAsync(An.Org("Core"));
        await WriteAsync(db =>
        {
            const string days = "{\"thresholds\": {\"days\": 5}}";
            var policy = new Policy(
                PolicyId.New(), PolicyReader.Stored($"{{\"version\": 1, \"name\": \"Days\", \"rules\": {{\"app.scope-unused\": {days}, \"perm.unused\": {days}}}}}"), false, null, Clock.Now);
            db.Policies.Add(policy);
            db.PolicyBindings.Add(new PolicyBinding(policy.Id, null));
        });
        await RecordAsync(org, inventory);
        return org;
    }

    private async Task RecordAsync(ConnectedOrg org, CapabilityRead read) =>
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id, [read], 1))).Problem.ShouldBeNull();

    private async Task EvaluateAsync(ConnectedOrg org) => (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();

    private async Task<int> UnknownAsync(ConnectedOrg org, string rule)
    {
        await EvaluateAsync(org);
        return (await ReadAsync(db => db.RuleTallies.SingleOrDefaultAsync(t => t.OrgId == org.Org.Id && t.RuleId == rule)))?.Unknown ?? 0;
    }

    private Task<List<string>> OpenAsync(string rule) => ReadAsync(db => db.Findings.Where(f => f.RuleId == rule && f.State == FindingState.Open).Select(f => f.Reason).ToListAsync());
}
