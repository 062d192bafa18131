using Governance.Application.Integrations;
using Governance.Application.Policies;
using Governance.Application.Tests.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using NodeKind = Governance.Application.Integrations.GetIntegrationRelations.NodeKind;

namespace Governance.Application.Tests.Integrations;

public sealed class IntegrationRelationsTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reads = "0PS000000000001";
    private const string Rules = "0PS000000000002";

    [Fact]
    public async Task Relations_WhenAUserHoldsSets_LeadFromOrgToSetAndSayWhatItMay()
    {
        var org = await GivenAsync(An.Org("Core"));
        var grant = await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").By("ledger@example.com").UsedDaysAgo(3));
        await GivenAsync(An.Authorization().In(org).Of("Other app").By("somebody@example.com"));
        await RecordSetsAsync(org, grant.UserId, Case(Reads));
        var id = await MadeAsync(org, "Ledger", "Ledger Sync");

        var around = await AroundAsync(Auditor, id);

        around.Nodes.Select(n => (n.Kind, n.Name)).ShouldBe(
            [(NodeKind.Org, "Core"), (NodeKind.App, "Ledger Sync"), (NodeKind.User, "ledger@example.com"), (NodeKind.PermissionSet, "Reads")]);
        around.Edges.Count.ShouldBe(3);
        around.Nodes.ShouldAllBe(n => !n.IsHot);
        around.Access.Text.ShouldStartWith("can read every Case in Core");
        around.Access.Unknown.ShouldContain("OAuth scopes of Ledger Sync in Core are not known");
        (around.Usage.Fresh, around.Usage.Total).ShouldBe((1, 1));
        around.Grants.ShouldBe([grant.Id]);
    }

    [Fact]
    public async Task Relations_WhenAUserMayChangeEverything_TheWayThereIsHot()
    {
        var org = await GivenAsync(An.Org("Core"));
        var mighty = await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").By("admin@example.com"));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").By("ledger@example.com"));
        await RecordSetsAsync(org, mighty.UserId, PermissionSets.Set(Rules, "Rules", s => s with { Permissions = ["ModifyAllData"], Objects = null }));
        var id = await MadeAsync(org, "Ledger", "Ledger Sync");

        var around = await AroundAsync(Auditor, id);

        around.Nodes.Where(n => n.IsHot).Select(n => n.Name).ShouldBe(["Core", "Ledger Sync", "admin@example.com", "Rules"]);
        around.Access.Everything.ShouldBe(["Core"]);
    }

    [Fact]
    public async Task Relations_WhenPartsLieInAnotherGroup_AreNotShownOrCounted()
    {
        var emea = await GivenAsync(An.Org("Field").InGroup("EMEA"));
        var amer = await GivenAsync(An.Org("Core").InGroup("AMER"));
        var here = await GivenAsync(An.Authorization().In(emea).Of("Ledger Sync").By("emea@example.com"));
        var there = await GivenAsync(An.Authorization().In(amer).Of("Ledger Sync").By("amer@example.com"));
        await RecordSetsAsync(amer, there.UserId, PermissionSets.Set(Rules, "Rules", s => s with { Permissions = ["ModifyAllData"] }));
        await RecordSetsAsync(emea, here.UserId, Case(Reads));
        var id = await MadeAsync(null, "Ledger", "Ledger Sync", amer, emea);

        var scoped = await AroundAsync(Scoped(Role.OrgAdmin), id);

        scoped.Nodes.Select(n => n.Name).ShouldBe(["Field", "Ledger Sync", "emea@example.com", "Reads"]);
        scoped.Access.Text.ShouldContain("in Field");
        string.Join(' ', scoped.Access.Unknown, scoped.Access.Text, scoped.Findings).ShouldNotContain("Core");
        (scoped.Usage.Total, scoped.Grants!.Single()).ShouldBe((1, here.Id));
        (await AroundAsync(Auditor, id)).Usage.Total.ShouldBe(2);
    }

    [Fact]
    public async Task Relations_WhenTheOrgCallsOut_LeadOverTheCredentialToTheCatalogEntry()
    {
        var org = await GivenAsync(An.Org("Core"));
        await ItemAsync(org, ItemKind.NamedCredential, "Ledger", "Ledger endpoint", new NamedCredentialFacts { ApiName = "Ledger" });
        await Registrations.RecordAsync(Portal, org, [Registrations.Of("Ledger", with: f => f with { NamedCredential = "Ledger" })]);
        await ItemAsync(org, ItemKind.Certificate, "ledger_tls", "ledger_tls", new CertificateFacts { Place = CertificatePlace.Org, ApiName = "ledger_tls" });
        await ItemAsync(org, ItemKind.Certificate, "other", "other", new CertificateFacts { Place = CertificatePlace.Org, ApiName = "other" });
        var id = (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(new("Ledger", new IntegrationFacts(),
        [
            new(IntegrationPartKind.NamedCredential, "Ledger endpoint"), new(IntegrationPartKind.CatalogEntry, "Ledger service"), new(IntegrationPartKind.Certificate, "ledger_tls"),
        ])))).Value!.Id;

        var around = await AroundAsync(Auditor, id);

        around.Nodes.Select(n => (n.Kind, n.Name)).ShouldBe(
            [(NodeKind.Org, "Core"), (NodeKind.Certificate, "ledger_tls"), (NodeKind.Credential, "Ledger endpoint"), (NodeKind.CatalogEntry, "Ledger service")]);
        var names = around.Nodes.ToDictionary(n => n.Key, n => n.Name);
        around.Edges.Select(e => $"{names[e.From]} > {names[e.To]}")
            .ShouldBe(["Core > Ledger endpoint", "Ledger endpoint > Ledger service", "Core > ledger_tls"], ignoreOrder: true);
        around.Nodes[^1].Id.ShouldBe((await ReadAsync(db => db.CatalogEntries.Select(e => e.Id).SingleAsync())).Value);
        around.Access.Text.ShouldBe("reaches no data in Core: nobody’s grant and no user of it was found there.");
        (around.Usage.Total, around.Grants!.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Relations_WhenHiddenOrAbsent_AnswerAlike()
    {
        var amer = await GivenAsync(An.Org("Core").InGroup("AMER"));
        await GivenAsync(An.Authorization().In(amer).Of("Ledger Sync"));
        var id = await MadeAsync(amer, "Ledger", "Ledger Sync");

        foreach (var asked in new[] { id, IntegrationId.New() })
            (await As(Scoped(Role.OrgAdmin)).SendAsync(new GetIntegrationRelations.Query(asked))).Problem.ShouldBe(IntegrationProblems.NotFound);
    }

    [Fact]
    public async Task Relations_WhenManyUsers_DrawSomeAndCountTheRest()
    {
        var org = await GivenAsync(An.Org("Core"));
        for (var i = 0; i < 20; i++) await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").By($"user{i:00}@example.com"));
        var id = await MadeAsync(org, "Ledger", "Ledger Sync");

        var around = await AroundAsync(Auditor, id);

        around.Nodes.Count(n => n.Kind == NodeKind.User).ShouldBe(14);
        around.Rests.ShouldBe([new GetIntegrationRelations.Rest(NodeKind.User, 6)]);
        around.Nodes.Select(n => n.Key).ToHashSet().ShouldSatisfyAllConditions(
            keys => around.Edges.ShouldAllBe(e => keys.Contains(e.From) && keys.Contains(e.To)));
    }

    private Task ItemAsync(ConnectedOrg org, ItemKind kind, string key, string name, ItemFacts facts) => Portal.WriteAsync(db => db.Items.Add(
        new InventoryItem(org.Org.Id, org.Org.OrgGroupId, new ItemRead(kind, key, name, facts), ItemSource.Org, Clock.Now)));

    private static ItemRead Case(string id) => PermissionSets.Set(id, "Reads", s => s with { Objects = [new ObjectRight("Case", true, false, false, false, true, false)] });

    private Task RecordSetsAsync(ConnectedOrg org, string user, ItemRead set) =>
        PermissionSets.RecordAsync(Portal, org, set, PermissionSets.Held($"0Pa{set.Key[3..]}", user, set.Key), PermissionSets.Held("0Pa000000000009", "005000000000099", set.Key));

    private async Task<GetIntegrationRelations.Relations> AroundAsync(Application.Pipeline.Actor actor, IntegrationId id) =>
        (await As(actor).SendAsync(new GetIntegrationRelations.Query(id))).Value!;

    private async Task<IntegrationId> MadeAsync(ConnectedOrg? only, string name, string app, params ConnectedOrg[] others)
    {
        foreach (var org in others.Append(only).OfType<ConnectedOrg>())
            await As(Application.Pipeline.Actor.System("policies")).SendAsync(new EvaluateOrg.Command(org.Org.Id));
        var made = await As(OrgAdmin).SendAsync(new CreateIntegration.Command(
            new(name, new IntegrationFacts(), [new IntegrationPartDraft(IntegrationPartKind.App, app, only?.Org.Id)])));
        return made.Value!.Id;
    }
}
