using System.Collections.Concurrent;
using System.Diagnostics;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Work;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Work;

public sealed class WorkDispatcherTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Kind = "test-work";

    // The places never become free, so that it begins at all proves the point; the figure needs a machine that is not busy.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1" ? 2 : 15);
    private readonly PortalFixture _fixture = portal;
    private readonly Labour _labour = new();

    protected override PortalSettings Settings => With(null);

    [Fact]
    public async Task Run_WhenTwoDispatchersShareTheQueue_RunsEachItemOnce()
    {
        var items = Enumerable.Range(0, 30).Select(_ => NewItem()).ToList();
        await WriteAsync(db => db.Work.AddRange(items));
        await using var second = await _fixture.OpenAsync(With(Portal.Connection));

        var ran = await Task.WhenAll(Task.Run(() => Portal.RunWorkAsync()), Task.Run(() => second.RunWorkAsync()));

        ran.Sum().ShouldBe(30);
        _labour.Done.Order().ShouldBe(items.Select(i => i.Id).Order());
    }

    [Fact]
    public async Task Run_WhenTheClaimOfADeadProcessRanOut_TakesItUp()
    {
        var item = NewItem();
        await WriteAsync(db => db.Work.Add(item));
        var until = Clock.Now + WorkItem.ClaimLength;
        await ReadAsync(db => db.Work.ExecuteUpdateAsync(s => s
            .SetProperty(w => w.ClaimedBy, "dead").SetProperty(w => w.ClaimedUntil, until).SetProperty(w => w.Attempts, 1)));

        (await RunWorkAsync()).ShouldBe(0);
        Clock.Advance(WorkItem.ClaimLength + TimeSpan.FromSeconds(1));
        (await RunWorkAsync()).ShouldBe(1);

        (await ItemAsync()).DoneAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Run_WhenItFails_TriesAgainLaterUnderAReference()
    {
        await WriteAsync(db => db.Work.Add(NewItem()));
        _labour.Fails = true;

        (await RunWorkAsync()).ShouldBe(1);
        var failed = await ItemAsync();
        (await RunWorkAsync()).ShouldBe(0);
        _labour.Fails = false;
        Clock.Advance(TimeSpan.FromSeconds(2));
        (await RunWorkAsync()).ShouldBe(1);

        (failed.DoneAt, failed.ClaimedBy, failed.Attempts).ShouldBe((null, null, 1));
        failed.NotBefore.ShouldBe(Clock.Now);
        Logs.Text.ShouldContain(failed.LastFault!);
        (await ItemAsync()).DoneAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Run_WhenItAlwaysFails_GivesUpAfterEightTries()
    {
        await WriteAsync(db => db.Work.Add(NewItem()));
        _labour.Fails = true;

        var ran = 0;
        for (var i = 0; i < 20; i++)
        {
            ran += await RunWorkAsync();
            Clock.Advance(TimeSpan.FromMinutes(10));
        }

        ran.ShouldBe(8);
        var item = await ItemAsync();
        item.DoneAt.ShouldNotBeNull();
        item.LastFault.ShouldNotBeNull();
    }

    [Fact]
    public async Task Run_WhenTwoItemsShareASubject_RunsThemOneAfterTheOther()
    {
        var subject = Guid.NewGuid();
        await WriteAsync(db => db.Work.AddRange(NewItem(subject), NewItem(subject)));
        _labour.Gate = new TaskCompletionSource();
        var first = Task.Run(() => Portal.RunWorkAsync());
        await Eventually.ShouldBeAsync(() => _labour.Begun == 1, "the first item to begin");
        await using var second = await _fixture.OpenAsync(With(Portal.Connection));

        (await second.RunWorkAsync()).ShouldBe(0);
        _labour.Gate.SetResult();

        (await first).ShouldBe(2);
    }

    [Fact]
    public async Task Run_WhenSeveralAreDue_TakesTheUrgentFirst()
    {
        var (later, urgent) = (NewItem(), NewItem(priority: 100));
        await WriteAsync(db => db.Work.Add(later));
        await WriteAsync(db => db.Work.Add(urgent));

        await RunWorkAsync();

        _labour.Done.ShouldBe([urgent.Id, later.Id]);
    }

    [Fact]
    public async Task Run_WhenStopped_GivesTheItemBack()
    {
        await WriteAsync(db => db.Work.Add(NewItem()));
        _labour.Gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => Portal.Services.GetRequiredService<WorkDispatcher>().RunAsync(TimeSpan.Zero, stop.Token));
        await Eventually.ShouldBeAsync(() => _labour.Begun == 1, "the item to begin");

        await stop.CancelAsync();
        await running;

        var item = await ItemAsync();
        (item.DoneAt, item.ClaimedBy, item.LastFault).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task Run_WhenWorkIsCommitted_WakesUp()
    {
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => Portal.Services.GetRequiredService<WorkDispatcher>().RunAsync(TimeSpan.Zero, stop.Token));
        await WriteAsync(db => db.Work.Add(NewItem()));
        Portal.Services.GetRequiredService<WorkSignal>().Raise();

        await Eventually.ShouldBeAsync(() => !_labour.Done.IsEmpty, "the item to run");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Threat_T79_FullQueue_ContainmentStarts()
    {
        var target = await GivenAsync(An.Authorization().In(await GivenAsync(An.Org())));
        await WriteAsync(db => db.Work.AddRange(Enumerable.Range(0, 20).Select(_ => NewItem())));
        _labour.Gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => Portal.Services.GetRequiredService<WorkDispatcher>().RunAsync(TimeSpan.Zero, stop.Token));
        await Eventually.ShouldBeAsync(() => _labour.Begun == 8, "every place to be taken by work that hangs");
        var selection = AuthorizationSelection.Of(target.Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;

        var asked = Stopwatch.GetTimestamp();
        (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, "The vendor leaked its tokens", null))).Problem.ShouldBeNull();
        await Eventually.ShouldBeAsync(() => Orgs.CallCount > 0, "the containment to begin");
        var waited = Stopwatch.GetElapsedTime(asked);
        await Eventually.ShouldBeAsync(
            () => ReadAsync(db => db.Targets.AllAsync(t => t.State == TargetState.Done)), "the containment to end");

        waited.ShouldBeLessThan(StartsWithin);
        _labour.Begun.ShouldBe(8, "what is not urgent waits for a place still");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Threat_T79_FullQueue_ContainmentStarts_AndDoesNotStarveTheRest()
    {
        await WriteAsync(db => db.Work.AddRange(Enumerable.Range(0, 20).Select(_ => NewItem(priority: WorkItem.Urgent))));
        await WriteAsync(db => db.Work.AddRange(Enumerable.Range(0, 20).Select(_ => NewItem())));
        _labour.Gate = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => Portal.Services.GetRequiredService<WorkDispatcher>().RunAsync(TimeSpan.FromSeconds(10), stop.Token));

        await Eventually.ShouldBeAsync(() => _labour.Begun == 22, "every urgent one to begin, and two of the others");
        _labour.Gate.SetResult();
        await Eventually.ShouldBeAsync(() => _labour.Done.Count == 40, "all to end");

        await stop.CancelAsync();
        await running;
    }

    private PortalSettings With(string? connection) => new()
    {
        Connection = connection,
        Services = services => services.AddSingleton<IWorkHandler>(_labour),
    };

    private WorkItem NewItem(Guid? subject = null, int priority = 0) =>
        new(Kind, subject ?? Guid.NewGuid(), Guid.Empty, OrgAdmin.Id, Clock.Now, priority);

    private Task<WorkItem> ItemAsync() => ReadAsync(db => db.Work.AsNoTracking().SingleAsync());

    private sealed class Labour : IWorkHandler
    {
        private int _begun;

        public ConcurrentQueue<Guid> Done { get; } = [];

        public bool Fails { get; set; }

        public int Begun => _begun;

        public TaskCompletionSource? Gate { get; set; }

        public string Kind => WorkDispatcherTests.Kind;

        public async Task RunAsync(WorkItem item, CancellationToken ct)
        {
            Interlocked.Increment(ref _begun);
            if (Gate is { } gate) await gate.Task.WaitAsync(ct);
            if (Fails) throw new InvalidOperationException("It does not work.");
            Done.Enqueue(item.Id);
        }
    }
}
