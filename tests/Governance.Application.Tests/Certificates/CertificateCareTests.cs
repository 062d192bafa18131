using Governance.Application.Access;
using Governance.Application.Certificates;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Certificates;

public sealed class CertificateCareTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string Owner = "Owner.One@northgale.example";
    private const string Deputy = "deputy@northgale.example";

    [Fact]
    public async Task Owner_WhenNamed_IsJudgedAnewAndClosesTheFinding()
    {
        var (core, id) = await TakenAsync("ledger", 200);
        await JudgeAsync(core);
        (await OpenAsync("cert.no-owner")).ShouldBe(["Nobody is named to renew it."]);

        await NameAsync(id, Owner, null);
        (await Audit.LastAsync()).ShouldBe("certificate.owner-named", by: OrgAdmin, on: id);
        await RunWorkAsync();
        (await OpenAsync("cert.no-owner")).ShouldBe(["owner.one@northgale.example has no deputy."]);
        await NameAsync(id, Owner, Deputy);
        await RunWorkAsync();

        (await OpenAsync("cert.no-owner")).ShouldBeEmpty();
        var standing = (await GetAsync(id)).Row.Standing;
        (standing.OwnerMail, standing.DeputyMail).ShouldBe(("owner.one@northgale.example", Deputy));
    }

    [Fact]
    public async Task Owner_WhenNoAddressTheSamePersonOrChangedMeanwhile_IsRefused()
    {
        var (_, id) = await TakenAsync("ledger", 200);
        (await As(OrgAdmin).SendAsync(new NameCertificateOwner.Command(id, null, "somebody", null))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await As(OrgAdmin).SendAsync(new NameCertificateOwner.Command(id, null, Owner, Owner.ToUpperInvariant()))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        await NameAsync(id, Owner, null);

        (await As(OrgAdmin).SendAsync(new NameCertificateOwner.Command(id, null, Deputy, null))).Problem.ShouldBe(CertificateProblems.Changed);
        (await As(OrgAdmin).SendAsync(new NameCertificateOwner.Command(id, Guid.CreateVersion7(), Deputy, null))).Problem.ShouldBe(CertificateProblems.Changed);

        (await GetAsync(id)).Row.Standing.OwnerMail.ShouldBe("owner.one@northgale.example");
    }

    [Fact]
    public async Task Arranging_WithoutTheRightOrInAnotherGroup_ChangesNothingAndIsAudited()
    {
        var (_, id) = await TakenAsync("ledger", 5, "AMER");
        await DeniedAsync(new NameCertificateOwner.Command(id, null, Owner, null), "certificate.owner-named");
        await DeniedAsync(new PlanRotation.Command(id, null, null), "certificate.rotation-planned");
        await DeniedAsync(new AcknowledgeReminder.Command(id, 7), "certificate.reminder-acknowledged");

        // The right is held, but elsewhere: as if it were not there.
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new NameCertificateOwner.Command(id, null, Owner, null))).Problem.ShouldBe(CertificateProblems.NotFound);
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new AcknowledgeReminder.Command(id, 7))).Problem.ShouldBe(CertificateProblems.NotFound);
        (await ReadAsync(db => db.CertificateCare.CountAsync())).ShouldBe(0);
        (await GetAsync(id)).May.ShouldBeEmpty();
    }

    [Fact]
    public async Task Acknowledge_RestsUntilTheNextStep_AndOnlyTheStepThatIsDueCounts()
    {
        var (_, id) = await TakenAsync("ledger", 14);
        (await RemindersAsync(OrgAdmin)).Waiting.ShouldBe(1);

        (await As(OrgAdmin).SendAsync(new AcknowledgeReminder.Command(id, 30))).Problem.ShouldBe(CertificateProblems.OtherStep);
        (await As(OrgAdmin).SendAsync(new AcknowledgeReminder.Command(id, 14))).Problem.ShouldBeNull();

        var entry = await Audit.LastAsync();
        entry.ShouldBe("certificate.reminder-acknowledged", by: OrgAdmin, on: id);
        entry.After!.ShouldContain("14");
        (await As(SecurityReviewer).SendAsync(new AcknowledgeReminder.Command(id, 14))).Problem.ShouldBe(CertificateProblems.Acknowledged);
        (await RemindersAsync(OrgAdmin)).Waiting.ShouldBe(0);
        var standing = (await GetAsync(id)).Row.Standing;
        (standing.Reminder!.IsAcknowledged, standing.AcknowledgedBy).ShouldBe((true, OrgAdmin.Name));
        Clock.Advance(TimeSpan.FromDays(7));
        var next = (await RemindersAsync(OrgAdmin)).Rows.ShouldHaveSingleItem();
        (next.Id, next.Reminder.Step).ShouldBe((id, 7));
    }

    [Fact]
    public async Task Reminders_WaitForTheOwnerThenTheDeputyThenTheOrgAdminsOfTheGroup()
    {
        var owner = await SignedInAsync(Owner);
        var deputy = await SignedInAsync(Deputy.ToUpperInvariant());
        var (_, id) = await TakenAsync("ledger", 60);
        await NameAsync(id, Owner, Deputy);
        (int, int, int, int) now = await MineAsync();
        now.ShouldBe((1, 0, 0, 0));

        Clock.Advance(TimeSpan.FromDays(3));
        (await MineAsync()).ShouldBe((1, 1, 0, 0));
        Clock.Advance(TimeSpan.FromDays(3));
        (await MineAsync()).ShouldBe((1, 1, 1, 0));

        var row = (await RemindersAsync(Scoped(Role.OrgAdmin))).Rows.ShouldHaveSingleItem();
        (row.Reminder.To, row.MayAcknowledge, row.Owner).ShouldBe((Reminded.OrgAdmins, true, "Person"));
        (await As(Auditor).SendAsync(new ListReminders.Query(false, 10))).Value!.Rows.Single().MayAcknowledge.ShouldBeFalse();
        var elsewhere = (await As(Scoped(Role.OrgAdmin, "AMER")).SendAsync(new ListReminders.Query(false, 10))).Value!;
        (elsewhere.Waiting, elsewhere.Mine, elsewhere.Rows.Count).ShouldBe((0, 0, 0));

        async Task<(int Owner, int Deputy, int Admin, int Reviewer)> MineAsync() => (
            (await RemindersAsync(owner)).Mine, (await RemindersAsync(deputy)).Mine, (await RemindersAsync(Scoped(Role.OrgAdmin))).Mine,
            (await RemindersAsync(SecurityReviewer)).Mine);
    }

    [Fact]
    public async Task Reminders_LeaveOutWhatIsFarUnknownOrGone_AndCountWithoutRows()
    {
        var core = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await TakeAsync(core, Own("far", 200, "a"), Own("blank", null, "a"), Own("soon", 5, "a"), Own("gone", 5, "a"));
        await TakeAsync(core, Own("far", 200, "a"), Own("blank", null, "a"), Own("soon", 5, "a"));

        (await RemindersAsync(Auditor)).Rows.Select(r => r.Name).ShouldBe(["soon"]);
        var counted = (await As(Auditor).SendAsync(new ListReminders.Query(false, 0))).Value!;
        (counted.Waiting, counted.Mine, counted.Rows.Count, counted.IsMore).ShouldBe((1, 0, 0, false));
    }

    [Fact]
    public async Task List_NarrowsToMineAndToNobodys()
    {
        var me = await SignedInAsync(Owner);
        var (core, id) = await TakenAsync("mine", 200);
        await TakeAsync(core, Own("mine", 200, "a"), Own("deputized", 200, "a"), Own("free", 200, "a"));
        await NameAsync(id, Owner, null);
        await NameAsync(await IdAsync("deputized"), Deputy, Owner);

        (await ListAsync(me, CertificateOwnership.Mine)).ShouldBe(["deputized", "mine"]);
        (await ListAsync(me, CertificateOwnership.Nobody)).ShouldBe(["free"]);
        (await ListAsync(OrgAdmin, CertificateOwnership.Mine)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_WhenChangedByPlan_IsNoFindingAndThePlanIsDone()
    {
        var (core, id) = await TakenAsync("ledger", 20);
        await PlanAsync(id, RotationWay.SameName, 2);
        Clock.Advance(TimeSpan.FromDays(3));

        await TakeAsync(core, Own("ledger", 365, "b"));
        await JudgeAsync(core);

        (await OpenAsync("cert.replaced")).ShouldBeEmpty();
        var standing = (await GetAsync(id)).Row.Standing;
        (standing.Plan, standing.RotatedAt, standing.Reminder).ShouldBe((null, Clock.Now, null));
        Clock.Advance(TimeSpan.FromDays(1));
        await TakeAsync(core, Own("ledger", 365, "c"));
        await JudgeAsync(core);
        (await OpenAsync("cert.replaced")).ShouldHaveSingleItem("a plan covers one rotation");
    }

    [Theory]
    [InlineData(RotationWay.SameName, 12, false)]
    [InlineData(RotationWay.NewName, 0, false)]
    [InlineData(RotationWay.SameName, 0, true)]
    public async Task Key_WhenChangedOffPlanOrPlannedAfterwards_IsAFinding(RotationWay way, int inDays, bool afterwards)
    {
        var (core, id) = await TakenAsync("ledger", 20);
        if (!afterwards) await PlanAsync(id, way, inDays);
        await TakeAsync(core, Own("ledger", 365, "b"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        if (afterwards) await PlanAsync(id, way, inDays);
        // A later read that changes something else does not make it planned.
        await TakeAsync(core, Own("ledger", 366, "b"));

        await JudgeAsync(core);

        (await OpenAsync("cert.replaced")).ShouldHaveSingleItem();
        (await GetAsync(id)).Row.Standing.Plan.ShouldNotBeNull();
    }

    [Fact]
    public async Task Plan_WhenTheDayIsOver_IsRefused_AndCanBeGivenUp()
    {
        var (_, id) = await TakenAsync("ledger", 20);
        var yesterday = DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(-1);
        (await As(OrgAdmin).SendAsync(new PlanRotation.Command(id, null, new(yesterday, RotationWay.NewName, null, null)))).Problem.ShouldBe(CertificateProblems.DayOver);

        (await As(SecurityReviewer).SendAsync(new PlanRotation.Command(id, null, new(yesterday.AddDays(2), RotationWay.NewName, " ledger_2027 ", " ")))).Problem.ShouldBeNull();

        var standing = (await GetAsync(id)).Row.Standing;
        (standing.Plan!.ReplacedBy, standing.Plan.Note, standing.PlannedBy).ShouldBe(("ledger_2027", null, SecurityReviewer.Name));
        (await Audit.LastAsync()).After!.ShouldContain("ledger_2027");
        (await As(OrgAdmin).SendAsync(new PlanRotation.Command(id, standing.Version, null))).Problem.ShouldBeNull();
        (await GetAsync(id)).Row.Standing.Plan.ShouldBeNull();
    }

    [Fact]
    public async Task Arranging_WhenTheCertificateIsGone_IsRefused()
    {
        var (core, id) = await TakenAsync("ledger", 5);
        await TakeAsync(core);

        (await As(OrgAdmin).SendAsync(new NameCertificateOwner.Command(id, null, Owner, null))).Problem.ShouldBe(CertificateProblems.Gone);
        (await As(OrgAdmin).SendAsync(new PlanRotation.Command(id, null, null))).Problem.ShouldBe(CertificateProblems.Gone);
        (await As(OrgAdmin).SendAsync(new AcknowledgeReminder.Command(id, 7))).Problem.ShouldBe(CertificateProblems.Gone);
    }

    private async Task DeniedAsync(ICommand<Done> command, string action)
    {
        (await As(Responder).SendAsync(command)).Problem!.Code.ShouldBe("access.denied");
        (await Audit.LastAsync()).ShouldBe(action, by: Responder, outcome: AuditOutcome.Denied);
    }

    /// <summary>An Auditor with that e-mail address.</summary>
    private async Task<Actor> SignedInAsync(string mail)
    {
        var receipt = (await As(System).SendAsync(new SignIn.Command("https://idp.example", mail, "Person", mail, [.. Auditor.Groups]))).Value!;
        return Auditor with { Id = $"person:{receipt.Person.Value:D}" };
    }

    private async Task<(ConnectedOrg Org, ItemId Id)> TakenAsync(string name, int days, string group = "EMEA")
    {
        var core = await GivenAsync(An.Org("Core").InGroup(group));
        await TakeAsync(core, Own(name, days, "a"));
        return (core, await IdAsync(name));
    }

    private async Task NameAsync(ItemId id, string? owner, string? deputy) =>
        (await As(OrgAdmin).SendAsync(new NameCertificateOwner.Command(id, await VersionAsync(id), owner, deputy))).Problem.ShouldBeNull();

    private async Task PlanAsync(ItemId id, RotationWay way, int days) => (await As(OrgAdmin).SendAsync(new PlanRotation.Command(
        id, await VersionAsync(id), new(DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(days), way, null, null)))).Problem.ShouldBeNull();

    private async Task<Guid?> VersionAsync(ItemId id) => (await GetAsync(id)).Row.Standing.Version;

    private async Task<GetCertificate.Detail> GetAsync(ItemId id) => (await As(Auditor).SendAsync(new GetCertificate.Query(id))).Value!;

    private async Task<ListReminders.Page> RemindersAsync(Actor actor) => (await As(actor).SendAsync(new ListReminders.Query(false, 10))).Value!;

    private async Task<string[]> ListAsync(Actor actor, CertificateOwnership owned) =>
        [.. (await As(actor).SendAsync(new ListCertificates.Query(new CertificateFilter { Owned = owned }, ListCertificates.Order.Name, false, 0, 50))).Value!.Rows.Select(r => r.Name)];

    private Task<ItemId> IdAsync(string name) => ReadAsync(db => db.Items.Where(i => i.Key == name).Select(i => i.Id).SingleAsync());

    private Task<string[]> OpenAsync(string rule) => ReadAsync(db => db.Findings
        .Where(f => f.RuleId == rule && (f.State == FindingState.Open || f.State == FindingState.Reopened)).Select(f => f.Reason).ToArrayAsync());

    private async Task JudgeAsync(ConnectedOrg org) => (await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id))).Problem.ShouldBeNull();

    private ItemRead Own(string name, int? days, string key) => new(ItemKind.Certificate, name, name, new CertificateFacts
    {
        Place = CertificatePlace.Org,
        ApiName = name,
        KeyHash = key,
        // Whole days, however often the clock was advanced by a second.
        NotAfter = days is { } left ? new DateTimeOffset(Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(left).AddHours(23) : null,
    });

    private async Task TakeAsync(ConnectedOrg org, params ItemRead[] items)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await As(System).SendAsync(new RecordItems.Command(
            org.Connection.Id, [new CapabilityRead(Capability.Certificates, Clock.Now, items, [])], 1))).Problem.ShouldBeNull();
    }
}
