using Governance.Application.Data;
using Governance.Database.Sqlite;

namespace Governance.Database.Tests;

/// <summary>SQLite's one writer: who is first passes the others, but nobody waits for ever.</summary>
public sealed class TurnTests
{
    private readonly IDatabaseProvider _provider = new SqliteProvider();

    [Fact]
    public async Task Turns_ComeOneAfterTheOther_FirstOnesAheadOfOthers()
    {
        var order = new List<string>();
        var held = await TakeAsync(first: false);
        var waiting = new[] { ("other 1", false), ("other 2", false), ("first 1", true), ("first 2", true) }
            .Select(w => WriteAsync(order, w.Item1, w.Item2)).ToArray();
        order.ShouldBeEmpty();

        held.Dispose();
        held.Dispose();
        await Task.WhenAll(waiting);

        order.ShouldBe(["first 1", "first 2", "other 1", "other 2"]);
    }

    [Fact]
    public async Task Turn_OfWhoHasWaitedLong_IsPassedNoMore()
    {
        var order = new List<string>();
        var held = await TakeAsync(first: true);
        var waiting = new List<Task> { WriteAsync(order, "other", false) };
        await Task.Delay(TimeSpan.FromSeconds(5.2));
        waiting.Add(WriteAsync(order, "first", true));
        held.Dispose();
        await Task.WhenAll(waiting);

        order.ShouldBe(["other", "first"]);
    }

    [Fact]
    public async Task Turn_OfWhoGaveUp_GoesToTheNext()
    {
        var held = await TakeAsync(first: true);
        using var stop = new CancellationTokenSource();
        var gaveUp = _provider.TakeTurnAsync(true, stop.Token);
        var next = _provider.TakeTurnAsync(false, default);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gaveUp);
        held.Dispose();

        (await next.WaitAsync(TimeSpan.FromSeconds(10))).ShouldNotBeNull().Dispose();
        (await TakeAsync(first: false)).Dispose();
    }

    private async Task<IDisposable> TakeAsync(bool first) => (await _provider.TakeTurnAsync(first, default)).ShouldNotBeNull();

    private async Task WriteAsync(List<string> order, string who, bool first)
    {
        using var turn = await TakeAsync(first);
        order.Add(who);
    }
}
