using Governance.Application.Access;
using Governance.Application.Certificates;
using Governance.Application.Integrations;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Integrations;

public sealed class ArchitectureReviewTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly IntegrationFacts Answers = new()
    {
        Direction = DataDirection.Inbound,
        DataClass = DataClass.Confidential,
        Regime = Regime.Personal,
        HasGateway = false,
        HasFixedAddresses = true,
        ExternalSystems = 2,
        Controls = AccessControls.OAuth | AccessControls.MutualTls,
        TlsCertificate = "Ledger_TLS",
        SigningCertificate = "Ledger_JWT",
        Contract = "DPA 2026-14",
    };

    [Fact]
    public async Task Review_WhenNothingIsRecorded_SaysWhatIsMissing_AndRecommendsNothing()
    {
        var (_, id) = await GivenLedgerAsync();

        var review = await ReviewAsync(id);

        (review.Inputs, review.Parts.Count, review.Missing.Count).ShouldBe((null, 0, 7), "the org's certificates were not read either");
        review.Missing.ShouldContain(m => m.Contains("certificate slots of Core"));
        review.Refusal!.Code.ShouldBe(ArchitectureProblems.Missing.Code);
        review.Checklist.ShouldAllBe(l => l.Answer == null && l.Unknown != null);
    }

    [Fact]
    public async Task Review_WhenAnswered_RecommendsWithItsFacts_AndAnswersTheChecklistFromTheInventory()
    {
        var (org, id) = await GivenLedgerAsync(readCertificates: true);
        await Access.Certificates.PutAsync(Portal, org, "Ledger_TLS");
        await AnswerAsync(id);

        var review = await ReviewAsync(id);

        review.Recommended!.Certificates.ShouldBe(CertificatePlan.OnePerPurpose);
        review.Parts.Count.ShouldBe(5);
        review.Parts[0].RestsOn.ShouldContain("its data is confidential");
        review.Questionnaire.Single(l => l.Question.StartsWith("Which way", StringComparison.Ordinal)).ShouldSatisfyAllConditions(
            l => l.Source.ShouldBe("recorded"), l => l.AsOf.ShouldBe(Clock.Now));
        var checklist = review.Checklist.ToDictionary(l => l.Question);
        checklist["Which contract covers the data?"].Answer.ShouldBe("DPA 2026-14");
        checklist["Which certificate is for mutual TLS, and which for signing?"].Answer!.ShouldContain("Ledger_JWT, found in none of its orgs");
        checklist["Who owns it?"].Unknown.ShouldBe("nobody is named");
    }

    [Fact]
    public async Task Sign_WhenAnotherAnswered_IsARowThatStays_ClosesNoDecision_AndIsAudited()
    {
        var (_, id) = await GivenLedgerAsync(readCertificates: true);
        await JudgeEstateAsync();
        (await OpenAsync("arch.no-decision")).ShouldBe(["Ledger"]);
        await AnswerAsync(id);

        var receipt = (await SignAsync(id)).Value!;

        var entry = await Audit.LastAsync("architecture.signed");
        entry.ShouldBe("architecture.signed", by: SecurityReviewer, on: id);
        entry.After!.ShouldContain(receipt.TextHash);
        await JudgeEstateAsync();
        (await OpenAsync("arch.no-decision")).ShouldBeEmpty();
        (await OpenAsync("arch.decision-stale")).ShouldBeEmpty();
        var signed = (await ReviewAsync(id)).Decisions.ShouldHaveSingleItem();
        (signed.IsIntact, signed.SignedBy, signed.TextHash).ShouldBe((true, SecurityReviewer.Name, receipt.TextHash));
        signed.Text.ShouldContain("Mutual TLS for the transport, OAuth for the application.");
        signed.Text.ShouldContain("- Who owns it? Unknown: nobody is named [recorded]");
        (await SignAsync(id)).Problem.ShouldBe(ArchitectureProblems.SignedAlready);
    }

    [Fact]
    public async Task Decision_WhenAnInputChanges_IsStaleInExactlyTheDependentParts_UntilItIsSignedAnew()
    {
        var (_, id) = await GivenLedgerAsync(readCertificates: true);
        await AnswerAsync(id);
        await SignAsync(id);

        await AnswerAsync(id, Answers with { ExternalSystems = 7 });

        var review = await ReviewAsync(id);
        review.Parts.Where(p => p.IsStale).Select(p => p.Part).ShouldBe([ArchitecturePart.Gateway, ArchitecturePart.Checklist]);
        review.Parts.Single(p => p.Part == ArchitecturePart.Gateway).Changed.ShouldBe(["at most 3 systems call in directly, now more than 3 systems call in directly"]);
        await JudgeEstateAsync();
        (await OpenAsync("arch.decision-stale")).ShouldBe(["Ledger"]);
        (await SignAsync(id)).Problem.ShouldBeNull();
        await JudgeEstateAsync();
        (await OpenAsync("arch.decision-stale")).ShouldBeEmpty();
        (await ReadAsync(db => db.SignedDecisions.CountAsync())).ShouldBe(2, "the first stays");
    }

    [Fact]
    public async Task Decision_WhenTheOrgMovesToHyperforce_IsStale()
    {
        var (org, id) = await GivenLedgerAsync(readCertificates: true);
        await ConfirmAsync(org, OrgInfrastructure.Classic);
        await AnswerAsync(id);
        await SignAsync(id);

        await ConfirmAsync(org, OrgInfrastructure.Hyperforce);

        (await ReviewAsync(id)).Parts.Where(p => p.IsStale).Select(p => p.Part)
            .ShouldBe([ArchitecturePart.Authentication, ArchitecturePart.Certificates, ArchitecturePart.AllowList, ArchitecturePart.Checklist]);
        (await ReadAsync(db => db.Work.Where(w => w.DoneAt == null).Select(w => w.Kind).ToListAsync())).ShouldContain("evaluate-estate");
    }

    [Fact]
    public async Task Sign_ByWhoeverAnsweredLast_IsRefusedAndAudited()
    {
        var (_, id) = await GivenLedgerAsync(readCertificates: true);
        await AnswerAsync(id, by: SecurityReviewer);
        (await ReviewAsync(id, SecurityReviewer)).Refusal.ShouldBe(ArchitectureProblems.Own);

        (await SignAsync(id)).Problem.ShouldBe(ArchitectureProblems.Own);

        (await Audit.LastAsync("architecture.signed")).ShouldBe("architecture.signed", by: SecurityReviewer, outcome: AuditOutcome.Failed);
        (await ReadAsync(db => db.SignedDecisions.AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Sign_WhenAnAnswerCameByTheIntegrationsForm_CountsAsAnswered()
    {
        var (_, id) = await GivenLedgerAsync(readCertificates: true);
        await AnswerAsync(id);
        var card = (await As(SecurityReviewer).SendAsync(new GetIntegration.Query(id))).Value!;
        var draft = new IntegrationDraft(card.Name, card.Facts with { DataClass = DataClass.Internal, Answered = new("person:forged", "Forged", Clock.Now) }, card.Parts);

        (await As(SecurityReviewer).SendAsync(new EditIntegration.Command(id, card.Version, draft))).Problem.ShouldBeNull();

        (await SignAsync(id)).Problem.ShouldBe(ArchitectureProblems.Own);
    }

    [Fact]
    public async Task Sign_WhenItChangedSinceShown_IsAConflict()
    {
        var (_, id) = await GivenLedgerAsync(readCertificates: true);
        await AnswerAsync(id);
        var shown = await ReviewAsync(id);
        await AnswerAsync(id, Answers with { Contract = "Another" });

        (await As(SecurityReviewer).SendAsync(new SignArchitecture.Command(id, shown.Inputs!, shown.Substance))).Problem.ShouldBe(ArchitectureProblems.Changed);
    }

    [Fact]
    public async Task Sign_WhenAPrivatePathIsDemanded_TakesAFreshSignIn()
    {
        var (_, id) = await GivenLedgerAsync(readCertificates: true);
        await AnswerAsync(id, Answers with { Regime = Regime.Payment });
        var shown = await ReviewAsync(id);

        new SignArchitecture.Command(id, shown.Inputs!, shown.Substance).IsGrave.ShouldBeTrue();
        new SignArchitecture.Command(id, shown.Inputs! with { Regime = Regime.None }, shown.Substance).IsGrave.ShouldBeFalse();
        (await As(SecurityReviewer).SendAsync(new SignArchitecture.Command(id, shown.Inputs! with { Regime = Regime.None }, shown.Substance)))
            .Problem.ShouldBe(ArchitectureProblems.Changed, "what it says is checked");
    }

    [Fact]
    public async Task Sign_WhenLimitedToAnOrgGroup_IsRefused_AndSeesNoDecision()
    {
        var (_, id) = await GivenLedgerAsync(readCertificates: true);
        await AnswerAsync(id);
        await SignAsync(id);
        var scoped = Scoped(Role.SecurityReviewer);

        var review = await ReviewAsync(id, scoped);

        (review.IsWhole, review.Decisions.Count).ShouldBe((false, 0));
        (await As(scoped).SendAsync(new SignArchitecture.Command(id, review.Inputs!, review.Substance))).Problem.ShouldBe(AccessProblems.UnscopedOnly);
    }

    [Fact]
    public async Task Confirm_WhenSaid_ClosesTheFinding_AndHoldsUntilTheInstanceChanges()
    {
        var (org, _) = await GivenLedgerAsync();
        await JudgeAsync(org);
        (await OpenAsync("arch.deployment-unconfirmed")).ShouldBe([org.Org.Label]);

        await ConfirmAsync(org, OrgInfrastructure.Classic);

        var entry = await Audit.LastAsync("org.deployment-confirmed");
        entry.ShouldBe("org.deployment-confirmed", by: OrgAdmin, on: org.Org.Id);
        entry.Before!.ShouldContain("\"isConfirmed\":false");
        entry.After!.ShouldContain("\"isConfirmed\":true");
        await JudgeAsync(org);
        (await OpenAsync("arch.deployment-unconfirmed")).ShouldBeEmpty();
        await WriteAsync(db =>
        {
            var stored = db.Orgs.Single(o => o.Id == org.Org.Id);
            stored.Describe(org.Fake.Identity());
            (stored.Infrastructure, stored.IsInfrastructureConfirmed).ShouldBe((OrgInfrastructure.Classic, true), "a read of the same instance changes nothing");
            stored.Describe(org.Fake.Identity() with { InstanceName = "USA999" });
        });
        await JudgeAsync(org);
        (await OpenAsync("arch.deployment-unconfirmed")).ShouldBe([org.Org.Label]);
        (await As(OrgAdmin).SendAsync(new ConfirmDeployment.Command(org.Org.Id, OrgInfrastructure.Classic, org.Org.InstanceName))).Problem.ShouldBe(ArchitectureProblems.Moved);
    }

    [Fact]
    public async Task Strategy_OfAnOrg_CountsSlotsAndNamesOwners()
    {
        var (org, _) = await GivenLedgerAsync(readCertificates: true);
        await Access.Certificates.PutAsync(Portal, org, "Ledger_TLS");
        var id = (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(new("Books", new IntegrationFacts(), [new(IntegrationPartKind.Certificate, "Ledger_TLS")])))).Value!.Id;
        var version = await ReadAsync(db => db.Integrations.Where(i => i.Id == id).Select(i => i.Version).SingleAsync());
        await As(OrgAdmin).SendAsync(new NameOwner.Command(id, version, "ines.quell@northgale.example", null));

        var strategy = (await As(Auditor).SendAsync(new GetCertificateStrategy.Query(org.Connection.Id))).Value!;

        strategy.Slots!.Used.ShouldBe(1);
        var line = strategy.Lines.ShouldHaveSingleItem();
        (line.Integration, line.Owner, line.Deputy, line.FollowsName).ShouldBe(("Books", "ines.quell@northgale.example", null, null));
        line.ReplaceBy.ShouldBe(line.EndsAt?.AddDays(-GetCertificateStrategy.ReplaceBefore));
    }

    [Fact]
    public async Task Commands_WhenWithoutPermission_AreDeniedAndAudited()
    {
        var (org, id) = await GivenLedgerAsync();
        var inputs = new ArchitectureInputs(DataDirection.Inbound, DataClass.Public, Regime.None, OrgInfrastructure.Classic, false, false, 0, 0);

        await ShouldBeDeniedAsync(Responder, new AnswerArchitecture.Command(id, Guid.Empty, Answers), "architecture.answered");
        await ShouldBeDeniedAsync(OrgAdmin, new SignArchitecture.Command(id, inputs, "00"), "architecture.signed");
        await ShouldBeDeniedAsync(Responder, new ConfirmDeployment.Command(org.Org.Id, OrgInfrastructure.Classic, ""), "org.deployment-confirmed");
    }

    private async Task ShouldBeDeniedAsync<T>(Actor actor, ICommand<T> command, string action)
    {
        (await As(actor).SendAsync(command)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync(action)).ShouldBe(action, by: actor, outcome: AuditOutcome.Denied);
    }

    private async Task<(ConnectedOrg Org, IntegrationId Id)> GivenLedgerAsync(bool readCertificates = false)
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync"));
        await JudgeAsync(org);
        if (!readCertificates) await WriteAsync(db => db.Capabilities.RemoveRange(db.Capabilities.Where(c => c.Capability == Capability.Certificates)));
        var id = (await As(OrgAdmin).SendAsync(new CreateIntegration.Command(
            new("Ledger", new IntegrationFacts(), [new IntegrationPartDraft(IntegrationPartKind.App, "Ledger Sync")])))).Value!.Id;
        return (org, id);
    }

    private async Task<GetArchitectureReview.Review> ReviewAsync(IntegrationId id, Actor? by = null) =>
        (await As(by ?? SecurityReviewer).SendAsync(new GetArchitectureReview.Query(id))).Value!;

    private async Task AnswerAsync(IntegrationId id, IntegrationFacts? answers = null, Actor? by = null) =>
        (await As(by ?? OrgAdmin).SendAsync(new AnswerArchitecture.Command(id, (await ReviewAsync(id)).Version, answers ?? Answers))).Problem.ShouldBeNull();

    private async Task<Result<SignArchitecture.Receipt>> SignAsync(IntegrationId id)
    {
        var shown = await ReviewAsync(id);
        return await As(SecurityReviewer).SendAsync(new SignArchitecture.Command(id, shown.Inputs!, shown.Substance));
    }

    private async Task ConfirmAsync(ConnectedOrg org, OrgInfrastructure said) =>
        (await As(OrgAdmin).SendAsync(new ConfirmDeployment.Command(org.Org.Id, said, org.Org.InstanceName))).Problem.ShouldBeNull();

    private Task<Result<EvaluateOrg.Receipt>> JudgeAsync(ConnectedOrg org) => As(Actor.System("policies")).SendAsync(new EvaluateOrg.Command(org.Org.Id));

    private Task<Result<EvaluateOrg.Receipt>> JudgeEstateAsync() => As(Actor.System("policies")).SendAsync(new EvaluateEstate.Command());

    private Task<string[]> OpenAsync(string rule) => ReadAsync(db => db.Findings
        .Where(f => f.RuleId == rule && (f.State == FindingState.Open || f.State == FindingState.Reopened)).Select(f => f.ThingName).ToArrayAsync());
}
