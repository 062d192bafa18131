using Governance.Application.Ports;
using Governance.Domain.Heroku;
using Governance.OrgSimulator;

namespace Governance.Connectors.Tests.HerokuAppLink;

/// <summary>Removals, against the hand-written peer and the stand-in world.</summary>
public sealed class AppLinkRemovalTests
{
    [Fact]
    public async Task Remove_WhenListed_IsAcceptedOnceAndGoneAfterwards()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        using var bench = Bench.WithHeroku(heroku.Origin);
        var link = await bench.HerokuAsync(FakeHeroku.Token);

        var first = await RemoveAsync(bench, link, AppLinkReadTests.Target(FakeHeroku.Bot));
        var second = await RemoveAsync(bench, link, AppLinkReadTests.Target(FakeHeroku.Bot));

        first.Outcome.ShouldBe(RevocationOutcome.Accepted);
        first.Answer.ShouldContain("disconnecting");
        second.Outcome.ShouldBe(RevocationOutcome.AlreadyGone);
        heroku.Peer.Requests.Count(r => r.Method == "DELETE").ShouldBe(1);
    }

    [Fact]
    public async Task Remove_WhenTheNameWasGivenToAnother_TouchesOnlyTheOneMeant()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.Authorizations.TryRemove(FakeHeroku.Bot, out _);
        heroku.Authorizations["aaaaaaaa-0000-4000-8000-0000000000c9"] = "quote_bot";
        using var bench = Bench.WithHeroku(heroku.Origin);

        var answer = await RemoveAsync(bench, await bench.HerokuAsync(FakeHeroku.Token), AppLinkReadTests.Target(FakeHeroku.Bot));

        answer.Outcome.ShouldBe(RevocationOutcome.AlreadyGone);
        heroku.Peer.Requests.ShouldNotContain(r => r.Method == "DELETE");
    }

    [Theory]
    [InlineData(401, "unauthorized", RevocationOutcome.Refused)]
    [InlineData(403, "forbidden", RevocationOutcome.RightMissing)]
    [InlineData(404, "record_not_found", RevocationOutcome.AlreadyGone)]
    [InlineData(409, "conflict", RevocationOutcome.Refused)]
    [InlineData(429, "rate_limit", RevocationOutcome.Unreachable)]
    [InlineData(500, "server_error", RevocationOutcome.Unreachable)]
    public async Task Remove_WhenRefused_SaysHow(int status, string id, RevocationOutcome outcome)
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Method != "DELETE") return false;
            await FakeHeroku.FaultAsync(context, status, id, "because");
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var answer = await RemoveAsync(bench, await bench.HerokuAsync(FakeHeroku.Token), AppLinkReadTests.Target(FakeHeroku.Bot));

        answer.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public async Task Remove_WhenAPageAnswers200_IsNotCalledAccepted()
    {
        await using var heroku = await FakeHeroku.StartAsync();
        heroku.First = async (context, asked) =>
        {
            if (asked.Method != "DELETE") return false;
            await context.WriteAsync(200, "text/html", "<html>sign in</html>");
            return true;
        };
        using var bench = Bench.WithHeroku(heroku.Origin);

        var answer = await RemoveAsync(bench, await bench.HerokuAsync(FakeHeroku.Token), AppLinkReadTests.Target(FakeHeroku.Bot));

        answer.Outcome.ShouldBe(RevocationOutcome.Unreachable);
    }

    [Fact]
    public async Task Read_OfTheDemoWorld_AgreesWithItsTruth()
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);
        var link = await bench.HerokuAsync(world.Ready.Heroku.ApiKey);

        var self = (await bench.AppLink.IdentifyAsync(link, default)).Value!;
        var read = (await bench.AppLink.ReadAsync(link with { ExpectedKey = self.Key }, default)).Value!;

        var account = world.World.Heroku;
        read.Apps.ShouldBe(account.Apps.Count);
        read.Addons.Select(a => a.Name).ShouldBe(account.Addons.Select(a => a.Name).Order(StringComparer.Ordinal));
        foreach (var addon in read.Addons)
        {
            var truth = account.Addon(addon.Key)!;
            addon.Attachments.Count.ShouldBe(truth.Attachments.Count);
            addon.Connections.Value!.Select(c => (c.Key, c.Status)).ShouldBe(truth.Records.Where(r => r.IsConnection).Select(r => (r.Id, r.Status)));
            addon.Authorizations.Value!.Select(a => a.OrgKey).ShouldBe(truth.Records.Where(r => !r.IsConnection).Select(r => r.Org!.Id[..15]));
            addon.Dependents!.Value!.Select(p => p.Name).ShouldBe(truth.Publications.Select(p => p.Name).Concat(truth.DataActionTargets.Select(t => t.Plan.Label)));
        }
        world.Calls.All().ShouldNotContain(c => c.Origin == "heroku" && c.Method == "GET" && c.Path.Contains("/authorizations/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AppLinkKind.Authorization)]
    [InlineData(AppLinkKind.Connection)]
    public async Task Remove_InTheDemoWorld_PassesThroughDisconnectingAndCutsTheAppOff(AppLinkKind kind)
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        using var bench = Bench.WithHeroku(world.Ready.Heroku!.Url);
        var link = await bench.HerokuAsync(world.Ready.Heroku.ApiKey);
        var addon = world.World.Heroku.Addons[0];
        var record = addon.Records.First(r => r.IsConnection == (kind == AppLinkKind.Connection));
        var target = AppLinkReadTests.Target(record.Id, kind) with { Addon = addon.Id };

        var answer = await RemoveAsync(bench, link, target);
        var during = await RowsAsync(bench, link, addon, kind);
        world.Clock.Advance(Governance.OrgSimulator.Heroku.HerokuAccount.DisconnectTakes + TimeSpan.FromSeconds(1));
        var after = await RowsAsync(bench, link, addon, kind);

        answer.Outcome.ShouldBe(RevocationOutcome.Accepted);
        during.Single(r => r.Key == record.Id).Status.ShouldBe("disconnecting");
        after.ShouldNotContain(r => r.Key == record.Id);
        addon.Records.ShouldNotContain(r => r.Id == record.Id);
    }

    private static async Task<IReadOnlyList<AppLinkRow>> RowsAsync(Bench bench, HerokuLink link, Governance.OrgSimulator.Heroku.AppLinkAddon addon, AppLinkKind kind)
    {
        var read = (await bench.AppLink.ReadAgainAsync(link, [addon.Id], default)).Value!.Addons.ShouldHaveSingleItem();
        return (kind == AppLinkKind.Connection ? read.Connections : read.Authorizations).Value!;
    }

    private static async Task<RevocationAnswer> RemoveAsync(Bench bench, HerokuLink link, AppLinkTarget target)
    {
        var answers = new List<RevocationAnswer>();
        await foreach (var answer in bench.AppLink.RemoveAsync(link, [target], default)) answers.Add(answer);
        var only = answers.ShouldHaveSingleItem();
        only.Key.ShouldBe(target.Row);
        return only;
    }
}
