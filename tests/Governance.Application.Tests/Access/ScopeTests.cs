using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Access;

/// <summary>Sweeps every query by reflection: what a scoped person is told does not depend on what other groups have.</summary>
public sealed partial class ScopeTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    // The first two read on in an export somebody asked for before, the others are for unscoped roles only: their own
    // tests hold them to the scope.
    private static readonly string[] RefusedHere = ["ReadAuditExport", "ReadAuditListExport", "ListRoleMap", "ListPeople", "ListLargeExports", "ListEmergencyUses"];

    [Fact]
    public async Task Threat_T41_ForeignGroup_ChangesNothingSeen()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var mine = await GivenEstateAsync("EMEA", vendor.Id);
        var before = await AskAllAsync(mine);

        await GivenEstateAsync("AMER", vendor.Id);
        var after = await AskAllAsync(mine);

        before.ShouldNotBeEmpty();
        UnansweredIn(before).Where(u => !RefusedHere.Contains(u.Split(':')[0])).ShouldBeEmpty("SampleQueries builds samples that are only refused: nothing is compared");
        foreach (var (query, answer) in before) after[query].ShouldBe(answer, $"{query} tells of another org group");
    }

    [Fact]
    public async Task Threat_T41_ForeignGroup_IsSeenByTheUnscoped()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var mine = await GivenEstateAsync("EMEA", vendor.Id);
        await GivenEstateAsync("AMER", vendor.Id);

        (await ReadAsync(db => db.Authorizations.CountAsync(a => a.Kind == AuthorizationKind.OAuth))).ShouldBe(2 * mine.Authorizations.Count);
    }

    [Fact]
    public async Task Threat_T43_OutOfScope_EqualsAbsent()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var foreign = await GivenEstateAsync("AMER", vendor.Id);
        var absent = await AbsentAsync(vendor.Id);
        var swept = 0;
        foreach (var query in UseCaseMessages.Queries().Where(SampleQueries.NamesSomething).Where(q => Askers(q).Any()))
        {
            foreach (var asker in Askers(query))
            {
                var (hidden, hiddenCommands) = await AskAsync(asker, SampleQueries.Of(query, foreign));
                var (missing, missingCommands) = await AskAsync(asker, SampleQueries.Of(query, absent));
                hidden.ShouldBe(missing, $"{query.DeclaringType!.Name} tells foreign from absent");
                hiddenCommands.ShouldBe(missingCommands, $"{query.DeclaringType!.Name} works harder for the foreign than for the absent");
                swept++;
            }
        }
        swept.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Threat_T43_OutOfScope_CommandEqualsAbsent()
    {
        var foreign = await GivenAsync(An.Org("Hidden").InGroup("AMER"));

        var hidden = await As(Scoped(Role.OrgAdmin)).SendAsync(new RequestSync.Command(foreign.Connection.Id));
        var absent = await As(Scoped(Role.OrgAdmin)).SendAsync(new RequestSync.Command(ConnectionId.New()));

        hidden.Problem.ShouldBe(absent.Problem);
        (await Audit.LastAsync()).SubjectName.ShouldNotContain("Hidden");
    }

    private async Task<Estate> GivenEstateAsync(string group, VendorId vendor)
    {
        var org = await GivenAsync(An.Org($"Org of {group}").InGroup(group));
        var authorizations = new List<Authorization>
        {
            await GivenAsync(An.Authorization().In(org).Of("Gainfold Sync").ThatIs.Active()),
            await GivenAsync(An.Authorization().In(org).Of("Gainfold Sync").ThatIs.Unused()),
            await GivenAsync(An.Authorization().In(org).Of("Other App").ThatIs.OfInactiveOwner()),
            await GivenAsync(An.Authorization().In(org).Of("Gone App").ThatIs.Gone()),
        };
        var incident = await GivenAsync(An.Incident().About($"Scope of {group}").Against(authorizations.Take(2)));
        // Leaves audit entries about this group.
        await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id));
        // One account for all groups: whoever sees one of its orgs must not learn of the others.
        var heroku = await GivenAsync(A.HerokuAccount().Into(org, $"bot_of_{group.ToLowerInvariant()}").IntoAnUnknownOrg($"stray_{group.ToLowerInvariant()}", $"applink-stray-{group}"));
        return new Estate(org, authorizations, incident, vendor, org.Org.OrgGroupId, heroku.Account.Id);
    }

    // Ids that nothing has, in the shape of an estate: built in a portal of its own.
    private static async Task<Estate> AbsentAsync(VendorId vendor)
    {
        await using var elsewhere = await Portal.OpenAsync(TestDatabase.Sqlite);
        var org = await An.Org("Elsewhere").PutAsync(elsewhere);
        var authorizations = new List<Authorization>();
        for (var i = 0; i < 4; i++) authorizations.Add(await An.Authorization().In(org).PutAsync(elsewhere));
        var incident = await An.Incident().Against(authorizations).PutAsync(elsewhere);
        return new Estate(org, authorizations, incident, vendor, org.Org.OrgGroupId, HerokuAccountId.New());
    }

    private async Task<Dictionary<string, string>> AskAllAsync(Estate estate)
    {
        var answers = new Dictionary<string, string>();
        foreach (var query in UseCaseMessages.Queries())
        {
            foreach (var asker in Askers(query))
                answers[$"{query.DeclaringType!.Name} by {asker.Name}"] = (await AskAsync(asker, SampleQueries.Of(query, estate))).Answer;
        }
        return answers;
    }

    private static IEnumerable<string> UnansweredIn(Dictionary<string, string> answers) => answers.GroupBy(a => a.Key.Split(' ')[0])
        .Where(g => g.All(a => !a.Value.Contains("\"Problem\": null", StringComparison.Ordinal))).Select(g => $"{g.Key}: {g.First().Value}");

    private static IEnumerable<Application.Pipeline.Actor> Askers(Type query) => Enum.GetValues<Role>()
        .Where(role => PermissionMatrix.Allows([role], UseCaseMessages.PermissionOf(query))).Select(role => Scoped(role));

    private async Task<(string Answer, int Commands)> AskAsync(Application.Pipeline.Actor asker, object query)
    {
        var before = Commands();
        var (value, problem) = await UseCaseMessages.SendAsync(Portal, asker, query);
        var commands = Commands() - before;
        return (References().Replace(JsonSerializer.Serialize(new { Value = value, Problem = problem }, Json), "reference"), commands);
    }

    private int Commands() => Logs.Lines.Count(l => l.Category == "Microsoft.EntityFrameworkCore.Database.Command"
        && l.Message.StartsWith("Executed DbCommand", StringComparison.Ordinal));

    [GeneratedRegex("reference [0-9a-f]{8}")]
    private static partial Regex References();
}
