using Governance.Application.Ports;
using Governance.OrgSimulator;
using Governance.TestKit;
using Governance.TestKit.Databases;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>200 callers in three instances, each a process of its own. Every instance needs an access token of its own,
/// which never leaves its memory: one refresh per instance, one after the other, and none of the old token.</summary>
public sealed class ManyInstancesTests
{
    private static readonly int[] Callers = [67, 67, 66];

    [Fact]
    public Task Threat_T76_ParallelRefresh_OverInstances_LosesNoGrantOnSqlite() => RefreshAsync(TestDatabase.Sqlite);

    [PostgreSqlFact]
    public Task Threat_T76_ParallelRefresh_OverInstances_LosesNoGrantOnPostgreSql() => RefreshAsync(TestDatabase.PostgreSql);

    private static async Task RefreshAsync(TestDatabase database)
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        await using var grant = await SharedGrant.MakeAsync(database, world);
        await using var instances = await Instances.StartAsync(grant, Callers);

        // From nothing, then after the sessions ended at the org.
        for (var round = 1; round <= 3; round++)
        {
            (await instances.AskAsync()).ShouldBe(Callers.Select(c => $"{c} "));
            grant.Refreshes.ShouldBe(Callers.Length * round);
            grant.AtOrg.Ended.ShouldBeFalse();
            (await grant.StoredAsync()).ShouldBe(grant.CurrentToken);
            world.Clock.Offset += TimeSpan.FromHours(3);
        }
    }
}

/// <summary>An instance that dies with the org's answer in its hand.</summary>
public sealed class KilledInstanceTests
{
    // The silence that a dead instance is given up after is 30 s of real time: the other provider has it in every run.
    [FullRunFact]
    public Task Threat_T76_ParallelRefresh_KilledBeforeItsWrite_NeverSendsTheOldTokenAgain() => KillAsync(TestDatabase.Sqlite);

    [PostgreSqlFact]
    public Task Threat_T76_ParallelRefresh_KilledBeforeItsWriteOnPostgreSql_NeverSendsTheOldTokenAgain() => KillAsync(TestDatabase.PostgreSql);

    private static async Task KillAsync(TestDatabase database)
    {
        await using var world = await StandIn.StartAsync(new SimulatorOptions());
        await using var grant = await SharedGrant.MakeAsync(database, world);
        var before = await grant.StoredAsync();
        await using (var first = await Instances.StartAsync(grant, [5], diesAtWrite: true))
            (await first.AskAsync()).ShouldBe(["ended"]);
        grant.Refreshes.ShouldBe(1);
        (await grant.StoredAsync()).ShouldBe(before);

        await using var others = await Instances.StartAsync(grant, [5, 5]);
        for (var round = 0; round < 2; round++)
            (await others.AskAsync()).ShouldBe(["0 " + RemoteCodes.CredentialRefused, "0 " + RemoteCodes.CredentialRefused]);

        grant.Refreshes.ShouldBe(1);
        grant.AtOrg.Ended.ShouldBeFalse("a replay would have ended it");
    }
}
