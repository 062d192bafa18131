using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Vendors;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Vendors;

public sealed class VendorTests(PortalFixture portal) : UseCaseTest(portal)
{
    [Fact]
    public async Task Create_WhenRulesClaimApps_GivesThemToTheVendorAndAudits()
    {
        await GivenAsync(An.Authorization().Of("Gainfold Sync"));
        await GivenAsync(An.Authorization().Of("Other"));

        var made = await As(OrgAdmin).SendAsync(new CreateVendor.Command(" Gainfold ", [Starts("GAINfold")]));

        var id = made.Value!.Id;
        (await ReadAsync(db => db.Authorizations.OrderBy(a => a.AppKey).Select(a => a.VendorId).ToListAsync())).ShouldBe([id, null]);
        var entry = await Audit.LastAsync();
        entry.ShouldBe("vendor.created", by: OrgAdmin, on: id);
        entry.SubjectName.ShouldBe("Gainfold");
        entry.After!.ShouldContain("gainfold");
    }

    [Fact]
    public async Task Edit_WhenRulesChange_MovesAppsAndAuditsBeforeAndAfter()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(An.Authorization().Of("Gainfold Sync"));
        await GivenAsync(An.Authorization().Of("Renamed Sync"));
        var read = (await As(OrgAdmin).SendAsync(new GetVendor.Query(vendor.Id))).Value!;

        var edited = await As(OrgAdmin).SendAsync(new EditVendor.Command(vendor.Id, read.Version, "Renamed", [Starts("renamed"), Is("exactly this")]));

        edited.Problem.ShouldBeNull();
        (await ReadAsync(db => db.Authorizations.OrderBy(a => a.AppKey).Select(a => a.VendorId).ToListAsync())).ShouldBe([null, vendor.Id]);
        (await As(Auditor).SendAsync(new GetVendor.Query(vendor.Id))).Value!.Row.Rules.Count.ShouldBe(2);
        var entry = await Audit.LastAsync();
        entry.ShouldBe("vendor.edited", by: OrgAdmin, on: vendor.Id);
        entry.Before!.ShouldContain("Gainfold");
        entry.After!.ShouldContain("Renamed");
    }

    [Fact]
    public async Task Edit_WhenChangedMeanwhile_IsAConflictAndChangesNothing()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));

        var answer = await As(OrgAdmin).SendAsync(new EditVendor.Command(vendor.Id, Guid.CreateVersion7(), "Renamed", [Starts("renamed")]));

        answer.Problem.ShouldBe(VendorProblems.Changed);
        (await Audit.LastAsync()).ShouldBe("vendor.edited", by: OrgAdmin, on: vendor.Id, outcome: AuditOutcome.Failed);
        (await ReadAsync(db => db.Vendors.Select(v => v.Name).SingleAsync())).ShouldBe("Gainfold");
    }

    [Fact]
    public async Task Create_WhenNameOrRuleIsTaken_IsAConflict()
    {
        await GivenAsync(A.Vendor("Gainfold"));

        var name = await As(OrgAdmin).SendAsync(new CreateVendor.Command("gainFOLD", [Starts("other")]));
        var rule = await As(OrgAdmin).SendAsync(new CreateVendor.Command("Other", [Starts(" GAINFOLD ")]));

        name.Problem.ShouldBe(VendorProblems.NameTaken);
        rule.Problem.ShouldBe(VendorProblems.RuleTaken("gainfold", "Gainfold"));
    }

    [Fact]
    public async Task Create_WhenTheRuleIsOfAHiddenVendor_DoesNotNameIt()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("US").InGroup("AMER"))));

        var answer = await As(Scoped(Role.OrgAdmin)).SendAsync(new CreateVendor.Command("Mine", [Starts("gainfold")]));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Conflict);
        answer.Problem.Message.ShouldNotContain("Gainfold ");
    }

    [Fact]
    public async Task Create_WhenInvalid_IsRefused()
    {
        (string Name, VendorRuleDraft[] Rules)[] wrong =
        [
            ("", [Starts("abc")]), ("  ", [Starts("abc")]), (new string('n', 81), [Starts("abc")]), ("A", []),
            ("A", [Starts("ab")]), ("A", [Starts(" a  ")]), ("A", [Starts(new string('p', 256))]),
            ("A", [Starts("abc"), Starts("ABC")]), ("A", [.. Enumerable.Range(0, 21).Select(i => Starts($"app {i:00}"))]),
            ("A", [new VendorRuleDraft((VendorRuleKind)9, "abc")]),
        ];
        foreach (var (name, rules) in wrong)
        {
            (await As(OrgAdmin).SendAsync(new CreateVendor.Command(name, rules))).Problem!.Kind.ShouldBe(ProblemKind.Invalid, name);
            (await As(OrgAdmin).SendAsync(new EditVendor.Command(VendorId.New(), Guid.Empty, name, rules))).Problem!.Kind.ShouldBe(ProblemKind.Invalid, name);
        }
        (await ReadAsync(db => db.Vendors.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Edit_WhenUnknownOrHidden_IsNotFound()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(An.Authorization().In(await GivenAsync(An.Org("US").InGroup("AMER"))));
        VendorRuleDraft[] rules = [Starts("abc")];

        (await As(Scoped(Role.OrgAdmin)).SendAsync(new EditVendor.Command(vendor.Id, vendor.Version, "A", rules))).Problem.ShouldBe(VendorProblems.NotFound);
        (await As(OrgAdmin).SendAsync(new EditVendor.Command(VendorId.New(), vendor.Version, "A", rules))).Problem.ShouldBe(VendorProblems.NotFound);
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new GetVendor.Query(vendor.Id))).Problem.ShouldBe(VendorProblems.NotFound);
    }

    [Fact]
    public async Task Ask_WhenWithoutTheRight_IsDeniedAndAudited()
    {
        await ShouldBeDeniedAsync(Responder, new CreateVendor.Command("A", [Starts("abc")]), "vendor.created");
        await ShouldBeDeniedAsync(Responder, new EditVendor.Command(VendorId.New(), Guid.Empty, "A", [Starts("abc")]), "vendor.edited");
        await ShouldBeDeniedAsync(Auditor, new PreviewVendorRules.Query(null, [Starts("abc")]), "query.PreviewVendorRules");
        await ShouldBeDeniedAsync(PortalAdmin, new ListVendors.Query(), "query.ListVendors");
        await ShouldBeDeniedAsync(PortalAdmin, new GetVendor.Query(VendorId.New()), "query.GetVendor");
    }

    [Fact]
    public async Task List_WhenScoped_CountsOnlyWhatIsInScope()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(A.Vendor("Elsewhere"));
        await GivenAsync(A.Vendor("Unused yet"));
        var us = await GivenAsync(An.Org("US").InGroup("AMER"));
        await GivenAsync(An.Authorization().In(us).UsedDaysAgo(0));
        await GivenAsync(An.Authorization().In(us).Of("Elsewhere app"));
        await GivenAsync(An.Authorization().UsedDaysAgo(4));
        await GivenAsync(An.Authorization().Gone());

        var scoped = (await As(Scoped(Role.Auditor)).SendAsync(new ListVendors.Query())).Value!;
        var all = (await As(Auditor).SendAsync(new ListVendors.Query("-authorizations"))).Value!;

        scoped.Rows.Select(r => (r.Name, r.Authorizations, r.Orgs, r.LastUsedAt))
            .ShouldBe([("Gainfold", 1, 1, Clock.Now.AddDays(-4))]);
        all.Rows.Select(r => (r.Name, r.Authorizations, r.Orgs)).ShouldBe([("Gainfold", 2, 2), ("Elsewhere", 1, 1), ("Unused yet", 0, 0)]);
    }

    [Fact]
    public async Task Threat_T41_Vendor_WithoutPartInScope_IsSeenByItsCreatorOnly()
    {
        await As(Scoped(Role.OrgAdmin)).SendAsync(new CreateVendor.Command("Mine", [Starts("mine")]));
        await GivenAsync(A.Vendor("Theirs"));
        var (before, beforeOther) = (await NamesAsync(Role.OrgAdmin), await NamesAsync(Role.Auditor));

        var us = await GivenAsync(An.Org("US").InGroup("AMER"));
        await GivenAsync(2, i => An.Authorization().In(us).Of(i == 0 ? "Mine app" : "Theirs app"));

        before.ShouldBe(["Mine"]);
        beforeOther.ShouldBeEmpty();
        (await NamesAsync(Role.OrgAdmin)).ShouldBe(before);
        (await NamesAsync(Role.Auditor)).ShouldBe(beforeOther);

        async Task<string[]> NamesAsync(Role role) =>
            [.. (await As(Scoped(role)).SendAsync(new ListVendors.Query())).Value!.Rows.Select(r => r.Name)];
    }

    [Fact]
    public async Task Threat_T41_Preview_DoesNotTellOfAHiddenVendorThatLoses()
    {
        var mine = await GivenAsync(A.Vendor("Mine").Claiming("Gainfold Sync"));
        await GivenAsync(A.Vendor("Theirs").ClaimingAll("gain"));
        await GivenAsync(An.Authorization().Of("Gainfold Sync"));

        var seen = (await As(Scoped(Role.OrgAdmin)).SendAsync(new PreviewVendorRules.Query(mine.Id, [Starts("gainfold")]))).Value!;
        var whole = (await As(OrgAdmin).SendAsync(new PreviewVendorRules.Query(mine.Id, [Starts("gainfold")]))).Value!;

        (seen.AppCount, seen.ConflictCount).ShouldBe((1, 0));
        whole.Conflicts.Single().OtherVendor.ShouldBe("Theirs");
    }

    [Theory]
    [InlineData("colour", 0, 25)]
    [InlineData("name", -1, 25)]
    [InlineData("name", 0, 201)]
    public async Task List_WhenAskedWrongly_IsInvalid(string sort, int skip, int take) =>
        (await As(Auditor).SendAsync(new ListVendors.Query(sort, skip, take))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);

    [Fact]
    public async Task Preview_WhenAnotherVendorClaimsToo_SaysWhoWins()
    {
        await GivenAsync(A.Vendor("Gainfold").ClaimingAll("gainfold").Claiming("gainfold exact"));
        await GivenAsync(2, _ => An.Authorization().Of("Gainfold Sync"));
        await GivenAsync(An.Authorization().Of("Gainfold Exact"));
        await GivenAsync(An.Authorization().Of("Gainfold Sync").Gone());

        var preview = (await As(OrgAdmin).SendAsync(new PreviewVendorRules.Query(null, [Starts("gainfold s"), Starts("gainfold e")]))).Value!;

        preview.Apps.ShouldBe([new("Gainfold Sync", 2)]);
        (preview.AppCount, preview.Authorizations, preview.ConflictCount).ShouldBe((1, 2, 2));
        preview.Conflicts.ShouldBe([new("Gainfold Sync", 2, "Gainfold", true), new("Gainfold Exact", 1, "Gainfold", false)]);
    }

    [Fact]
    public async Task Preview_WhenEditing_LeavesTheVendorsOwnRulesOut()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        await GivenAsync(An.Authorization());

        var preview = (await As(OrgAdmin).SendAsync(new PreviewVendorRules.Query(vendor.Id, [Starts("gainfold")]))).Value!;

        (preview.AppCount, preview.ConflictCount).ShouldBe((1, 0));
    }

    private static VendorRuleDraft Starts(string pattern) => new(VendorRuleKind.AppNameStartsWith, pattern);

    private static VendorRuleDraft Is(string pattern) => new(VendorRuleKind.AppNameIs, pattern);

    private async Task ShouldBeDeniedAsync<T>(Actor actor, IMessage<T> message, string action)
    {
        (await As(actor).SendAsync(message)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe(action, by: actor, outcome: AuditOutcome.Denied);
    }
}
