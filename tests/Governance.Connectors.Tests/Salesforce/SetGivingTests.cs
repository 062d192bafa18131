using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.OrgSimulator;
using Governance.OrgSimulator.World;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>A permission set until a day, against the stand-in world.</summary>
public sealed class SetGivingTests : IAsyncLifetime, IDisposable
{
    private readonly Bench _bench = new();
    private SimulatorHost _world = null!;
    private Org _org = null!;
    private OrgLink _reader = null!;
    private ResponderLink _responder = null!;
    private OrgUser _user = null!;
    private PermissionSet _set = null!;
    private DateTimeOffset _end;

    public async Task InitializeAsync()
    {
        _world = await StandIn.StartAsync(new SimulatorOptions());
        _org = _world.World.OrgNamed("Core")!;
        var ready = _world.Ready.Orgs.Single(o => o.Name == "Core");
        _reader = await _bench.JwtLinkAsync(ready.LoginUrl, ready.ClientId, ready.Username, await File.ReadAllTextAsync(_world.Ready.JwtKeyFile));
        _responder = await _bench.ResponderLinkAsync(_reader, ready.Username.Replace("portal.reader", "portal.responder", StringComparison.Ordinal));
        _set = _org.PermissionSets.First(s => !s.SessionBased && s.Permissions.Count > 0);
        _user = _org.Users.First(u => u.IsActive && !u.PermissionSets.Contains(_set) && !_set.Permissions.All(u.Has));
        _end = new DateTimeOffset(_world.Clock.GetUtcNow().UtcDateTime.Date.AddDays(10), TimeSpan.Zero);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Give_MakesOneAssignmentThatEnds_AndIsFoundAgain()
    {
        var right = _set.Permissions.First(p => !_user.Has(p));

        var given = (await GiveAsync(_set.Label)).Value!;
        var again = (await GiveAsync(_set.Name)).Value!;

        again.ShouldBe(given);
        given.EndsAt.ShouldBe(_end);
        _user.PermissionSets.Count(s => s == _set).ShouldBe(1);
        (await SeenAsync(given.Assignment)).IsDone.ShouldBe(false, "the row is there");
        _user.Has(right).ShouldBeTrue();
        _world.Clock.Advance(TimeSpan.FromDays(11));
        _user.Has(right).ShouldBeFalse("the org ends it by itself");
    }

    [Fact]
    public async Task Give_WhenHeldWithAnotherEnd_OrWithout_ChangesNothing()
    {
        (await GiveAsync(_set.Name)).Problem.ShouldBeNull();
        var later = await GiveAsync(_set.Name, _end.AddDays(30));
        _user.AssignedUntil.Clear();
        var endless = await GiveAsync(_set.Name);

        later.Problem!.Message.ShouldContain("has it already, until");
        endless.Problem!.Message.ShouldContain("has it already, without an end");
        _user.AssignedUntil.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("No_Such_Set", null)]
    [InlineData("x' OR Name != 'y", null)]
    [InlineData(null, "nobody@northgale.example")]
    [InlineData(null, "a' OR IsActive = true OR Username = 'b")]
    public async Task Give_OfWhatIsNotThere_IsRefusedInWords(string? set, string? user)
    {
        using var session = _bench.Get<IOrgResponder>().Begin(_responder);

        var given = await session.GiveAsync(new SetGift(set ?? _set.Name, user ?? _user.Username, _end), default);

        given.Problem!.Kind.ShouldBe(ProblemKind.RemoteRefused);
        given.Problem.Message.ShouldContain(set is null ? "no active user of that name" : "no permission set of that name");
    }

    [Fact]
    public async Task Give_WithoutTheRight_SaysWhich()
    {
        var responder = _org.Users.Single(u => u.Username.Contains("portal.responder", StringComparison.Ordinal));
        responder.PermissionSets.Clear();

        (await GiveAsync(_set.Name)).Problem!.Kind.ShouldBe(ProblemKind.RemoteRefused);

        _user.PermissionSets.ShouldNotContain(_set);
    }

    private async Task<Result<GivenSet>> GiveAsync(string set, DateTimeOffset? end = null)
    {
        using var session = _bench.Get<IOrgResponder>().Begin(_responder);
        return await session.GiveAsync(new SetGift(set, _user.Username, end ?? _end), default);
    }

    private async Task<ActSeen> SeenAsync(string assignment)
    {
        var check = await _bench.Org.CheckActsAsync(_reader, [new OrgAct(new TokenRowKey("a"), TargetKind.Assignment, assignment)], default);
        return check.Value!.Seen.Values.Single();
    }
}
