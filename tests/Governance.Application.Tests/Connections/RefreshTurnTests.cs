using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Connections;

/// <summary>The turn to refresh a connection, over instances.</summary>
public sealed class RefreshTurnTests(PortalFixture portal) : UseCaseTest(portal)
{
    private ConnectionId _connection;

    private IRefreshTurns Turns => Portal.Services.GetRequiredService<IRefreshTurns>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _connection = (await GivenAsync(An.Org().By(ConnectionFlow.WebServer))).Connection.Id;
        await Portal.InScopeAsync(async services =>
        {
            await services.GetRequiredService<ISecretStore>().PutAsync(SecretName.RefreshToken(_connection), new Secret("refresh-0"));
            return true;
        });
    }

    [Fact]
    public async Task Turn_WhenHandedOn_ShowsTheTokenAsItStandsThen()
    {
        await using (var first = await Turns.TakeAsync(SecretName.RefreshToken(_connection), default))
        {
            (first.Token!.Reveal(), first.OrgRotates, first.IsAnswerMissing).ShouldBe(("refresh-0", null, false));
            (await first.BeginAsync(default)).ShouldBeTrue();
            (await first.KeepAsync(new Secret("refresh-1"), rotates: true)).Ok.ShouldBeTrue();
        }

        await using var second = await Turns.TakeAsync(SecretName.RefreshToken(_connection), default);

        (second.Token!.Reveal(), second.OrgRotates, second.IsAnswerMissing).ShouldBe(("refresh-1", true, false));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Turn_AfterOneThatBeganAndNeverWrote_CallsTheAnswerMissing(bool? rotates, bool missing)
    {
        await using (var before = await Turns.TakeAsync(SecretName.RefreshToken(_connection), default)) await before.KeepAsync(null, rotates);
        await using (var begun = await Turns.TakeAsync(SecretName.RefreshToken(_connection), default)) await begun.BeginAsync(default);

        await using (var next = await Turns.TakeAsync(SecretName.RefreshToken(_connection), default))
        {
            next.IsAnswerMissing.ShouldBe(missing);
            // A person reconnects: the new grant starts afresh.
            (await next.KeepAsync(new Secret("refresh-new"), rotates: null)).Ok.ShouldBeTrue();
        }
        await using var last = await Turns.TakeAsync(SecretName.RefreshToken(_connection), default);
        (last.IsAnswerMissing, last.Token!.Reveal()).ShouldBe((false, "refresh-new"));
    }

    [Fact]
    public async Task Threat_T75_WokenHolder_CannotWrite()
    {
        // Its clock stands still: it shows no sign of life, until it wakes.
        Clock.WaitsPass = false;
        await using var other = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection });
        var began = other.Clock.Now = Clock.Now.AddDays(-1);
        var asleep = await Turns.TakeAsync(SecretName.RefreshToken(_connection), default);
        (await asleep.BeginAsync(default)).ShouldBeTrue();

        await using var heir = await other.Services.GetRequiredService<IRefreshTurns>().TakeAsync(SecretName.RefreshToken(_connection), default);

        (other.Clock.Now - began).ShouldBeGreaterThanOrEqualTo(DatabaseRefreshTurns.Silence);
        heir.IsAnswerMissing.ShouldBeTrue();
        (await asleep.BeginAsync(default)).ShouldBeFalse();
        (await asleep.KeepAsync(new Secret("refresh-late"), rotates: true)).Problem.ShouldBe(RefreshProblems.TurnLost);
        await asleep.DisposeAsync();
        (await StoredAsync()).ShouldBe("refresh-0");
        (await ReadAsync(db => db.RefreshLeases.SingleAsync())).IsHeld.ShouldBeTrue("it is the heir's");
    }

    [Fact]
    public async Task Turn_WhenManyWantTheFirst_IsOneAtATime()
    {
        await using var timed = await Portal.OpenAsync(Portal.Database, new PortalSettings
        {
            Connection = Portal.Connection,
            Services = services => services.AddSingleton(TimeProvider.System),
        });
        var turns = timed.Services.GetRequiredService<IRefreshTurns>();
        var (inside, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            await using var turn = await turns.TakeAsync(SecretName.RefreshToken(_connection), default);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await turn.KeepAsync(new Secret(turn.Token!.Reveal() + "+"), rotates: true);
            Interlocked.Decrement(ref inside);
        }));

        most.ShouldBe(1);
        (await StoredAsync()).ShouldBe("refresh-0" + new string('+', 12));
    }

    private Task<string> StoredAsync() => Portal.InScopeAsync(async services =>
        (await services.GetRequiredService<ISecretStore>().GetAsync(SecretName.RefreshToken(_connection)))!.Reveal());
}
