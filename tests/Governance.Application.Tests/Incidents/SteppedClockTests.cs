using Governance.Application.Incidents;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>Somebody sets the portal's own clock by hours while it contains, and while later proofs wait; the database's goes on.</summary>
public sealed class SteppedClockTests(PortalFixture portal) : UseCaseTest(portal)
{
    private readonly TestClock _database = new();

    protected override PortalSettings Settings => new() { Provider = inner => new ClockedProvider(inner, _database) };

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task Threat_T65_ClockStep_WhileContaining_DoesNothingTwiceAndClaimsNothing(int hours)
    {
        var app = await AppEstate.PutAsync(Portal, ClientAppKind.ExternalClientApp, 3);
        var incident = await AppEstate.DeclareAsync(Portal, [app]);
        app.Org.Fake.Before[OrgCall.ReadTokens] = () => Clock.Step(TimeSpan.FromHours(hours));

        await RunWorkAsync();

        var targets = await ReadAsync(db => db.Targets.AsNoTracking().Where(t => t.Kind == TargetKind.OAuth).ToListAsync());
        if (hours > 0) targets.ShouldAllBe(t => t.State == TargetState.Done && t.Level == ProofLevel.L2);
        else
        {
            // By the clock no read began after the acceptance: nothing is proven by it.
            targets.ShouldAllBe(t => t.Level <= ProofLevel.L2 && (t.ProvedAt == null || t.ProvedAt >= t.AcceptedAt));
            if (targets.Exists(t => t.State != TargetState.Done)) (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Problem.ShouldBeNull();
            await PassAsync(TimeSpan.FromMinutes(1));
        }
        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Contained);
        app.Org.Fake.Effects.ShouldBeUnique();
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    [InlineData(-100)]
    public async Task Threat_T65_ClockStep_WhileProofsWait_EachIsMadeOnce(int hours)
    {
        var app = await AppEstate.PutAsync(Portal, ClientAppKind.ExternalClientApp, 2);
        await AppEstate.DeclareAsync(Portal, [app]);
        await RunWorkAsync();
        (await ProofsAsync()).ShouldBe(["15 waits", "360 waits", "1440 waits", "4320 waits"]);
        var reads = app.Org.Fake.Calls(OrgCall.ReadTokens);

        Clock.Step(TimeSpan.FromHours(hours));
        await PassAsync(TimeSpan.FromMinutes(16));

        app.Org.Fake.Calls(OrgCall.ReadTokens).ShouldBe(reads + 1);
        (await ProofsAsync())[0].ShouldBe("15 done");
        await PassAsync(TimeSpan.FromHours(7));
        await PassAsync(TimeSpan.FromHours(24));
        await PassAsync(TimeSpan.FromHours(73));
        (await ProofsAsync()).ShouldBe(["15 done", "360 done", "1440 done", "4320 done"]);
        app.Org.Fake.Calls(OrgCall.ReadTokens).ShouldBe(reads + 4);
        await PassAsync(TimeSpan.FromHours(73));
        app.Org.Fake.Calls(OrgCall.ReadTokens).ShouldBe(reads + 4, "and not once more");
        (await ReadAsync(db => db.Incidents.SingleAsync())).State.ShouldBe(IncidentState.Contained);
    }

    private async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        _database.Advance(time);
        await RunWorkAsync();
    }

    private async Task<IReadOnlyList<string>> ProofsAsync() => [.. (await ReadAsync(db => db.LaterProofs.AsNoTracking().ToListAsync()))
        .OrderBy(p => p.AfterMinutes).Select(p => $"{p.AfterMinutes} {(p.DoneAt is null ? "waits" : "done")}")];
}
