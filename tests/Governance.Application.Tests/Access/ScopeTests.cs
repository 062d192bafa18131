using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Access;

/// <summary>Sweeps every query by reflection: what a scoped person is told does not depend on what other groups have.</summary>
public sealed class ScopeTests(PortalFixture portal) : UseCaseTest(portal)
{
    // The first five read on in an export somebody asked for before, a sign-in is for whoever asked, the others are for unscoped roles
    // only: their own tests hold them to the scope.
    private static readonly string[] RefusedHere = ["ReadAuditExport", "ReadAuditListExport", "ReadListExport", "ReadEvidenceBundle", "ReadEvidenceFile", "GetSignIn", "ListRoleMap", "ListPeople", "ListLargeExports", "ListEmergencyUses", "ListChannels", "ListDeliveries",
        "ListPolicies", "GetPolicy", "PreviewPolicyChange"];

    [Fact]
    public async Task Threat_T41_ForeignGroup_ChangesNothingSeen()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var mine = await GivenEstateAsync("EMEA", vendor.Id);
        var before = await ScopeSweep.AskAllAsync(Portal, mine);

        await GivenEstateAsync("AMER", vendor.Id);
        // Judged anew with the others in sight: a verdict that rests on them must not show.
        await Judging.AsideAsync(Portal, mine.Org.Org.Id);
        var after = await ScopeSweep.AskAllAsync(Portal, mine);

        before.ShouldNotBeEmpty();
        ScopeSweep.UnansweredIn(before).Except(RefusedHere).ShouldBeEmpty("SampleQueries builds samples that are only refused: nothing is compared");
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
        foreach (var query in UseCaseMessages.Queries().Where(SampleQueries.NamesSomething).Where(q => ScopeSweep.Askers(q).Any()))
        {
            foreach (var asker in ScopeSweep.Askers(query))
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
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var foreign = await GivenEstateAsync("AMER", vendor.Id);
        var absent = await AbsentAsync(VendorId.New());
        var swept = 0;
        foreach (var command in UseCaseMessages.All().Except(UseCaseMessages.Queries()).Where(SampleQueries.NamesSomething))
        {
            foreach (var asker in ScopeSweep.Askers(command))
            {
                var (hidden, hiddenCommands) = await AskAsync(asker, SampleQueries.Of(command, foreign));
                var (missing, missingCommands) = await AskAsync(asker, SampleQueries.Of(command, absent));
                hidden.ShouldBe(missing, $"{command.DeclaringType!.Name} tells foreign from absent");
                hidden.ShouldNotContain("\"Problem\": null", customMessage: $"{command.DeclaringType!.Name} acts on what is out of scope");
                hiddenCommands.ShouldBe(missingCommands, $"{command.DeclaringType!.Name} works harder for the foreign than for the absent");
                (await Audit.LastAsync()).SubjectName.ShouldNotContain("AMER");
                swept++;
            }
        }
        swept.ShouldBeGreaterThan(10);
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
        var set = await PermissionSets.TakeAsync(Portal, org, $"Set of {group}");
        var certificate = await Certificates.PutAsync(Portal, org, $"Ledger of {group}");
        var integration = await Integrations.PutAsync(Portal, org, $"Sync of {group}", "Gainfold Sync");
        var (entry, version) = await Registrations.PutAsync(Portal, org, $"Quotes_of_{group}");
        await Judging.AsideAsync(Portal, org.Org.Id);
        var finding = await ReadAsync(db => db.Findings.Where(f => f.OrgId == org.Org.Id && f.RuleId == "app.uninstalled").Select(f => f.Id).FirstAsync());
        return new Estate(org, authorizations, incident, vendor, org.Org.OrgGroupId, heroku.Account.Id,
            heroku.Connections.Single(c => c.Name == $"to_bot_of_{group.ToLowerInvariant()}").Id, finding, await Snapshots.PutAsync(Portal, org), set, certificate, integration,
            entry, version, await Waivers.PutAsync(Portal, finding), await PlannedRevocations.PutAsync(Portal, $"Revoke of {group}", authorizations))
        {
            Publication = await Publications.PutAsync(Portal, org),
        };
    }

    // Ids that nothing has, in the shape of an estate: built in a portal of its own.
    private static async Task<Estate> AbsentAsync(VendorId vendor)
    {
        await using var elsewhere = await Portal.OpenAsync(TestDatabase.Sqlite);
        var org = await An.Org("Elsewhere").PutAsync(elsewhere);
        var authorizations = new List<Authorization>();
        for (var i = 0; i < 4; i++) authorizations.Add(await An.Authorization().In(org).PutAsync(elsewhere));
        var incident = await An.Incident().Against(authorizations).PutAsync(elsewhere);
        return new Estate(org, authorizations, incident, vendor, org.Org.OrgGroupId, HerokuAccountId.New(), AppLinkRecordId.New(), FindingId.New(), SnapshotImportId.New(), ItemId.New(), ItemId.New(), IntegrationId.New(),
            CatalogEntryId.New(), SpecVersionId.New(), WaiverId.New(), RequestId.New());
    }

    private async Task<(string Answer, int Commands)> AskAsync(Application.Pipeline.Actor asker, object query)
    {
        var before = Commands();
        var answer = await ScopeSweep.AskAsync(Portal, asker, query);
        return (answer, Commands() - before);
    }

    private int Commands() => Logs.Lines.Count(l => l.Category == "Microsoft.EntityFrameworkCore.Database.Command"
        && l.Message.StartsWith("Executed DbCommand", StringComparison.Ordinal));
}
