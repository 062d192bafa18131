using Governance.Application.Audit;
using Governance.Application.Incidents;
using Governance.Domain.Access;
using Governance.TestKit;

namespace Governance.Application.Tests.Access;

/// <summary>Random estates: whoever is limited to EMEA is answered the same, to the letter, whether anything lies outside
/// EMEA or not. A failure names its seed.</summary>
public sealed class ScopeWorldTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Full ? 60 : 2)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Threat_T41_RandomEstate_RestChangesNothingSeen(int seed)
    {
        var world = await new ScopeWorld(Portal, seed).BuildAsync();
        var picks = new List<Estate>();
        for (var i = 0; i < (Full ? 4 : 2); i++) picks.Add(await world.PickAsync());
        List<Dictionary<string, string>> before = [];
        foreach (var pick in picks) before.Add(await ScopeSweep.AskAllAsync(Portal, pick));
        var list = await ExportListAsync();

        await world.AddTheRestAsync();

        foreach (var (pick, was) in picks.Zip(before))
        {
            var now = await ScopeSweep.AskAllAsync(Portal, pick);
            foreach (var (query, answer) in was)
            {
                answer.ShouldNotContain(ScopeWorld.Canary, Case.Insensitive, $"seed {seed}: {query}");
                now[query].ShouldBe(answer, $"seed {seed}: {query} tells of another org group");
            }
        }
        (await ExportListAsync()).ShouldBe(list, $"seed {seed}: the exported audit list tells of another org group");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task LimitedView_WhenNothingLiesElsewhere_EqualsTheWhole(int seed)
    {
        await new ScopeWorld(Portal, seed).BuildAsync();

        var whole = (await As(Auditor).SendAsync(new ListIncidents.Query())).Value!.Rows;
        var limited = (await As(Scoped(Role.Auditor)).SendAsync(new ListIncidents.Query())).Value!.Rows;

        whole.ShouldNotBeEmpty();
        limited.Select(i => (i.Id, i.State, i.Targets, IsSettled: i.SettledAt is not null))
            .ShouldBe(whole.Select(i => (i.Id, i.State, i.Targets, IsSettled: i.SettledAt is not null)), $"seed {seed}");
    }

    private async Task<string> ExportListAsync()
    {
        var filter = new AuditFilter();
        var started = (await As(Scoped(Role.Auditor)).SendAsync(new ExportAuditList.Command(filter))).Value!;
        var page = await As(Scoped(Role.Auditor)).SendAsync(new ReadAuditListExport.Query(started.ExportId, filter, null));
        var text = string.Join('\n', page.Value!.Lines);
        text.ShouldNotContain(ScopeWorld.Canary);
        page.Value.Lines.Count.ShouldBeGreaterThan(1);
        return text;
    }
}
