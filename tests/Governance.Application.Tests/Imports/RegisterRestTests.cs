using System.Text;
using Governance.Application.Connections;
using Governance.Application.Imports;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Imports;

/// <summary>Owners, waivers, architecture decisions and connections of a register: none of them grants anything by coming in.</summary>
public sealed class RegisterRestTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly Actor AdminAndReviewer = new(
        "person:both", "Bo Thwell", [Actors.GroupOf(Role.PortalAdmin, null), Actors.GroupOf(Role.SecurityReviewer, null)])
    { Session = Actors.AnySession };

    private DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    [Fact]
    public async Task Waiver_WhenImported_IsAskedForByTheImporter_AndHoldsOnlyByAnotherReviewer()
    {
        var (org, finding) = await StaleAsync();
        var wanted = WaiverOf(org, finding) with { State = WaiverStanding.Approved, AskedBy = "Somebody", DecidedBy = "Somebody else" };

        var taken = (await As(AdminAndReviewer).SendAsync(Register(waivers: [wanted]))).Value!;

        (taken.WaiversAsked, taken.LeftOut).ShouldBe((1, 0));
        var waiver = await ReadAsync(db => db.Waivers.AsNoTracking().SingleAsync());
        (waiver.State, waiver.AskedById, waiver.DecidedById, waiver.Severity).ShouldBe((WaiverState.Asked, AdminAndReviewer.Id, null, finding.Severity));
        (await ReadAsync(db => db.Findings.Where(f => f.Id == finding.Id).Select(f => f.State).SingleAsync())).ShouldBe(FindingState.Open);
        (await Portal.DecideAsync(AdminAndReviewer, waiver.RequestId!.Value)).Problem.ShouldBe(RequestProblems.Own);
        await Portal.ApproveAsync(waiver.RequestId.Value);
        (await Audit.LastAsync("register.imported")).After!.ShouldContain("\"waiversAsked\":\"auth.stale: ");

        (await As(AdminAndReviewer).SendAsync(Register(waivers: [wanted]))).Value!.WaiversAsked.ShouldBe(0, "it holds already");
        (await ReadAsync(db => db.Waivers.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Waiver_FromTheCommandLine_OrForWhatIsNotOpen_OrForTooLong_IsLeftOutAndNamed()
    {
        var (org, finding) = await StaleAsync();
        var good = WaiverOf(org, finding);
        WaiverRecord[] wrong =
        [
            good with { Name = "No such app" }, good with { Org = "00Dxx0000000009" }, good with { Org = "none" }, good with { Until = Today.AddDays(-1) },
            good with { Until = Today.AddDays(Waiver.MaxDays + 1) }, good with { Rule = "auth.never-used" },
        ];

        var byLine = (await As(Actor.CommandLine("root")).SendAsync(Register(waivers: [good]))).Value!;
        var byPerson = (await As(AdminAndReviewer).SendAsync(Register(waivers: wrong))).Value!;

        (byLine.WaiversAsked, byLine.LeftOut).ShouldBe((0, 1));
        byLine.LeftOutNames!.Single().ShouldContain("two people who are signed in");
        (byPerson.WaiversAsked, byPerson.LeftOut).ShouldBe((0, wrong.Length));
        byPerson.LeftOutNames![0].ShouldBe("waiver of auth.stale for “No such app”: no such finding is open here");
        (await ReadAsync(db => db.Waivers.AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Decision_WhenImported_IsRecordedUnsigned_AndClosesNothing()
    {
        await StaleAsync();
        var record = new DecisionRecord("Ledger", DataDirection.Inbound, DataClass.Internal, Regime.None, OrgInfrastructure.Hyperforce, false, false, 1, 2,
            "Somebody", Clock.Now, "text");
        var register = Register(decisions: [record, record with { SignedAt = Clock.Now.AddDays(-1), SlotsUsed = 9 }]) with
        {
            Integrations = [new IntegrationRecord("Ledger") { Parts = [new IntegrationPartRecord(IntegrationPartKind.App, "Ledger Sync")] }],
        };

        var first = (await As(PortalAdmin).SendAsync(register)).Value!;
        var again = (await As(PortalAdmin).SendAsync(register)).Value!;
        await As(System).SendAsync(new EvaluateEstate.Command());

        (first.DecisionsRecorded, again.DecisionsRecorded, again.IntegrationsChanged).ShouldBe((1, 0, 0));
        var facts = (await ReadAsync(db => db.Integrations.AsNoTracking().SingleAsync())).Facts();
        (facts.Decision!.IsSigned, facts.Decision.SignedBy, facts.Decision.Inputs.SlotsUsed).ShouldBe((false, null, 2));
        (await ReadAsync(db => db.SignedDecisions.AnyAsync())).ShouldBeFalse();
        (await ReadAsync(db => db.Findings.Where(f => f.RuleId == "arch.no-decision").Select(f => f.Reason).SingleAsync())).ShouldBe("The recorded decision is not signed.");
    }

    [Fact]
    public async Task Decision_WhenOneIsSignedHere_OrForNoIntegration_OrWithAnotherText_ChangesNothing()
    {
        var record = new DecisionRecord("Ledger", DataDirection.Inbound, DataClass.Internal, Regime.None, OrgInfrastructure.Hyperforce, false, false, 1, 2);
        await As(PortalAdmin).SendAsync(Register(decisions: [record]) with { Integrations = [new IntegrationRecord("Ledger")] });
        await WriteAsync(db =>
        {
            var integration = db.Integrations.Single();
            var facts = integration.Facts();
            integration.Record(facts with { Decision = facts.Decision! with { SignedBy = "Ada", SignedAt = Clock.Now } });
        });

        (await As(PortalAdmin).SendAsync(Register(decisions: [record with { SlotsUsed = 50 }]))).Value!.DecisionsRecorded.ShouldBe(0);
        (await As(PortalAdmin).SendAsync(Register(decisions: [record with { Integration = "Nowhere" }]))).Problem!.Code.ShouldBe("register.not-there");
        (await As(PortalAdmin).SendAsync(Register(decisions: [record with { Text = "changed", Sha256 = new string('0', 64) }]))).Problem!.Message
            .ShouldContain("is not the one that was signed");

        (await ReadAsync(db => db.Integrations.AsNoTracking().SingleAsync())).Facts().Decision!.SignedBy.ShouldBe("Ada");
    }

    [Fact]
    public async Task Connection_WhenImported_CallsNobody_AndWaitsForItsCredential()
    {
        var org = await GivenAsync(An.Org("Core"));
        var calls = Orgs.CallCount;
        ConnectionRecord[] records =
        [
            new(ConnectionTarget.Org, "South", "South", ConnectionFlow.JwtBearer, org.Connection.LoginOrigin, "consumer-key", "portal@south.example"),
            new(ConnectionTarget.Org, "Core again", "EMEA", ConnectionFlow.JwtBearer, org.Connection.LoginOrigin, "key", "x@y.example", org.Org.SalesforceId),
            new(ConnectionTarget.Heroku, "Shop"),
        ];

        var first = (await As(PortalAdmin).SendAsync(Register(connections: records) with { OrgGroups = ["South"] })).Value!;
        var again = (await As(PortalAdmin).SendAsync(Register(connections: records))).Value!;
        await RunWorkAsync();

        (first.ConnectionsAdded, again.ConnectionsAdded).ShouldBe((2, 0), "an org that is connected stays as it is");
        var made = await ReadAsync(db => db.Connections.AsNoTracking().SingleAsync(c => c.Name == "South"));
        (made.State, made.OrgId, made.IsUsable).ShouldBe((ConnectionState.ReconnectNeeded, null, false));
        made.Cause!.ShouldContain("Taken from a register");
        (await ReadAsync(db => db.HerokuAccounts.AsNoTracking().SingleAsync())).State.ShouldBe(ConnectionState.ReconnectNeeded);
        (await As(OrgAdmin).SendAsync(new Reconnect.Command(made.Id, made.ClientId, null, null))).Problem!.Code.ShouldBe("connection.credential-missing");
        Orgs.CallCount.ShouldBe(calls);
        (await ReadAsync(db => db.Responders.CountAsync())).ShouldBe(1, "Core's own");
    }

    [Theory]
    [InlineData("South", "https://login.attacker.example", "register.bad-connection")]
    [InlineData("Nowhere", "https://login.salesforce.com", "register.not-there")]
    public async Task Connection_WhenItsHostOrGroupMayNotBe_RefusesTheRegisterWhole(string group, string host, string code)
    {
        var answer = await As(PortalAdmin).SendAsync(Register(connections:
            [new(ConnectionTarget.Org, "Evil", group, ConnectionFlow.JwtBearer, host, "key", "x@y.example")]) with
        { OrgGroups = ["South"] });

        answer.Problem!.Code.ShouldBe(code);
        (await ReadAsync(db => db.Connections.AnyAsync())).ShouldBeFalse();
        (await ReadAsync(db => db.OrgGroups.AnyAsync(g => g.Name == "South"))).ShouldBeFalse();
    }

    [Fact]
    public async Task Export_OfAll_ComesBack_AndHoldsNoSecret()
    {
        var (org, finding) = await StaleAsync();
        var certificate = await Access.Certificates.PutAsync(Portal, org, "Ledger_TLS");
        await As(PortalAdmin).SendAsync(Register(
            waivers: [WaiverOf(org, finding)],
            decisions: [new DecisionRecord("Ledger", DataDirection.Inbound, DataClass.Internal, Regime.None, OrgInfrastructure.Hyperforce, false, false, 1, 2)])
            with
        {
            Integrations = [new IntegrationRecord("Ledger")],
            Owners = [new OwnerRecord(org.Org.SalesforceId, "Ledger_TLS", "Owner@x.example", "deputy@x.example"), new OwnerRecord(org.Org.SalesforceKey, "None", "o@x.example")],
        });

        var file = await FileAsync();
        var read = (await RegisterFile.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), CancellationToken.None)).Value!;
        var again = (await As(PortalAdmin).SendAsync(read)).Value!;

        (await ReadAsync(db => db.CertificateCare.AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(
            c => (c.ItemId, c.Owner, c.Deputy).ShouldBe((certificate, "owner@x.example", "deputy@x.example")));
        read.Owners.ShouldBe([new OwnerRecord(org.Org.SalesforceKey, "Ledger_TLS", "owner@x.example", "deputy@x.example")]);
        read.Waivers.Single().ShouldSatisfyAllConditions(w => w.Until.ShouldBe(Today.AddDays(30)), w => w.State.ShouldBe(WaiverStanding.Asked));
        read.Connections.Single().ShouldSatisfyAllConditions(
            c => (c.Name, c.OrgGroup, c.Flow, c.HasResponder).ShouldBe(("Core", "EMEA", ConnectionFlow.JwtBearer, true)));
        (again.OwnersNamed, again.WaiversAsked, again.DecisionsRecorded, again.ConnectionsAdded, again.LeftOut).ShouldBe((0, 0, 0, 0, 0));
        file.ShouldNotContain("secret", Case.Insensitive);
        file.ShouldNotContain("token", Case.Insensitive);
        file.ShouldNotContain("BEGIN", Case.Sensitive);
    }

    private WaiverRecord WaiverOf(ConnectedOrg org, Finding finding) =>
        new(finding.RuleId, finding.Thing, finding.ThingName, Today.AddDays(30), "The vendor mends it in its next release.", org.Org.SalesforceId);

    private static ImportRegister.Command Register(
        WaiverRecord[]? waivers = null, DecisionRecord[]? decisions = null, ConnectionRecord[]? connections = null) =>
        new([], [], [], []) { Waivers = waivers ?? [], ArchitectureDecisions = decisions ?? [], Connections = connections ?? [] };

    private async Task<string> FileAsync()
    {
        using var file = new MemoryStream();
        await RegisterFile.WriteAsync((await As(PortalAdmin).SendAsync(new ExportRegister.Command())).Value!, file, CancellationToken.None);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    private async Task<(ConnectedOrg Org, Finding Finding)> StaleAsync()
    {
        var org = await GivenAsync(An.Org("Core"));
        await GivenAsync(An.Authorization().In(org).Of("Ledger Sync").UsedDaysAgo(90));
        await As(System).SendAsync(new EvaluateOrg.Command(org.Org.Id));
        return (org, await ReadAsync(db => db.Findings.AsNoTracking().SingleAsync(f => f.RuleId == "auth.stale")));
    }
}
