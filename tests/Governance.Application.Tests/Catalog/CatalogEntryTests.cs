using Governance.Application.Catalog;
using Governance.Application.Tests.Access;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Catalog;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using static Governance.Application.Tests.Access.PermissionSets;

namespace Governance.Application.Tests.Catalog;

public sealed class CatalogEntryTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string Invoke = "0PS000000000001", Plus = "0PS000000000002", Ines = "005000000000001", Rolf = "005000000000002";

    [Fact]
    public async Task Entry_WhenBothSidesAreRead_ShowsOperationsInvokersAndWhatIsAmiss()
    {
        var core = await GivenAsync(An.Org("Core"));
        await RecordAsync(Portal, core, Set(Invoke, "Api_to_quotes"), Set(Plus, "QuotePlus", s => s with { HasActivationRequired = false }),
            Held("0Pa000000000001", Ines, Invoke), Held("0Pa000000000002", Rolf, Invoke), Held("0Pa000000000003", Ines, Plus), User(Ines, "ines@acme.example"));
        await Registrations.RecordAsync(
            Portal, core, [Registrations.Of("Api_to_quotes", with: f => f with { ActiveOperations = ["listQuotes"] })], ("Api_to_quotes", Registrations.Quotes));
        await GivenAsync(A.HerokuAccount().Into(core, "quotes"));

        var detail = await GetAsync("Api_to_quotes");

        detail.Operations.Select(o => (o.Is.Name, o.Is.UserMode, o.Is.PermissionSet, o.Is.IsAgentAction, o.Is.IsPii, o.IsOn)).ShouldBe([
            ("POST /quotes", ApiUserMode.UserPlus, "QuotePlus", true, false, false), ("GET /quotes", ApiUserMode.User, null, false, true, true)]);
        (detail.Entry.Link, detail.Entry.ConnectionName, detail.Entry.AddonName, detail.OperationCount).ShouldBe((CatalogLink.Joined, "to_quotes", "applink-flat-1", 2));
        (detail.Invokers.Unknown, detail.Invokers.Total).ShouldBe((null, 2));
        detail.Invokers.Sets.Single().Name.ShouldBe("Api_to_quotes");
        detail.Invokers.Users.Select(u => (u.Username, u.IsActive)).ShouldBe([("ines@acme.example", true), (null, null)]);
        detail.Mismatches.Select(m => (m.Kind, m.Subject)).ShouldBe([
            (JoinMismatchKind.RegistrationWithoutCredential, "Api_to_quotes"), (JoinMismatchKind.UserPlusSetStanding, "Api_to_quotes: QuotePlus"),
            (JoinMismatchKind.InvokerLacksUserPlus, "Api_to_quotes: QuotePlus"), (JoinMismatchKind.ClientAppMissing, "Api_to_quotes: QuoteApp")]);
    }

    [Fact]
    public async Task Entry_WhenPermissionSetsWereNotRead_SaysThatInvokersAreUnknown()
    {
        var core = await GivenAsync(An.Org("Core").NeverSynced());
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes", "Custom")]);

        var detail = await GetAsync("Quotes");

        (detail.Invokers.Unknown, detail.Invokers.Total, detail.OperationCount).ShouldBe(("not read yet", null, null));
        detail.Mismatches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Entry_WhenOnlyPublished_SaysSoOnce()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, []);
        await GivenAsync(A.HerokuAccount().Into(core, "quotes"));

        var detail = await GetAsync("Api_to_quotes");

        detail.Mismatches.Single().Kind.ShouldBe(JoinMismatchKind.PublicationWithoutRegistration);
        detail.Invokers.Unknown.ShouldStartWith("The org holds no registration");
        detail.Entry.Registration.ShouldBeNull();
    }

    [Fact]
    public async Task Spec_WhenTheTextChanges_IsAVersionWithItsClass()
    {
        var core = await GivenAsync(An.Org("Core"));
        foreach (var text in new[] { Registrations.Quotes, Registrations.Quotes, Registrations.Wider, Registrations.Quotes })
        {
            Clock.Advance(TimeSpan.FromHours(1));
            await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes", "Custom")], ("Quotes", text));
        }

        var versions = (await GetAsync("Quotes")).Versions;

        versions.Select(v => (v.Source, v.Operations, v.Change)).ShouldBe([
            (SpecSource.Org, 2, SpecChangeKind.Breaking), (SpecSource.Org, 3, SpecChangeKind.Widening), (SpecSource.Org, 2, null)]);
        versions[0].TextHash.ShouldBe(SpecVersion.HashOf(Registrations.Quotes));
        versions[0].At.ShouldBe(Clock.Now);
        var diff = (await As(Auditor).SendAsync(new GetSpecDiff.Query(versions[2].Id, versions[1].Id))).Value!;
        (diff.Kind, diff.Total).ShouldBe((SpecChangeKind.Widening, 1));
        diff.Changes.Single().Rule.Code.ShouldBe("operation.added");
    }

    [Fact]
    public async Task Spec_WhenItCannotBeRead_IsKeptWithItsReasonAndTheFormerStays()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes", "Custom")], ("Quotes", Registrations.Quotes));
        Clock.Advance(TimeSpan.FromHours(1));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes", "Custom")], ("Quotes", "openapi: [\0\ud800"));

        var detail = await GetAsync("Quotes");

        detail.OperationCount.ShouldBe(2);
        (detail.Versions[0].Problem!.StartsWith("Line ", StringComparison.Ordinal), detail.Versions[0].Operations).ShouldBe((true, null));
        detail.InForce.ShouldBe(detail.Versions[1].Id);
        (await As(Auditor).SendAsync(new GetSpecDiff.Query(detail.Versions[1].Id, detail.Versions[0].Id))).Problem.ShouldBe(CatalogProblems.NotReadable);
        var row = (await As(Auditor).SendAsync(new ListCatalog.Query(new CatalogFilter(), ListCatalog.Order.Name, false, 0, 10))).Value!.Rows.Single();
        (row.IsSpecBroken, row.Spec!.Operations).ShouldBe((true, 2));
        Clock.Advance(TimeSpan.FromHours(1));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes", "Custom")], ("Quotes", Registrations.Wider));
        (await GetAsync("Quotes")).Versions[0].Change.ShouldBe(SpecChangeKind.Widening);
    }

    [Fact]
    public async Task Declare_WhenItDiffersFromTheOrg_KeepsBothAndSaysSo()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes", "Custom")], ("Quotes", Registrations.Wider));
        var entry = (await GetAsync("Quotes")).Entry.Id;

        var receipt = await As(OrgAdmin).SendAsync(new DeclareSpec.Command(entry, Registrations.Quotes, "  As agreed in March "));

        receipt.Value!.DiffersFromHeld.ShouldBeTrue();
        var detail = await GetAsync("Quotes");
        detail.Declared.ShouldBe(new GetCatalogEntry.DeclaredDiff(receipt.Value.Version, detail.Versions.Single(v => v.Source == SpecSource.Org).Id, false, SpecChangeKind.Widening));
        var declared = detail.Versions.Single(v => v.Source == SpecSource.Declared);
        (declared.Author, declared.Reason, detail.InForce).ShouldBe((OrgAdmin.Name, "As agreed in March", detail.Declared!.Held));
        var entryOfAudit = await Audit.LastAsync();
        entryOfAudit.ShouldBe("catalog.spec-declared", by: OrgAdmin, on: entry);
        entryOfAudit.Reason.ShouldBe("As agreed in March");
        (await ReadAsync(db => db.Work.Where(w => w.DoneAt == null && w.Kind == "evaluate-org").Select(w => w.SubjectId).ToListAsync())).ShouldContain(core.Org.Id.Value);
        (await As(OrgAdmin).SendAsync(new DeclareSpec.Command(entry, Registrations.Quotes, "Once more"))).Problem.ShouldBe(CatalogProblems.SameAsDeclared);
        (await As(OrgAdmin).SendAsync(new DeclareSpec.Command(entry, Registrations.Wider, "As it is now"))).Value!.DiffersFromHeld.ShouldBeFalse();
        (await GetAsync("Quotes")).Declared!.IsSameText.ShouldBeTrue();
    }

    [Fact]
    public async Task Declare_WhenItCannotBeTaken_SaysWhyAndKeepsNothing()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes", "Custom")]);
        var entry = (await GetAsync("Quotes")).Entry.Id;

        (await DeclareAsync("not a spec: [", "As agreed")).Code.ShouldBe("spec.unreadable");
        (await DeclareAsync("{\"openapi\":\"3.0.0\"}" + new string(' ', SpecVersion.TextMaxLength), "As agreed")).Message.ShouldContain("5,242,899 bytes; a declared spec may have 5,242,880");
        (await DeclareAsync(Registrations.Quotes + "\n#" + new string('a', SpecReader.MaxYamlBytes), "As agreed")).Message.ShouldContain("YAML may have 3,145,728");
        (await DeclareAsync(Registrations.Quotes, "no")).Kind.ShouldBe(ProblemKind.Invalid);
        (await DeclareAsync("", "As agreed")).Kind.ShouldBe(ProblemKind.Invalid);
        (await ReadAsync(db => db.SpecVersions.CountAsync())).ShouldBe(0);

        async Task<Problem> DeclareAsync(string text, string reason) => (await As(OrgAdmin).SendAsync(new DeclareSpec.Command(entry, text, reason))).Problem!;
    }

    [Fact]
    public async Task Declare_WhenWithoutTheRight_IsDeniedAndAudited()
    {
        (await As(Responder).SendAsync(new DeclareSpec.Command(CatalogEntryId.New(), Registrations.Quotes, "As agreed"))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("catalog.spec-declared", by: Responder, outcome: AuditOutcome.Denied);
    }

    [Theory]
    [InlineData("query.GetCatalogEntry")]
    [InlineData("query.GetSpecDiff")]
    public async Task Ask_WhenWithoutTheRight_IsDeniedAndAudited(string action)
    {
        var problem = action == "query.GetSpecDiff"
            ? (await As(PortalAdmin).SendAsync(new GetSpecDiff.Query(SpecVersionId.New(), SpecVersionId.New()))).Problem
            : (await As(PortalAdmin).SendAsync(new GetCatalogEntry.Query(CatalogEntryId.New()))).Problem;

        problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe(action, by: PortalAdmin, outcome: AuditOutcome.Denied);
    }

    [Fact]
    public async Task Diff_WhenTheVersionsBelongToDifferentEntries_IsRefused()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("A", "Custom"), Registrations.Of("B", "Custom")], ("A", Registrations.Quotes), ("B", Registrations.Wider));
        var ids = await ReadAsync(db => db.SpecVersions.Select(v => v.Id).ToListAsync());

        (await As(Auditor).SendAsync(new GetSpecDiff.Query(ids[0], ids[1]))).Problem.ShouldBe(CatalogProblems.NotOneEntry);
    }

    private async Task<GetCatalogEntry.Detail> GetAsync(string name)
    {
        var id = await ReadAsync(db => db.CatalogEntries.Where(e => e.Name == name).Select(e => e.Id).SingleAsync());
        var answer = await As(Auditor).SendAsync(new GetCatalogEntry.Query(id));
        answer.Problem.ShouldBeNull();
        return answer.Value!;
    }
}
