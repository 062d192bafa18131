using Governance.Application.Ports;
using Governance.Connectors.Salesforce;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class OrgGateTests
{
    private static readonly OrgAnswer Fine = new(200, null, [], null);
    private static readonly OrgAnswer Throttled = new(429, null, [], null);

    [Fact]
    public async Task Enter_WhenFull_LetsRevocationGoFirst()
    {
        var gate = new OrgGate(new SalesforceOptions { InFlightPerOrg = 1 }, TimeProvider.System);
        var inside = await gate.EnterAsync(CallPurpose.Asked, CancellationToken.None);
        var read = gate.EnterAsync(CallPurpose.ScheduledRead, CancellationToken.None);
        var revoke = gate.EnterAsync(CallPurpose.Revocation, CancellationToken.None);

        inside.Dispose();

        (await revoke).Dispose();
        (await read).Dispose();
    }

    [Fact]
    public async Task Enter_WhenCancelledWhileWaiting_LosesNoPlace()
    {
        var gate = new OrgGate(new SalesforceOptions { InFlightPerOrg = 1 }, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var inside = await gate.EnterAsync(CallPurpose.Asked, CancellationToken.None);
        var waiting = gate.EnterAsync(CallPurpose.Asked, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        inside.Dispose();
        (await gate.EnterAsync(CallPurpose.Asked, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Note_WhenThrottled_NarrowsAndWidensAgain()
    {
        var gate = new OrgGate(new SalesforceOptions { InFlightPerOrg = 4 }, TimeProvider.System);
        gate.Note(Throttled, null);
        gate.Note(Throttled, null);

        var first = await gate.EnterAsync(CallPurpose.Asked, CancellationToken.None);
        var second = gate.EnterAsync(CallPurpose.Asked, CancellationToken.None);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await second).Dispose();

        gate.Note(Fine, null);
        gate.Note(Fine, null);
        (await gate.EnterAsync(CallPurpose.Asked, CancellationToken.None)).ShouldNotBeNull();
        gate.EnterAsync(CallPurpose.Asked, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Theory]
    [InlineData("api-usage=800/1000", true)]
    [InlineData("api-usage=801/1000", false)]
    [InlineData("api-usage=801/1000; per-app-api-usage=1/250(appName=x)", false)]
    [InlineData("per-app-api-usage=249/250(appName=x)", true)]
    [InlineData("api-usage=9/0", true)]
    [InlineData("nonsense", true)]
    public void Allows_AboveTheShare_StopsScheduledReadsOnly(string info, bool allowed)
    {
        var gate = new OrgGate(new SalesforceOptions(), TimeProvider.System);

        gate.Note(Fine, info);

        gate.Allows(CallPurpose.ScheduledRead).ShouldBe(allowed);
        gate.Allows(CallPurpose.Revocation).ShouldBeTrue();
        gate.Allows(CallPurpose.Asked).ShouldBeTrue();
    }

    [Fact]
    public async Task Read_WhenTheDayIsNearlyUsedUp_WaitsAndRevocationGoesOn()
    {
        await using var org = await FakeOrg.StartAsync();
        org.Handles["aPr-canary-1"] = true;
        org.First = (context, _) =>
        {
            context.Response.Headers["Sforce-Limit-Info"] = "api-usage=900/1000";
            return Task.FromResult(false);
        };
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);

        var before = await bench.Org.ReadTokensAsync(link, null, CancellationToken.None);
        var answers = await bench.RevokeAsync(link, [new(new string('0', 64))]);
        var proof = await bench.Org.ReadTokensAsync(link, null, CancellationToken.None);

        before.Problem!.Code.ShouldBe(RemoteCodes.LimitReached);
        answers.Single().Outcome.ShouldBe(RevocationOutcome.AlreadyGone);
        proof.Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Revoke_ManyRows_NeverHasMoreThanFiveInFlight()
    {
        await using var org = await FakeOrg.StartAsync();
        foreach (var i in Enumerable.Range(0, 60)) org.Handles[$"aPr-{i}"] = true;
        var (now, most) = (0, 0);
        org.First = async (_, asked) =>
        {
            if (asked.Path != "/services/oauth2/revoke") return false;
            var inside = Interlocked.Increment(ref now);
            InterlockedMax(ref most, inside);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return false;
        };
        using var bench = new Bench();
        var link = await bench.JwtLinkAsync(org.Origin);
        var read = (await bench.Org.ReadTokensAsync(link, null, CancellationToken.None)).Value!;

        var answers = await bench.RevokeAsync(link, read.Rows.Select(r => r.Key));

        answers.Count.ShouldBe(60);
        answers.ShouldAllBe(a => a.Outcome == RevocationOutcome.Accepted);
        most.ShouldBeLessThanOrEqualTo(5);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value
            && Interlocked.CompareExchange(ref most, value, seen) != seen) { }
    }
}
