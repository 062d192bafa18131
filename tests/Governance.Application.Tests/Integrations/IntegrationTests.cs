using Governance.Application.Integrations;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Integrations;
using Governance.Domain.Policies;
using Governance.Domain.Vendors;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Integrations;

public sealed class IntegrationTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly ListIntegrations.Query All = new(new ListIntegrations.Filter(), ListIntegrations.Order.Name, false, 0, 50);

    [Fact]
    public async Task Create_WhenConfirmed_ClaimsTheGrantsOfItsAppsAndIsAudited()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync"));
        await GivenAsync(An.Authorization().In(org).Of("Other"));
        await JudgeAsync(org);
        (await OpenAsync("auth.no-integration")).Length.ShouldBe(2);

        var made = (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(Draft(" Ledger ", App("LEDGER  sync"))))).Value!;

        var entry = await Audit.LastAsync();
        entry.ShouldBe("integration.confirmed", by: OrgAdmin, on: made.Id);
        entry.After!.ShouldContain("App LEDGER");
        (await ReadAsync(db => db.Work.Where(w => w.DoneAt == null && w.SubjectId == org.Org.Id.Value).Select(w => w.Kind).ToListAsync())).ShouldContain("evaluate-org");
        await JudgeAsync(org);
        (await OpenAsync("auth.no-integration")).ShouldHaveSingleItem().ShouldContain("Other");
        var row = (await As(Auditor).SendAsync(All)).Value!.Rows.ShouldHaveSingleItem();
        (row.Name, row.Orgs, row.Apps, row.Grants, row.Owner).ShouldBe(("Ledger", 1, 1, 1, null));
        row.Findings.ShouldBePositive("life.no-owner at the least");
    }

    [Fact]
    public async Task Owner_WhenNamed_ClosesTheFindingAndNeedNotHaveSignedIn()
    {
        var id = await MadeAsync("Ledger");
        await JudgeEstateAsync();
        (await OpenAsync("life.no-owner")).ShouldBe(["Ledger"]);

        (await As(OrgAdmin).SendAsync(new NameOwner.Command(id, await VersionAsync(id), "New.Person@northgale.example", "deputy@northgale.example"))).Problem.ShouldBeNull();

        (await Audit.LastAsync()).ShouldBe("integration.owner-named", by: OrgAdmin, on: id);
        await JudgeEstateAsync();
        (await OpenAsync("life.no-owner")).ShouldBeEmpty();
        var card = (await As(Auditor).SendAsync(new GetIntegration.Query(id))).Value!;
        (card.OwnerMail, card.Facts.Deputy, card.Facts.Owner!.LastSignInAt).ShouldBe(("new.person@northgale.example", "deputy@northgale.example", null));
    }

    [Fact]
    public async Task Edit_WhenChangedMeanwhile_IsAConflictAndChangesNothing()
    {
        var id = await MadeAsync("Ledger");

        var answer = await As(OrgAdmin).SendAsync(new EditIntegration.Command(id, Guid.CreateVersion7(), Draft("Renamed")));

        answer.Problem.ShouldBe(IntegrationProblems.Changed);
        (await ReadAsync(db => db.Integrations.Select(i => i.Name).SingleAsync())).ShouldBe("Ledger");
    }

    [Fact]
    public async Task Edit_WhenScoped_LeavesWhatLiesElsewhereAsItIs()
    {
        var emea = await GivenAsync(An.Org("Field").InGroup("EMEA"));
        var amer = await GivenAsync(An.Org("Core").InGroup("AMER"));
        foreach (var org in new[] { emea, amer }) await GivenAsync(An.Authorization().In(org).Of("Ledger Sync"));
        await JudgeAsync(emea);
        await JudgeAsync(amer);
        var id = await MadeAsync("Ledger", new IntegrationPartDraft(IntegrationPartKind.App, "Ledger Sync", emea.Org.Id),
            new IntegrationPartDraft(IntegrationPartKind.App, "Ledger Sync", amer.Org.Id), new IntegrationPartDraft(IntegrationPartKind.App, "Amer only", amer.Org.Id));
        var scoped = Scoped(Role.OrgAdmin);
        var card = (await As(scoped).SendAsync(new GetIntegration.Query(id))).Value!;
        card.Parts.ShouldHaveSingleItem().Org.ShouldBe(emea.Org.Id);
        card.Pieces.ShouldAllBe(p => p.OrgLabel == "Field");

        (await As(scoped).SendAsync(new EditIntegration.Command(id, card.Version, Draft("Ledger", App("Ledger Sync"))))).Problem.ShouldBeNull();

        var parts = await ReadAsync(db => db.Integrations.SelectMany(i => i.Parts).Select(p => new { p.Name, p.OrgId }).ToListAsync());
        parts.Select(p => (p.Name, p.OrgId)).ShouldBe([("Ledger Sync", amer.Org.Id), ("Amer only", amer.Org.Id), ("Ledger Sync", null)], ignoreOrder: true);
    }

    [Fact]
    public async Task List_WhenNothingOfItIsInScope_HidesIt()
    {
        var amer = await GivenAsync(An.Org("Core").InGroup("AMER"));
        await GivenAsync(An.Authorization().In(amer).Of("Ledger Sync"));
        await JudgeAsync(amer);
        var id = await MadeAsync("Ledger", App("Ledger Sync"));

        (await As(Scoped(Role.OrgAdmin)).SendAsync(All)).Value!.Rows.ShouldBeEmpty();
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new GetIntegration.Query(id))).Problem.ShouldBe(IntegrationProblems.NotFound);
        (await As(Auditor).SendAsync(All)).Value!.Total.ShouldBe(1);
    }

    [Fact]
    public async Task List_WhenNarrowed_FindsWhatLacksAnOwnerOrIsOverdue()
    {
        await MadeAsync("Unowned");
        var overdue = await MadeAsync("Overdue");
        var fine = await MadeAsync("Fine");
        foreach (var id in new[] { overdue, fine }) await As(OrgAdmin).SendAsync(new NameOwner.Command(id, await VersionAsync(id), "a@b.example", null));
        await As(OrgAdmin).SendAsync(new EditIntegration.Command(
            overdue, await VersionAsync(overdue), Draft("Overdue") with { Facts = new IntegrationFacts { ReviewAt = Clock.Now.AddDays(-1) } }));

        (await As(Auditor).SendAsync(All with { Which = new(Lacking: true) })).Value!.Rows.Select(r => r.Name).ShouldBe(["Overdue", "Unowned"]);
        (await As(Auditor).SendAsync(All with { Which = new("FIN") })).Value!.Rows.Select(r => r.Name).ShouldBe(["Fine"]);
        (await As(Auditor).SendAsync(All with { By = ListIntegrations.Order.Review })).Value!.Rows[0].Name.ShouldBe("Overdue");
    }

    [Fact]
    public async Task Propose_WhenAppsAreFree_PutsTogetherWhatBelongsTogether()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        var (core, field) = (await GivenAsync(An.Org("Core")), await GivenAsync(An.Org("Field")));
        foreach (var org in new[] { core, field }) await GivenAsync(An.Authorization().In(org).Of("Gainfold Sync"));
        await GivenAsync(An.Authorization().In(core).Of("Taken"));
        await JudgeAsync(core);
        await JudgeAsync(field);
        await MadeAsync("Owned", App("Taken"));

        var proposal = (await As(OrgAdmin).SendAsync(new ProposeIntegrations.Query())).Value!.Rows.ShouldHaveSingleItem();

        (proposal.Name, proposal.Orgs, proposal.Grants, proposal.VendorName).ShouldBe(("Gainfold Sync", 2, 2, "Gainfold"));
        proposal.Because.ShouldBe(["same app name"]);
        (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(new(proposal.Name, new IntegrationFacts { Vendor = proposal.Vendor }, proposal.Parts)))).Problem.ShouldBeNull();
        (await As(OrgAdmin).SendAsync(new ProposeIntegrations.Query())).Value!.Rows.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "Give the integration a name.")]
    [InlineData("ledger", "has this name already")]
    public async Task Create_WhenTheNameIsWrong_IsRefused(string name, string says)
    {
        await MadeAsync("Ledger");

        (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(Draft(name)))).Problem!.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Commands_WhenWithoutPermission_AreDeniedAndAudited()
    {
        var id = await MadeAsync("Ledger");

        await ShouldBeDeniedAsync(Responder, new CreateIntegration.Command(Draft("Other")), "integration.confirmed");
        await ShouldBeDeniedAsync(Responder, new EditIntegration.Command(id, Guid.Empty, Draft("Other")), "integration.edited");
        await ShouldBeDeniedAsync(Responder, new NameOwner.Command(id, Guid.Empty, null, null), "integration.owner-named");
        await ShouldBeDeniedAsync(Responder, new DescribeVendor.Command(VendorId.New(), Guid.Empty, new VendorProfile()), "vendor.described");
    }

    [Fact]
    public async Task Describe_WhenEgressIsRecorded_CompletesTheVendorAndIsAudited()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await JudgeEstateAsync();
        (await OpenAsync("life.vendor-incomplete")).ShouldBe(["Gainfold"]);
        var version = (await As(OrgAdmin).SendAsync(new GetVendor.Query(vendor.Id))).Value!.Version;

        var answer = await As(OrgAdmin).SendAsync(new DescribeVendor.Command(vendor.Id, version, new VendorProfile
        {
            Egress = [VendorProfile.ParseRange("203.0.113.0/29")!],
            SecurityContact = "soc@gainfold.example",
            NoticeHours = 24,
            MutualTls = ["inbox.gainfold.example:8443"],
        }));

        answer.Problem.ShouldBeNull();
        (await ReadAsync(db => db.Vendors.SingleAsync())).Profile().MutualTls.ShouldBe(["inbox.gainfold.example:8443"]);
        var entry = await Audit.LastAsync();
        entry.ShouldBe("vendor.described", by: OrgAdmin, on: vendor.Id);
        entry.After!.ShouldContain("203.0.113.0–203.0.113.7");
        await JudgeEstateAsync();
        (await OpenAsync("life.vendor-incomplete")).ShouldBeEmpty();
    }

    private async Task ShouldBeDeniedAsync<T>(Application.Pipeline.Actor actor, Application.Pipeline.ICommand<T> command, string action)
    {
        (await As(actor).SendAsync(command)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe(action, by: actor, outcome: AuditOutcome.Denied);
    }

    private static IntegrationPartDraft App(string name) => new(IntegrationPartKind.App, name);

    private static IntegrationDraft Draft(string name, params IntegrationPartDraft[] parts) => new(name, new IntegrationFacts(), parts);

    private async Task<IntegrationId> MadeAsync(string name, params IntegrationPartDraft[] parts) =>
        (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(Draft(name, parts)))).Value!.Id;

    private Task<Guid> VersionAsync(IntegrationId id) => ReadAsync(db => db.Integrations.Where(i => i.Id == id).Select(i => i.Version).SingleAsync());

    private Task<Result<Application.Policies.EvaluateOrg.Receipt>> JudgeAsync(ConnectedOrg org) => As(Application.Pipeline.Actor.System("policies")).SendAsync(new Application.Policies.EvaluateOrg.Command(org.Org.Id));

    private Task<Result<Application.Policies.EvaluateOrg.Receipt>> JudgeEstateAsync() => As(Application.Pipeline.Actor.System("policies")).SendAsync(new Application.Policies.EvaluateEstate.Command());

    private Task<string[]> OpenAsync(string rule) => ReadAsync(db => db.Findings
        .Where(f => f.RuleId == rule && (f.State == FindingState.Open || f.State == FindingState.Reopened)).Select(f => f.ThingName).ToArrayAsync());
}
