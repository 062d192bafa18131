using Governance.Application.Imports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Integrations;
using Governance.Domain.Vendors;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Imports;

public sealed class ImportRegisterTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly ImportRegister.Command Small = new(
        ["EMEA", "APAC"], [Vendor("Gainfold", "gainfold"), Vendor("Murmuro", "Murmuro  Chat")], [], []);

    [Fact]
    public async Task Import_WhenNew_AddsOrgGroupsAndVendorsAndAudits()
    {
        var answer = await As(PortalAdmin).SendAsync(Small);

        answer.Value.ShouldBe(new ImportRegister.Receipt(1, 2, 0));
        (await ReadAsync(db => db.OrgGroups.Select(g => g.Name).OrderBy(n => n).ToListAsync())).ShouldBe(["AMER", "APAC", "EMEA"]);
        var vendors = await ReadAsync(db => db.Vendors.AsNoTracking().OrderBy(v => v.Name).ToListAsync());
        vendors.Select(v => (v.Name, v.Rules[0].Pattern)).ShouldBe([("Gainfold", "gainfold"), ("Murmuro", "murmuro chat")]);
        var entry = await Audit.LastAsync();
        entry.ShouldBe("register.imported", by: PortalAdmin, on: "register");
        entry.After!.ShouldContain("Gainfold; Murmuro");
    }

    [Fact]
    public async Task Import_WhenRepeated_ChangesNothing()
    {
        await As(PortalAdmin).SendAsync(Small);
        var before = await ReadAsync(db => db.Vendors.AsNoTracking().OrderBy(v => v.Name).Select(v => v.Version).ToListAsync());

        var again = await As(PortalAdmin).SendAsync(Small with { OrgGroups = ["emea", "APAC"] });

        again.Value.ShouldBe(new ImportRegister.Receipt(0, 0, 0));
        (await ReadAsync(db => db.Vendors.AsNoTracking().OrderBy(v => v.Name).Select(v => v.Version).ToListAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task Import_WhenRulesChange_GivesAuthorizationsTheirVendor()
    {
        var authorization = await GivenAsync(An.Authorization().Of("Gainfold Sync"));
        authorization.VendorId.ShouldBeNull();

        await As(PortalAdmin).SendAsync(Small);
        var assigned = await VendorOfAsync(authorization.Id);
        var changed = await As(PortalAdmin).SendAsync(new ImportRegister.Command([], [Vendor("GAINFOLD", "gainfold surveys")], [], []));
        var dropped = await VendorOfAsync(authorization.Id);

        assigned.ShouldNotBeNull();
        changed.Value.ShouldBe(new ImportRegister.Receipt(0, 0, 1));
        dropped.ShouldBeNull();
        (await ReadAsync(db => db.Vendors.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Import_WhenAnotherVendorHasTheRule_IsRefusedWhole()
    {
        await GivenAsync(A.Vendor("Abacus").Claiming("Nightly Sync"));

        var answer = await As(PortalAdmin).SendAsync(new ImportRegister.Command(
            ["New"], [new VendorRecord("Vale", [new VendorRuleRecord(VendorRuleKind.AppNameIs, "nightly  sync")])], [], []));

        answer.Problem!.Code.ShouldBe("register.rule-claimed-twice");
        answer.Problem.Message.ShouldContain("“Abacus” and “Vale”");
        (await ReadAsync(db => db.OrgGroups.AnyAsync(g => g.Name == "New"))).ShouldBeFalse();
        (await Audit.LastAsync()).ShouldBe("register.imported", by: PortalAdmin, outcome: AuditOutcome.Failed);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Import_WhenWrong_IsInvalidAndSaysWhat(ImportRegister.Command command, string says)
    {
        var answer = await As(PortalAdmin).SendAsync(command);

        answer.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        answer.Problem.Message.ShouldContain(says);
    }

    public static TheoryData<ImportRegister.Command, string> Wrong() => new()
    {
        { new ImportRegister.Command(["*"], [], [], []), "“*” is no name" },
        { new ImportRegister.Command([""], [], [], []), "is no name" },
        { new ImportRegister.Command([" EMEA"], [], [], []), "“ EMEA” is no name" },
        { new ImportRegister.Command(["A\u202Eb"], [], [], []), "is no name" },
        { new ImportRegister.Command([new string('x', 81)], [], [], []), "1 to 80 characters" },
        { new ImportRegister.Command(["Nord", "NORD"], [], [], []), "“NORD” comes twice" },
        { new ImportRegister.Command([], [Vendor("Acme", "acme"), Vendor("ACME", "other")], [], []), "“ACME” comes twice" },
        { new ImportRegister.Command([], [Vendor("Acme", "ac")], [], []), "“Acme” has a rule" },
        { new ImportRegister.Command([], [new VendorRecord("Acme", [])], [], []), "needs 1 to 20 rules" },
    };

    [Fact]
    public async Task Import_WhenIntegrationsCome_AddsThemOnceAndListsPeople()
    {
        var register = new ImportRegister.Command(
            [], [new VendorRecord("Gainfold", [new VendorRuleRecord(VendorRuleKind.AppNameStartsWith, "gainfold")],
                new VendorProfileRecord(["203.0.113.0/29"], ["connect.gainfold.example"], "security@gainfold.example", 24))],
            [
                new IntegrationRecord("Customer success")
                {
                    Owner = "Sade.Abeni@northgale.example", Deputy = "kai.vint@northgale.example", Vendor = "gainfold", Purpose = "Scores customers.",
                    Direction = DataDirection.Inbound, DataClass = DataClass.Confidential, Controls = [AccessControls.OAuth, AccessControls.AddressList],
                    Parts = [new IntegrationPartRecord(IntegrationPartKind.App, "Gainfold CS Sync")],
                },
            ],
            [new PersonRecord("sade.abeni@northgale.example", "Sade Abeni")]);

        var first = await As(PortalAdmin).SendAsync(register);
        var again = await As(PortalAdmin).SendAsync(register);
        var exported = (await As(PortalAdmin).SendAsync(new ExportRegister.Command())).Value!;
        using var file = new MemoryStream();
        await RegisterFile.WriteAsync(exported, file, CancellationToken.None);
        file.Position = 0;
        var read = (await RegisterFile.ReadAsync(file, CancellationToken.None)).Value!;

        first.Value.ShouldBe(new ImportRegister.Receipt(0, 1, 0, 1, 0, 1));
        again.Value.ShouldBe(new ImportRegister.Receipt(0, 0, 0, 0, 0, 1));
        (await As(PortalAdmin).SendAsync(read)).Value.ShouldBe(new ImportRegister.Receipt(0, 0, 0, 0, 0, 1));
        var integration = read.Integrations.ShouldHaveSingleItem();
        (integration.Owner, integration.Vendor).ShouldBe(("sade.abeni@northgale.example", "Gainfold"));
        integration.Controls.ShouldBe([AccessControls.AddressList, AccessControls.OAuth]);
        read.Vendors[0].Profile!.Egress.ShouldBe(["203.0.113.0-203.0.113.7"]);
    }

    [Theory]
    [InlineData("nobody", null, "Name the owner by an e-mail address")]
    [InlineData(null, "Nowhere Ltd", "names the vendor “Nowhere Ltd”")]
    public async Task Import_WhenAnIntegrationIsWrong_IsRefusedWhole(string? owner, string? vendor, string says)
    {
        var answer = await As(PortalAdmin).SendAsync(new ImportRegister.Command(
            ["New"], [], [new IntegrationRecord("Ledger") { Owner = owner, Vendor = vendor }], []));

        answer.Problem!.Message.ShouldContain(says);
        (await ReadAsync(db => db.OrgGroups.AnyAsync(g => g.Name == "New"))).ShouldBeFalse();
        (await ReadAsync(db => db.Integrations.AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Import_WhenAPartNamesNoOrg_IsRefusedByName()
    {
        var ledger = new IntegrationRecord("Ledger") { Parts = [new IntegrationPartRecord(IntegrationPartKind.App, "Ledger Sync", "no org")] };

        (await As(PortalAdmin).SendAsync(new ImportRegister.Command([], [], [ledger], []))).Problem!.Message.ShouldContain("names the org “no org”");
    }

    [Fact]
    public async Task Import_WhenScoped_IsRefused()
    {
        var answer = await As(Scoped(Role.PortalAdmin)).SendAsync(Small);

        answer.Problem!.Code.ShouldBe("access.unscoped-only");
    }

    [Fact]
    public async Task Import_WhenWithoutPermission_IsDeniedAndAudited()
    {
        var answer = await As(OrgAdmin).SendAsync(Small);

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("register.imported", by: OrgAdmin, outcome: AuditOutcome.Denied);
    }

    private static VendorRecord Vendor(string name, string prefix) =>
        new(name, [new VendorRuleRecord(VendorRuleKind.AppNameStartsWith, prefix)]);

    private Task<VendorId?> VendorOfAsync(AuthorizationId id) =>
        ReadAsync(db => db.Authorizations.Where(a => a.Id == id).Select(a => a.VendorId).SingleAsync());
}
