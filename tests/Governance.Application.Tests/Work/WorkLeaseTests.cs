using System.Collections.Concurrent;
using System.Text.Json;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Work;

public sealed class WorkLeaseTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly TimeSpan Longer = WorkItem.ClaimLength + TimeSpan.FromSeconds(1);
    private readonly PortalFixture _fixture = portal;
    private readonly Outage _outage = new();
    private readonly Labour _labour = new();

    protected override PortalSettings Settings => new()
    {
        Provider = inner => new FailingProvider(inner, _outage),
        Services = services => services.AddSingleton<IWorkHandler>(_labour),
    };

    [Fact]
    public async Task Threat_T75_WokenHolder_CannotWrite()
    {
        var org = await GivenAsync(An.Org());
        await RevokeAsync(await GivenAsync(An.Authorization().In(org)));
        await using var second = await OpenSecondAsync();
        var pause = org.Fake.PauseAt(OrgCall.Revoke);
        var holder = Task.Run(() => Portal.RunWorkAsync());
        await pause.ReachedAsync();

        Clock.Advance(Longer);
        (await second.RunWorkAsync()).ShouldBe(1);
        var (calls, rows) = (org.Fake.CallCount, await RowsAsync());
        pause.Release();
        await holder;

        org.Fake.CallCount.ShouldBe(calls);
        (await RowsAsync()).ShouldBe(rows);
        var refused = await Audit.LastAsync();
        (refused.Action, refused.Outcome, refused.Reason).ShouldBe(("incident.batch-answered", AuditOutcome.Failed, "work.lease-lost"));
        (await ReadAsync(db => db.Targets.SingleAsync())).State.ShouldBe(TargetState.Done);
        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Contained);
    }

    [Fact]
    public async Task Threat_T75_WokenHolder_MakesNoCall()
    {
        var org = await GivenAsync(An.Org());
        await RevokeAsync([.. await GivenAsync(5, _ => An.Authorization().In(org))]);
        await using var second = await OpenSecondAsync();
        var pause = org.Fake.PauseAt(OrgCall.Revoke);
        var holder = Task.Run(() => Portal.RunWorkAsync());
        await pause.ReachedAsync();

        Clock.Advance(Longer);
        (await second.RunWorkAsync()).ShouldBe(1);
        var (left, rows) = (Orgs.CallCount, await RowsAsync());
        pause.Release();
        await holder;

        Orgs.CallCount.ShouldBe(left);
        (await RowsAsync()).ShouldBe(rows);
        (await ReadAsync(db => db.Targets.ToListAsync())).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
    }

    [Fact]
    public async Task Threat_T75_UnreachableDatabase_StopsActing()
    {
        var org = await GivenAsync(An.Org());
        await RevokeAsync([.. await GivenAsync(5, _ => An.Authorization().In(org))]);
        var pause = org.Fake.PauseAt(OrgCall.Revoke);
        var holder = Task.Run(() => Portal.RunWorkAsync());
        await pause.ReachedAsync();

        _outage.IsOn = true;
        Clock.Advance(WorkItem.ClaimLength * 2 / 3);
        var left = Orgs.CallCount;
        pause.Release();
        await Should.ThrowAsync<TimeoutException>(() => holder);

        Orgs.CallCount.ShouldBe(left);
        _outage.IsOn = false;
        Clock.Advance(Longer);
        (await RunWorkAsync()).ShouldBe(1);
        (await ReadAsync(db => db.Targets.ToListAsync())).ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
    }

    [Fact]
    public async Task Threat_T75_DifferentClocks_ClaimGoesByTheDatabase()
    {
        await WriteAsync(db => db.Work.Add(NewItem(Guid.NewGuid(), TimeSpan.FromHours(3))));
        var until = Clock.Now + WorkItem.ClaimLength;
        await ReadAsync(db => db.Work.ExecuteUpdateAsync(s => s.SetProperty(w => w.ClaimedBy, "other")
            .SetProperty(w => w.ClaimedLane, w => w.Lane).SetProperty(w => w.ClaimedUntil, until)));
        // An instance whose own clock is hours ahead of the database's.
        var ahead = new TestClock { Now = Clock.Now + TimeSpan.FromHours(3) };
        await using var second = await OpenSecondAsync(ahead);

        (await second.RunWorkAsync()).ShouldBe(0);
        Clock.Advance(Longer);
        (await second.RunWorkAsync()).ShouldBe(1);

        (await ReadAsync(db => db.Work.AsNoTracking().SingleAsync())).DoneAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Run_WhenTwoDispatchersWantOneLane_NeverWorkOnItAtOnce()
    {
        var subject = Guid.NewGuid();
        await WriteAsync(db => db.Work.AddRange(Enumerable.Range(0, 12).Select(_ => NewItem(subject))));
        await using var second = await OpenSecondAsync();

        // One that finds the lane taken returns; it looks again until all are done.
        await Task.WhenAll(new[] { Portal, second }.Select(p => Task.Run(async () =>
        {
            while (_labour.Done.Count < 12) await p.RunWorkAsync();
        })));

        (_labour.Done.Distinct().Count(), _labour.Done.Count, _labour.MostAtOnce).ShouldBe((12, 12, 1));
    }

    [Fact]
    public async Task Run_WhenTheLaneOfADeadProcessRanOut_AnUrgentItemTakesIt()
    {
        var subject = Guid.NewGuid();
        var (dead, urgent) = (NewItem(subject), NewItem(subject, priority: 100));
        await WriteAsync(db => db.Work.AddRange(dead, urgent));
        var until = Clock.Now + WorkItem.ClaimLength;
        await ReadAsync(db => db.Work.Where(w => w.Id == dead.Id).ExecuteUpdateAsync(s => s.SetProperty(w => w.ClaimedBy, "dead")
            .SetProperty(w => w.ClaimedLane, w => w.Lane).SetProperty(w => w.ClaimedUntil, until).SetProperty(w => w.Fence, 1)));

        (await RunWorkAsync()).ShouldBe(0);
        Clock.Advance(Longer);
        (await RunWorkAsync()).ShouldBe(2);

        _labour.Done.ShouldBe([urgent.Id, dead.Id]);
        (await ReadAsync(db => db.Work.AsNoTracking().SingleAsync(w => w.Id == dead.Id))).Fence.ShouldBe(3);
    }

    private Task<Portal> OpenSecondAsync(TestClock? own = null) => _fixture.OpenAsync(new PortalSettings
    {
        Connection = Portal.Connection,
        Provider = inner => new ClockedProvider(inner, Clock),
        Services = services => services.AddSingleton<TimeProvider>(own ?? Clock).AddSingleton<ISalesforceOrg>(Orgs).AddSingleton<IOrgResponder>(Orgs).AddSingleton<IOrgCanary>(Orgs)
            .AddSingleton<IWorkHandler>(_labour),
    });

    private static WorkItem NewItem(Guid subject, TimeSpan? ahead = null, int priority = 0) =>
        new(Labour.WorkKind, subject, Guid.Empty, OrgAdmin.Id, new TestClock().Now + (ahead ?? TimeSpan.Zero), priority);

    private async Task RevokeAsync(params Authorization[] authorizations)
    {
        var selection = AuthorizationSelection.Of([.. authorizations.Select(a => a.Id)]);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        var asked = await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, "Token replay, vendor notice", null));
        asked.Problem.ShouldBeNull();
    }

    private Task<string> RowsAsync() => ReadAsync(async db => JsonSerializer.Serialize(new object[]
    {
        await db.Work.AsNoTracking().OrderBy(w => w.CreatedAt).ToListAsync(),
        await db.Targets.AsNoTracking().OrderBy(t => t.RowKey).ToListAsync(),
        await db.Incidents.AsNoTracking().ToListAsync(),
        await db.Authorizations.AsNoTracking().OrderBy(a => a.RowKey).ToListAsync(),
        await db.SyncRuns.AsNoTracking().OrderBy(s => s.StartedAt).ToListAsync(),
        await db.Connections.AsNoTracking().ToListAsync(),
    }));

    private sealed class Outage
    {
        public bool IsOn { get; set; }
    }

    private sealed class FailingProvider(IDatabaseProvider inner, Outage outage) : IDatabaseProvider
    {
        public string Name => inner.Name;

        public void Configure(DbContextOptionsBuilder options, string connectionString) => inner.Configure(options, connectionString);

        public void ConfigureConventions(ModelConfigurationBuilder conventions) => inner.ConfigureConventions(conventions);

        public int RowsPerInsert => inner.RowsPerInsert;

        public string? OrdinalCollation => inner.OrdinalCollation;

        public Task<DateTimeOffset> NowAsync(GovernanceDb db, CancellationToken ct) =>
            outage.IsOn ? throw new TimeoutException("The database does not answer.") : inner.NowAsync(db, ct);

        public DatabaseFault? Classify(Exception fault) => inner.Classify(fault);
    }

    private sealed class Labour : IWorkHandler
    {
        public const string WorkKind = "test-lane";
        private int _now;
        private int _most;

        public ConcurrentQueue<Guid> Done { get; } = [];

        public int MostAtOnce => _most;

        public string Kind => WorkKind;

        public async Task RunAsync(WorkItem item, CancellationToken ct)
        {
            var now = Interlocked.Increment(ref _now);
            InterlockedMax(now);
            await Task.Yield();
            Done.Enqueue(item.Id);
            Interlocked.Decrement(ref _now);
        }

        private void InterlockedMax(int now)
        {
            for (var seen = _most; now > seen; seen = _most) Interlocked.CompareExchange(ref _most, now, seen);
        }
    }
}
