using Governance.Application.Search;
using Governance.Application.Tests.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Catalog;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using static Governance.Application.Search.FindRecords;

namespace Governance.Application.Tests.Search;

public sealed class FindRecordsTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Find_WhenTyped_FindsEveryKindByItsName()
    {
        var org = await GivenAsync(An.Org("Murmuro core").InGroup("EMEA"));
        await GivenAsync(A.Vendor("Murmuro"));
        var held = await GivenAsync(An.Authorization().In(org).Of("Murmuro Notes"));
        await GivenAsync(An.Incident().About("Murmuro").Against([held]));
        await PermissionSets.TakeAsync(Portal, org, "Murmuro rights");
        await PermissionSets.RecordAsync(Portal, org, PermissionSets.User("005000000000001", "murmuro@acme.example"));
        await Access.Certificates.PutAsync(Portal, org, "murmuro_jwt");
        await ItemAsync(org, ItemKind.NamedCredential, "Murmuro_API", "Murmuro ledger", new NamedCredentialFacts { ApiName = "Murmuro_API" });
        var entry = new CatalogEntry(org.Org.SalesforceKey, "MurmuroService", Clock.Now);
        entry.LieIn(org.Org.Id, org.Org.OrgGroupId);
        await Portal.WriteAsync(db => db.CatalogEntries.Add(entry));
        var integration = await Access.Integrations.PutAsync(Portal, org, "Murmuro scores", "Murmuro Notes");
        (await Judging.AsideAsync(Portal, org.Org.Id)).ShouldBeTrue();

        var found = await FindAsync(Auditor, "MURMURO");

        found.Keys.ShouldBe(
        [
            RecordKind.Org, RecordKind.Vendor, RecordKind.ClientApp, RecordKind.User, RecordKind.PermissionSet, RecordKind.Certificate,
            RecordKind.Credential, RecordKind.CatalogEntry, RecordKind.Integration, RecordKind.Finding, RecordKind.Incident, RecordKind.Authorization,
        ], ignoreOrder: true);
        found[RecordKind.Org].Hits.Single().ShouldBe(new Hit(org.Connection.Id.Value, "Murmuro core", null, "EMEA"));
        found[RecordKind.Integration].Hits.Single().ShouldBe(new Hit(integration.Value, "Murmuro scores", null, null));
        found[RecordKind.CatalogEntry].Hits.Single().Id.ShouldBe(entry.Id.Value);
        found[RecordKind.Authorization].Hits.Single().Id.ShouldBe(held.Id.Value);
        found[RecordKind.User].Hits.Single().OrgLabel.ShouldBe("Murmuro core");
        found[RecordKind.Incident].Hits.Single().Name.ShouldBe("INC-0001");
        found[RecordKind.Finding].Hits.ShouldAllBe(h => h.Detail!.Contains("urmuro", StringComparison.Ordinal));
        (await FindAsync(Auditor, "emea"))[RecordKind.OrgGroup].Hits.Single().Name.ShouldBe("EMEA");
        (await FindAsync(Auditor, "inc-0001")).Keys.ShouldBe([RecordKind.Incident]);
        (await FindAsync(Auditor, "cert.expiring"))[RecordKind.Finding].Hits.Single().Detail.ShouldBe("murmuro_jwt");
    }

    [Fact]
    public async Task Find_WhenAnAddonIsMeant_LeadsToItsAccount()
    {
        var org = await GivenAsync(An.Org("Core"));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org));
        var name = await ReadAsync(db => Task.FromResult(db.AppLinkAddons.Select(a => a.Name).First()));

        var hit = (await FindAsync(Auditor, name))[RecordKind.HerokuAddon].Hits.Single();

        (hit.Name, hit.Id).ShouldBe((name, heroku.Account.Id.Value));
    }

    [Fact]
    public async Task Find_WhenMoreThanShown_PutsBeginningsFirstAndSaysSo()
    {
        var org = await GivenAsync(An.Org("Core"));
        for (var n = 0; n < 6; n++) await ItemAsync(org, ItemKind.User, $"0050000000000{n:00}", $"kit.{n}@acme.example", new UserFacts());
        for (var n = 6; n < 10; n++) await ItemAsync(org, ItemKind.User, $"0050000000000{n:00}", $"a.kit.{n}@acme.example", new UserFacts());

        var users = (await FindAsync(Auditor, "Kit"))[RecordKind.User];

        users.IsMore.ShouldBeTrue();
        users.Hits.Count.ShouldBe(MostPerKind);
        users.Hits.Take(6).ShouldAllBe(h => h.Name.StartsWith("kit.", StringComparison.Ordinal));
        users.Hits.Skip(6).ShouldAllBe(h => h.Name.StartsWith("a.kit.", StringComparison.Ordinal));
        users.Hits.Select(h => h.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task Find_WhenAnIdIsTyped_FindsTheThing()
    {
        var org = await GivenAsync(An.Org("Core"));
        var user = await ItemAsync(org, ItemKind.User, "005000000000AAA", "kit@acme.example", new UserFacts());
        var credential = await ItemAsync(org, ItemKind.ExternalCredential, "Ledger_API", "The ledger", new ExternalCredentialFacts { ApiName = "Ledger_API" });
        var held = await GivenAsync(An.Authorization().In(org));

        (await FindAsync(Auditor, "005000000000AAAIAU"))[RecordKind.User].Hits.Single().Id.ShouldBe(user.Value);
        (await FindAsync(Auditor, "005000000000AAA"))[RecordKind.User].Hits.Single().Id.ShouldBe(user.Value);
        (await FindAsync(Auditor, "Ledger_API"))[RecordKind.Credential].Hits.Single().Id.ShouldBe(credential.Value);
        (await FindAsync(Auditor, org.Org.SalesforceKey))[RecordKind.Org].Hits.Single().Id.ShouldBe(org.Connection.Id.Value);
        (await FindAsync(Auditor, held.Id.Value.ToString("D"))).ShouldHaveSingleItem().Key.ShouldBe(RecordKind.Authorization);
        (await FindAsync(Auditor, user.Value.ToString("D"))).ShouldHaveSingleItem().Key.ShouldBe(RecordKind.User);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("[a-z]")]
    [InlineData("' OR 1=1 --")]
    public async Task Find_WhenPatternsAreTyped_TakesThemToTheLetter(string typed)
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org));
        await ItemAsync(org, ItemKind.User, "005000000000001", "kit@acme.example", new UserFacts());

        (await FindAsync(Auditor, typed)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_WhenScoped_FindsTheirGroupOnly()
    {
        var emea = await GivenAsync(An.Org("Shared name").InGroup("EMEA"));
        var amer = await GivenAsync(An.Org("Shared name too").InGroup("AMER"));
        await GivenAsync(A.Vendor("Shared vendor"));
        foreach (var org in new[] { emea, amer })
        {
            await ItemAsync(org, ItemKind.User, "005000000000001", $"shared@{org.Org.Label}.example", new UserFacts());
            await PermissionSets.TakeAsync(Portal, org, "Shared set");
            await Access.Certificates.PutAsync(Portal, org, "shared_cert");
            await Judging.AsideAsync(Portal, org.Org.Id);
        }
        await GivenAsync(An.Authorization().In(amer).Of("Shared vendor app"));

        var found = await FindAsync(Scoped(Role.Auditor, "EMEA"), "shared");

        found.Keys.ShouldBe([RecordKind.Org, RecordKind.User, RecordKind.PermissionSet, RecordKind.Certificate, RecordKind.Finding], ignoreOrder: true);
        found.Values.SelectMany(g => g.Hits).ShouldAllBe(h => h.OrgLabel == null || h.OrgLabel == "Shared name");
        (await FindAsync(Scoped(Role.Auditor, "EMEA"), amer.Connection.Id.Value.ToString("D"))).ShouldBeEmpty();
        (await FindAsync(Auditor, "shared"))[RecordKind.Vendor].Hits.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Find_WhenPortalAdmin_IsRefusedAndAudited()
    {
        var answer = await As(PortalAdmin).SendAsync(new FindRecords.Query("core"));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.FindRecords", by: PortalAdmin, on: "FindRecords", outcome: AuditOutcome.Denied);
    }

    private async Task<Dictionary<RecordKind, Group>> FindAsync(Governance.Application.Pipeline.Actor actor, string typed) =>
        (await As(actor).SendAsync(new FindRecords.Query(typed))).Value!.Groups.ToDictionary(g => g.Kind);

    private async Task<ItemId> ItemAsync(ConnectedOrg org, ItemKind kind, string key, string name, ItemFacts facts)
    {
        var item = new InventoryItem(org.Org.Id, org.Org.OrgGroupId, new ItemRead(kind, key, name, facts), ItemSource.Org, Clock.Now);
        await WriteAsync(db => db.Items.Add(item));
        return item.Id;
    }
}
