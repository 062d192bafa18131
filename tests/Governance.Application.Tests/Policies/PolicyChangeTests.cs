using System.Text;
using Governance.Application.Access;
using Governance.Application.Integrations;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Policies;

public sealed class PolicyChangeTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    private const string Why = "Agreed in the security council.";

    // In the same provider group, another person: what counts is the person.
    private static Actor Other => SecurityReviewer with { Id = "person:second-reviewer", Name = "Second reviewer" };

    [Fact]
    public async Task Baselines_OnAnEmptyDatabase_AreShippedOnce_BoundToNothing()
    {
        (await As(System).SendAsync(new ShipBaselines.Command())).Value!.Added.ShouldBe(["ISV-2026", "Sandbox", "Strict"]);
        (await As(System).SendAsync(new ShipBaselines.Command())).Value!.Added.ShouldBeEmpty();

        var all = await ListAsync();

        all.Rows.Select(r => (r.Document.Name, r.IsBaseline, r.Document.Bindings.Count)).ShouldBe([("ISV-2026", true, 0), ("Sandbox", true, 0), ("Strict", true, 0)]);
        all.Rows[0].Document.Rules.Keys.ShouldBe(["app.idle-ttl", "app.ip-allowlist", "app.partner-mandate", "app.pkce", "app.rotation"]);
        all.Thresholds.ShouldBeEmpty();
        all.OrgGroups.ShouldBe(["AMER", "EMEA"]);
    }

    [Fact]
    public async Task Change_WhenProposedPreviewedAndApproved_HoldsAndJudgesTheOrgsItTouches()
    {
        var (emea, amer) = (await JudgedAsync("Core", "EMEA"), await JudgedAsync("West", "AMER"));
        (await SeverityAsync(emea, "app.pkce")).ShouldBe(Severity.High);
        var before = await Audit.CountAsync();

        var id = await ProposeAsync(File("Ours", "EMEA", "\"app.pkce\": {\"severity\": \"critical\"}"));
        (await SeverityAsync(emea, "app.pkce")).ShouldBe(Severity.High);
        var proposed = await Audit.LastAsync("policy.change-proposed");
        proposed.ShouldBe("policy.change-proposed", by: SecurityReviewer);
        (proposed.SubjectName, proposed.Reason).ShouldBe(("Ours", Why));
        await RunWorkAsync();
        var waiting = (await ListAsync()).Waiting.ShouldHaveSingleItem();
        (waiting.IsNew, waiting.Request).ShouldBe((true, id));
        var detail = (await As(SecurityReviewer).SendAsync(new GetRequest.Query(id))).Value!;
        (detail.MayNotDecide, detail.Head.Risk, detail.Head.Needed).ShouldBe((RequestProblems.Own, Severity.Low, 1));
        detail.View.Policy!.Preview!.Orgs.ShouldBe(1);
        (waiting.Preview!.Orgs, waiting.Preview.More, waiting.Preview.Fewer).ShouldBe((1, 0, 0));
        waiting.Preview.Rules.ShouldHaveSingleItem().ShouldBe(new ChangePreview.RuleCount("app.pkce", Severity.Critical, 0, 0, 1));
        waiting.Preview.Groups.ShouldBe([new ChangePreview.GroupCount("EMEA", 1, 0, 0)]);

        (await Portal.DecideAsync(Other, id)).Value!.State.ShouldBe(RequestState.Done);
        await RunWorkAsync();

        (await SeverityAsync(emea, "app.pkce")).ShouldBe(Severity.Critical);
        (await SeverityAsync(amer, "app.pkce")).ShouldBe(Severity.High);
        var decided = await Audit.LastAsync("request.decided");
        decided.ShouldBe("request.decided", by: Other, on: id.Value);
        decided.After!.ShouldContain("\"bindings\":\"EMEA\"");
        decided.After!.ShouldContain("\"orgs\":1");
        var list = await ListAsync();
        list.Waiting.ShouldBeEmpty();
        list.Rows.ShouldHaveSingleItem().ChangedBy.ShouldBe("Second reviewer");
        var threshold = list.Thresholds.ShouldHaveSingleItem();
        (threshold.RuleId, threshold.Catalogue).ShouldBe(("app.pkce", "high"));
        threshold.Groups.ShouldBe([null, "critical"]);
        (await Audit.CountAsync()).ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task Matrix_WhenAPolicyIsBound_IsJudgedByIt()
    {
        var org = await JudgedAsync("Core", "EMEA");
        await ApproveAsync(File("Ours", "*", "\"app.pkce\": {\"on\": false}"));

        var cell = (await As(Auditor).SendAsync(new ListAppControls.Query(new AppControlFilter(), ListAppControls.Order.App, false, 0, 10))).Value!
            .Rows.Single(r => r.AppName == "Ledger Sync").Cells[0];

        (cell.Outcome, cell.Reason).ShouldBe((Outcome.NotApplicable, "switched off by policy"));
        (await ReadAsync(db => db.Findings.SingleAsync(f => f.RuleId == "app.pkce" && f.OrgId == org.Org.Id))).State.ShouldBe(FindingState.Closed);
    }

    [Fact]
    public async Task Change_WhenAStricterPolicyIsBoundBeside_TheStricterHolds()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("EMEA"));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").UsedDaysAgo(60));
        await ApproveAsync(File("Loose", "EMEA", "\"auth.stale\": {\"thresholds\": {\"days\": 90}}"));
        (await OpenAsync("auth.stale")).ShouldBe(0);

        await ApproveAsync(File("Firm", "*", "\"auth.stale\": {\"thresholds\": {\"days\": 45}}"));

        (await OpenAsync("auth.stale")).ShouldBe(1);
        (await ListAsync()).Thresholds.Single().Groups.ShouldBe(["high, 45 days", "high, 45 days"]);
    }

    [Fact]
    public async Task Preview_TellsMoreFewerAndAppsThatNewlyFail_AndWritesNothing()
    {
        var org = await JudgedAsync("Core", "EMEA");
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").UsedDaysAgo(20));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").UsedDaysAgo(90));
        var before = (await Audit.CountAsync(), await ReadAsync(db => db.Findings.CountAsync()), await ReadAsync(db => db.Work.CountAsync()));

        var answer = (await As(SecurityReviewer).SendAsync(new PreviewPolicyChange.Query(
            File("Ours", "EMEA", "\"auth.stale\": {\"thresholds\": {\"days\": 10}}, \"app.pkce\": {\"on\": false}, \"app.session-length\": {\"thresholds\": {\"minutes\": 5}}")))).Value!;

        (answer.Number, answer.Preview.Orgs, answer.Preview.At).ShouldBe((0, 1, Clock.Now));
        answer.Preview.Rules.Select(r => (r.Rule, r.More, r.Fewer)).ShouldBe([("app.session-length", 1, 0), ("auth.stale", 1, 0), ("app.pkce", 0, 1)], ignoreOrder: true);
        answer.Preview.Apps.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            a => (a.Name, a.Org, a.Severity).ShouldBe(("Ledger Sync", "Core", Severity.Medium)),
            a => a.Rules.ShouldBe(["app.session-length"]));
        answer.Differences.Count.ShouldBeGreaterThan(3);
        (await Audit.CountAsync(), await ReadAsync(db => db.Findings.CountAsync()), await ReadAsync(db => db.Work.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task Preview_CountsWhatBelongsToNoOrg_WhereThePolicyHoldsEverywhereOnly()
    {
        await GivenAsync(A.Vendor("Gainfold").Claiming("Gainfold Sync"));
        await As(OrgAdmin).SendAsync(new CreateIntegration.Command(new("Ledger", new IntegrationFacts(), [new IntegrationPartDraft(IntegrationPartKind.App, "Ledger Sync")])));
        const string Rules = "\"life.vendor-incomplete\": {\"on\": false}, \"life.no-owner\": {\"severity\": \"low\"}";

        var everywhere = (await As(SecurityReviewer).SendAsync(new PreviewPolicyChange.Query(File("Ours", "*", Rules)))).Value!.Preview;
        var inOneGroup = (await As(SecurityReviewer).SendAsync(new PreviewPolicyChange.Query(File("Ours", "EMEA", Rules)))).Value!.Preview;

        everywhere.NoOrg.ShouldBe(new ChangePreview.EstateCount(2, 0, 1));
        everywhere.Rules.ShouldBe([new("life.no-owner", Severity.Low, 0, 0, 1), new("life.vendor-incomplete", Severity.Low, 0, 1, 0)], ignoreOrder: true);
        (inOneGroup.NoOrg, inOneGroup.Rules.Count).ShouldBe((null, 0));

        // As it does, once it holds.
        await As(System).SendAsync(new EvaluateEstate.Command());
        (await OpenOfNoOrgAsync()).ShouldContain("life.vendor-incomplete");
        await ApproveAsync(File("Ours", "*", Rules));
        (await OpenOfNoOrgAsync()).ShouldNotContain("life.vendor-incomplete");
        (await As(SecurityReviewer).SendAsync(new PreviewPolicyChange.Query(File("Ours", "EMEA", Rules)))).Value!.Preview.NoOrg.ShouldBe(new ChangePreview.EstateCount(2, 1, 0));
    }

    private Task<List<string>> OpenOfNoOrgAsync() =>
        ReadAsync(db => db.Findings.Where(f => f.OrgId == null && f.State != FindingState.Closed).Select(f => f.RuleId).ToListAsync());

    [Fact]
    public async Task Preview_WhenCancelled_Stops()
    {
        await JudgedAsync("Core", "EMEA");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => As(SecurityReviewer).SendAsync(new PreviewPolicyChange.Query(File("Ours", "*", "")), stop.Token));
    }

    [Fact]
    public async Task Decide_WhenOneProposedIt_IsRefusedAndAudited()
    {
        var id = await ProposeAsync(File("Ours", "*", ""));
        await RunWorkAsync();

        var own = await Portal.DecideAsync(SecurityReviewer, id);

        own.Problem.ShouldBe(RequestProblems.Own);
        (await Audit.LastAsync()).ShouldBe("request.decided", by: SecurityReviewer, outcome: AuditOutcome.Failed);
        (await ListAsync()).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Decide_BeforeItWasPreviewed_IsRefused()
    {
        var id = await ProposeAsync(File("Ours", "*", ""));

        (await Portal.DecideAsync(Other, id)).Problem!.Code.ShouldBe("policy-change.not-previewed");
        await RunWorkAsync();
        (await Portal.DecideAsync(Other, id)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Decide_WhenRejected_NeedsAReason_AndChangesNothing()
    {
        var id = await ProposeAsync(File("Ours", "*", ""));

        (await Portal.DecideAsync(Other, id, RequestVerdict.Reject, "")).Problem.ShouldBe(RequestProblems.ReasonNeeded);
        (await Portal.DecideAsync(Other, id, RequestVerdict.Reject, "Too loose for production.")).Problem.ShouldBeNull();
        (await Portal.DecideAsync(Other, id)).Problem.ShouldBe(RequestProblems.NotOpen);
        (await ListAsync()).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Decide_WhenItExpired_IsRefused()
    {
        var id = await ProposeAsync(File("Ours", "*", ""));
        await RunWorkAsync();
        Clock.Advance(PolicyChange.Lifetime);

        (await Portal.DecideAsync(Other, id)).Problem.ShouldBe(RequestProblems.NotOpen);
        (await ListAsync()).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task Withdraw_ByTheProposerOnly()
    {
        var id = await ProposeAsync(File("Ours", "*", ""));

        (await As(Other).SendAsync(new WithdrawRequest.Command(id))).Problem.ShouldBe(RequestProblems.NotYours);
        (await As(SecurityReviewer).SendAsync(new WithdrawRequest.Command(id))).Problem.ShouldBeNull();
        (await ListAsync()).Waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task Propose_WhatChangesNothing_OrWhatWaits_OrABaselinesWords_IsRefused()
    {
        await As(System).SendAsync(new ShipBaselines.Command());
        await ApproveAsync(File("Ours", "*", "\"app.pkce\": {}"));

        (await TryAsync(File("ours", "*", "\"app.pkce\": {}"))).ShouldBeNull("a name in another case is another word");
        (await TryAsync(File("OURS", "EMEA", ""))).ShouldBe("policy-change.waiting");
        (await TryAsync(File("Strict", "EMEA", "\"app.pkce\": {}"))).ShouldBe("policy-change.baseline");
        var strict = ShipBaselines.All.Single(d => d.Name == "Strict");
        (await TryAsync(strict.Write())).ShouldBe("policy-change.no-difference");
        (await TryAsync((strict with { Bindings = ["EMEA"] }).Write())).ShouldBeNull();
        (await TryAsync("{\"version\": 1,\n\"name\": 3}")).ShouldBe("policy.file-refused");
    }

    [Fact]
    public async Task Propose_OverAnotherNumberThanWasShown_IsConflict()
    {
        await ApproveAsync(File("Ours", "*", "\"app.pkce\": {}"));

        (await As(SecurityReviewer).SendAsync(new ProposePolicyChange.Command(File("Ours", "EMEA", ""), 0, Why))).Problem!.Code.ShouldBe("policy-change.stale");
        (await As(SecurityReviewer).SendAsync(new ProposePolicyChange.Command(File("Ours", "EMEA", ""), 1, Why))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Decide_TakesAFreshSignIn_AndTheKindThatWasShown()
    {
        var id = await ProposeAsync(File("Ours", "*", ""));
        await RunWorkAsync();
        await ReadAsync(db => db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(p => p.AuthTime, (DateTimeOffset?)null)));
        var hash = await ReadAsync(db => db.Requests.Select(r => r.ContentHash).SingleAsync());

        (await Portal.DecideAsync(Other, id)).Problem!.Code.ShouldBe("access.step-up-required");
        // Said to be another kind, to get round the sign-in.
        (await As(Other).SendAsync(new DecideRequest.Command(id, RequestVerdict.Approve, "", hash, RequestKind.Waiver, Severity.Critical - 1))).Problem.ShouldBe(RequestProblems.Changed);
        (await ListAsync()).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T52_LoweredRisk_KeepsQuorum_AndTheFileIsTheOneThatWasAgreedTo()
    {
        var id = await ProposeAsync(File("Ours", "*", "\"app.pkce\": {\"severity\": \"critical\"}"));
        await RunWorkAsync();
        var other = PolicyReader.Stored(File("Ours", "*", "\"app.pkce\": {\"on\": false}")).Write();
        await ReadAsync(db => db.PolicyChanges.ExecuteUpdateAsync(s => s.SetProperty(c => c.Text, other)));

        (await Portal.DecideAsync(Other, id, shown: Severity.Medium)).Problem.ShouldBe(RequestProblems.NotAudited);

        (await ListAsync()).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Policies_ForWhoIsLimitedToAnOrgGroup_AreRefused()
    {
        var id = await ProposeAsync(File("Ours", "*", ""));
        var scoped = Scoped(Role.SecurityReviewer);

        (await As(scoped).SendAsync(new ListPolicies.Query())).Problem.ShouldBe(AccessProblems.UnscopedOnly);
        (await As(scoped).SendAsync(new GetPolicy.Query(PolicyId.New(), null))).Problem.ShouldBe(AccessProblems.UnscopedOnly);
        (await As(scoped).SendAsync(new PreviewPolicyChange.Query(File("Ours", "*", "")))).Problem.ShouldBe(AccessProblems.UnscopedOnly);
        (await As(scoped).SendAsync(new ProposePolicyChange.Command(File("Theirs", "*", ""), null, Why))).Problem.ShouldBe(AccessProblems.UnscopedOnly);
        (await Portal.DecideAsync(scoped, id)).Problem.ShouldBe(RequestProblems.NotFound);
        (await As(scoped).SendAsync(new WithdrawRequest.Command(id))).Problem.ShouldBe(RequestProblems.NotFound);
    }

    [Fact]
    public async Task Propose_WithoutTheRight_IsDeniedAndAudited_AndAJobProposesNothing()
    {
        (await As(OrgAdmin).SendAsync(new ProposePolicyChange.Command(File("Ours", "*", ""), null, Why))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("policy.change-proposed", by: OrgAdmin, outcome: AuditOutcome.Denied);
        (await As(System).SendAsync(new ProposePolicyChange.Command(File("Ours", "*", ""), null, Why))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    [Fact]
    public async Task Proposal_OfTheCommandLine_IsDecidedByAPersonOnly()
    {
        var root = Actor.CommandLine("root");
        var id = (await As(root).SendAsync(new ProposePolicyChange.Command(File("Ours", "*", ""), null, Why))).Value!.Request;
        await RunWorkAsync();

        (await Portal.DecideAsync(root, id)).Problem.ShouldBe(RequestProblems.PersonNeeded);
        (await Portal.DecideAsync(SecurityReviewer, id)).Problem.ShouldBeNull();
        (await Audit.LastAsync("request.decided")).After!.ShouldContain("\"askedBy\":\"cli:root\"");
    }

    [Fact]
    public async Task Policy_ByItsId_TellsRulesFileHistoryAndDifferenceFromAnother()
    {
        await ApproveAsync(File("Ours", "EMEA", "\"app.idle-ttl\": {\"severity\": \"low\", \"thresholds\": {\"days\": 90}}"));
        await ApproveAsync(File("Theirs", "AMER", "\"app.idle-ttl\": {\"thresholds\": {\"days\": 10}}"));
        var rows = (await ListAsync()).Rows;

        var detail = (await As(Auditor).SendAsync(new GetPolicy.Query(rows[0].Id, rows[1].Id))).Value!;

        detail.Rules.ShouldBe([new GetPolicy.Line("app.idle-ttl", "low, 90 days", "high, 30 days")]);
        PolicyReader.Read(Encoding.UTF8.GetBytes(detail.File), new HashSet<string> { "EMEA" }).Value!.Write().ShouldBe(detail.File);
        var past = detail.Changes.ShouldHaveSingleItem();
        (past.State, past.Reason, past.ProposedBy, past.DecidedBy).ShouldBe((PolicyChangeState.Approved, Why, SecurityReviewer.Name, Other.Name));
        detail.Differences!.Select(d => (d.What, d.Direction)).ShouldBe(
            [("name", DiffDirection.Other), ("bindings", DiffDirection.Other), ("severity", DiffDirection.Stricter), ("days", DiffDirection.Stricter)]);
        (await As(Auditor).SendAsync(new GetPolicy.Query(PolicyId.New(), null))).Problem!.Code.ShouldBe("policy.not-found");
    }

    private static string File(string name, string binding, string rules) => $"{{\"version\": 1, \"name\": \"{name}\", \"bindings\": [\"{binding}\"], \"rules\": {{{rules}}}}}";

    private async Task<RequestId> ProposeAsync(string file)
    {
        var answer = await As(SecurityReviewer).SendAsync(new ProposePolicyChange.Command(file, null, Why));
        answer.Problem.ShouldBeNull();
        return answer.Value!.Request;
    }

    private async Task<string?> TryAsync(string file) =>
        (await As(SecurityReviewer).SendAsync(new ProposePolicyChange.Command(file, null, Why))).Problem?.Code;

    private async Task ApproveAsync(string file)
    {
        var id = await ProposeAsync(file);
        await RunWorkAsync();
        (await Portal.DecideAsync(Other, id)).Problem.ShouldBeNull();
        await RunWorkAsync();
    }

    private async Task<ListPolicies.Answer> ListAsync() => (await As(SecurityReviewer).SendAsync(new ListPolicies.Query())).Value!;

    private async Task<ConnectedOrg> JudgedAsync(string name, string group)
    {
        var org = await GivenAsync(An.Org(name).InGroup(group));
        var policy = new AppPolicyFacts
        {
            Kind = ClientAppKind.ConnectedApp,
            ApiName = "Ledger_Sync",
            ApiVersion = "67.0",
            CallbackUrls = ["https://ledger.example/cb"],
            Scopes = ["api"],
            PkceRequired = false,
            SessionMinutes = 15,
        };
        (await As(System).SendAsync(new RecordItems.Command(org.Connection.Id,
            [new CapabilityRead(Capability.Metadata, Clock.Now, [new(ItemKind.AppPolicy, "CA:Ledger_Sync", "Ledger Sync", policy), new(ItemKind.OrgSettings, "settings", "", new OrgSettingsFacts { PkceRequired = false })], [])], 1))).Problem.ShouldBeNull();
        await RunWorkAsync();
        return org;
    }

    private Task<Severity> SeverityAsync(ConnectedOrg org, string rule) =>
        ReadAsync(db => db.Findings.Where(f => f.OrgId == org.Org.Id && f.RuleId == rule).Select(f => f.Severity).SingleAsync());

    private Task<int> OpenAsync(string rule) =>
        ReadAsync(db => db.Findings.CountAsync(f => f.RuleId == rule && (f.State == FindingState.Open || f.State == FindingState.Reopened)));
}
