using System.Security.Cryptography;
using Governance.Application.Authorizations;
using Governance.Application.Connections;
using Governance.Application.Incidents;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Connections;

/// <summary>The identity that acts: set up, tested, used by a containment only, replaced, removed.</summary>
public sealed class ResponderTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Token replay, vendor notice";

    [Fact]
    public async Task Contain_GivesTheAccessTokenBack_OrSaysThatItMayStillLive()
    {
        var org = await GivenAsync(An.Org());
        await ActAsync(org);
        org.Fake.Calls(OrgCall.EndSession).ShouldBe(1);
        (await ReadAsync(db => db.Responders.SingleAsync())).State.ShouldBe(ConnectionState.Connected);

        org.Fake.Refusals[OrgCall.EndSession] = Problem.RemoteUnavailable("org.unreachable", "The org did not answer.");
        await ActAsync(org);

        var responder = await ReadAsync(db => db.Responders.SingleAsync());
        responder.State.ShouldBe(ConnectionState.Degraded);
        responder.Cause!.ShouldStartWith("An access token may still live at the org: The org did not answer.");
        (await Audit.LastAsync("responder.token-left")).Reason.ShouldBe("The org did not answer.");
    }

    [Fact]
    public async Task TokenLeft_WhenDisconnectedMeanwhile_StandsOnTheConnection()
    {
        var org = await GivenAsync(An.Org());
        await As(OrgAdmin).SendAsync(new Disconnect.Command(org.Connection.Id));

        (await As(System).SendAsync(new RecordTokenLeft.Command(org.Connection.Id, "The org did not answer."))).Ok.ShouldBeTrue();

        (await ReadAsync(db => db.Connections.SingleAsync())).Cause!.ShouldStartWith("An access token of the responder may still live at the org");
    }

    [Fact]
    public async Task Sync_WhenTheRespondersCertificateIsNearItsEnd_DegradesTheConnection()
    {
        var org = await GivenAsync(An.Org());
        var soon = Clock.Now.AddDays(20);
        await WriteAsync(db => db.Responders.Single().Take(
            ConnectionFlow.JwtBearer, "key", org.Fake.ResponderUsername, new CertificateMark("ab", soon), "Ada", Clock.Now));

        await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id));
        await RunWorkAsync();

        var connection = await ReadAsync(db => db.Connections.SingleAsync());
        connection.State.ShouldBe(ConnectionState.Degraded);
        connection.Cause.ShouldBe($"Certificate: that of the responder’s key ends on {soon.UtcDateTime:yyyy-MM-dd}");
    }

    private async Task ActAsync(ConnectedOrg org)
    {
        var selection = AuthorizationSelection.Of((await GivenAsync(An.Authorization().In(org))).Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Ok.ShouldBeTrue();
        await RunWorkAsync();
    }

    [Fact]
    public async Task SetUp_WithAMadeKey_IsTestedAndItsCertificateKnown()
    {
        var org = await GivenAsync(An.Org().WithoutResponder());
        var made = (await As(OrgAdmin).SendAsync(new MakeKeyPair.Command())).Value!;

        (await SetUpAsync(org, made.Ticket)).Problem.ShouldBeNull();
        await RunWorkAsync();

        var now = (await StandingAsync(org))!;
        (now.State, now.Username, now.CertificateEndsAt, now.Cause).ShouldBe(
            (ConnectionState.Connected, org.Fake.ResponderUsername, made.EndsAt, null));
        now.Rights.ShouldHaveSingleItem().ShouldBe(new ResponderRight(FakeOrg.CustomizeApplication, true, "What needs Customize Application"));
        (await SecretAsync(SecretName.Deposit(made.Ticket))).ShouldBeNull();
        var entry = await Audit.LastAsync("responder.set-up");
        entry.ShouldBe("responder.set-up", by: OrgAdmin);
        (entry.ToString() + entry.After).ShouldNotContain("PRIVATE");
        (await Audit.LastAsync()).Action.ShouldBe("responder.tested");
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Fact]
    public async Task SetUp_WhenARightIsMissing_IsDegradedAndNamesIt()
    {
        var org = await GivenAsync(An.Org().WithoutResponder());
        org.Fake.ResponderRights[FakeOrg.CustomizeApplication] = false;

        await SetUpAsync(org, await DepositAsync());
        await RunWorkAsync();
        var before = (await StandingAsync(org))!;
        org.Fake.ResponderRights[FakeOrg.CustomizeApplication] = true;
        await As(OrgAdmin).SendAsync(new TestResponder.Command(org.Connection.Id));
        await RunWorkAsync();

        before.State.ShouldBe(ConnectionState.Degraded);
        before.Cause!.ShouldContain("Customize Application");
        (await StandingAsync(org))!.State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public async Task Revoke_WithoutResponder_RecordsThatOrgAndGoesOnInTheOthers()
    {
        var bare = await GivenAsync(An.Org("Bare").WithoutResponder());
        var held = await GivenAsync(An.Authorization().In(bare));
        var runs = await GivenAsync(An.Authorization());
        var selection = AuthorizationSelection.Of(held.Id, runs.Id);

        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        var incident = (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Value!.IncidentId;
        await RunWorkAsync();

        (plan.Targets, plan.Running).ShouldBe((2, 1));
        plan.NeedsResponder.ShouldHaveSingleItem().ShouldBe(new PreviewRevocation.Waiting(bare.Connection.Id, "Bare", 1));
        var targets = (await As(Responder).SendAsync(new ListTargets.Query(incident))).Value!.Rows;
        targets.Select(t => (t.State, t.Level)).ShouldBe(
            [(TargetState.RightMissing, ProofLevel.None), (TargetState.Done, ProofLevel.L2)]);
        targets[0].LastAnswer.ShouldBe(ConnectionProblems.NeedsResponder);
        bare.Fake.CallCount.ShouldBe(0);

        await SetUpAsync(bare, await DepositAsync());
        await RunWorkAsync();
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Value!.Targets.ShouldBe(1);
        await RunWorkAsync();

        (await As(Responder).SendAsync(new GetIncident.Query(incident))).Value!.State.ShouldBe(IncidentState.Contained);
        bare.Fake.Rows.ShouldBeEmpty();
        Orgs.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Revoke_WithoutAnyResponder_IsRefusedAndRecordsNothing()
    {
        var grant = await GivenAsync(An.Authorization().In(await GivenAsync(An.Org().WithoutResponder())));
        var selection = AuthorizationSelection.Of(grant.Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;

        var answer = await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null));

        answer.Problem!.Code.ShouldBe(IncidentProblems.NeedsResponder.Code);
        (await ReadAsync(db => db.Incidents.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Revoke_WhenTheResponderGoesBetween_PlanHasChanged()
    {
        var org = await GivenAsync(An.Org());
        var selection = AuthorizationSelection.Of((await GivenAsync(An.Authorization().In(org))).Id, (await GivenAsync(An.Authorization())).Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        await As(OrgAdmin).SendAsync(new RemoveResponder.Command(org.Connection.Id));

        var answer = await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null));

        answer.Problem!.Code.ShouldBe(IncidentProblems.PlanChanged.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contain_WhenTheResponderFailsOrGoes_HoldsBackAndReadingGoesOn(bool refused)
    {
        var org = await GivenAsync(An.Org());
        var incident = await DeclareAsync(await GivenAsync(An.Authorization().In(org)));
        if (refused) org.Fake.Refusals[OrgCall.Revoke] = Problem.RemoteRefused(RemoteCodes.CredentialRefused, "The key is not known there.");
        else await As(OrgAdmin).SendAsync(new RemoveResponder.Command(org.Connection.Id));

        await RunWorkAsync();

        var target = (await As(Responder).SendAsync(new ListTargets.Query(incident))).Value!.Rows.ShouldHaveSingleItem();
        target.State.ShouldBe(TargetState.RightMissing);
        target.LastAnswer!.ShouldStartWith("Needs responder credential");
        (await ConnectionAsync(org)).State.ShouldBe(ConnectionState.Connected);
        (await StandingAsync(org))?.State.ShouldBe(ConnectionState.ReconnectNeeded);
        (await As(Responder).SendAsync(new GetIncident.Query(incident))).Value!.State.ShouldBe(IncidentState.WaitingForPerson);
        Orgs.OpenSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Sync_WhenTheResponderHoldsAGrant_MarksItThePortalsOwn()
    {
        var org = await GivenAsync(An.Org());
        org.Fake.Add(new TokenRow(FakeOrg.KeyOf("own"), "Governance portal", null, ClientAppKind.Unknown, org.Fake.ResponderUserId,
            org.Fake.ResponderUsername, "Responder", true, null, Clock.Now, null, 1));

        await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id));
        await RunWorkAsync();

        (await ReadAsync(db => db.Authorizations.SingleAsync())).IsPortalOwn.ShouldBeTrue();
        org.Fake.Calls(OrgCall.TestResponder).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T71_StoredSecret_CannotBeRedirected_ByReplacing()
    {
        var org = await GivenAsync(An.Org().WithoutResponder());
        await SetUpAsync(org, await DepositAsync());
        await RunWorkAsync();
        var first = await SecretAsync(SecretName.ResponderPrivateKey(org.Connection.Id));
        var (origin, calls) = (org.Connection.LoginOrigin, org.Fake.CallCount);
        var secret = await DepositAsync(Canaries.ClientSecret);

        await As(OrgAdmin).SendAsync(new SetUpResponder.Command(
            org.Connection.Id, ConnectionFlow.ClientCredentials, "another-key", null, secret));

        // The old one is gone before the new one is used, and both were for the one host the connection has.
        first.ShouldNotBeNull();
        (await SecretAsync(SecretName.ResponderPrivateKey(org.Connection.Id))).ShouldBeNull();
        (await SecretAsync(SecretName.ResponderClientSecret(org.Connection.Id)))!.Reveal().ShouldBe(Canaries.ClientSecret);
        (await ConnectionAsync(org)).LoginOrigin.ShouldBe(origin);
        await RunWorkAsync();
        org.Fake.CallCount.ShouldBe(calls + 1);
        var entries = await Audit.AllAsync();
        new CanarySearch(Canaries.ClientSecret).Text("audit", string.Join('\n', entries.Select(e => $"{e.Before}{e.After}{e.Reason}")))
            .Text("log", Logs.Text).Text("answer", (await StandingAsync(org))!.ToString()).ShouldFindNothing();
    }

    [Fact]
    public async Task Threat_T71_StoredSecret_CannotBeRedirected_ToAnotherOrg()
    {
        var org = await GivenAsync(An.Org("Core").WithoutResponder());
        Orgs.Redirect(org.Connection.Id, Orgs.Add("Somebody else"));

        await SetUpAsync(org, await DepositAsync());
        await RunWorkAsync();

        var now = (await StandingAsync(org))!;
        (now.State, now.Cause).ShouldBe((ConnectionState.ReconnectNeeded, ConnectionProblems.OrgChanged.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Threat_T71_StoredSecret_CannotBeRedirected_ToActAsTheReader(bool byName)
    {
        var org = await GivenAsync(An.Org().WithoutResponder());
        if (!byName) org.Fake.ResponderUserId = org.Fake.UserId;

        var answer = await SetUpAsync(org, await DepositAsync(), byName ? org.Fake.Username : null);
        await RunWorkAsync();

        if (byName) answer.Problem!.Code.ShouldBe(ConnectionProblems.SameUser.Code);
        else (await StandingAsync(org))!.Cause.ShouldBe(ConnectionProblems.SameUser.Message);
        var grant = await GivenAsync(An.Authorization().In(org));
        (await As(Responder).SendAsync(new PreviewRevocation.Query(AuthorizationSelection.Of(grant.Id)))).Value!.Running.ShouldBe(0);
        org.Fake.Calls(OrgCall.Revoke).ShouldBe(0);
    }

    [Fact]
    public async Task Disconnect_WhenThereIsAResponder_ForgetsItsCredential()
    {
        var org = await GivenAsync(An.Org().WithoutResponder());
        await SetUpAsync(org, await DepositAsync());

        (await As(OrgAdmin).SendAsync(new Disconnect.Command(org.Connection.Id))).Problem.ShouldBeNull();

        (await SecretAsync(SecretName.ResponderPrivateKey(org.Connection.Id))).ShouldBeNull();
        (await ReadAsync(db => db.Responders.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Responder_WhenNotOrgAdminOfThatGroup_IsDeniedAndAudited()
    {
        var org = await GivenAsync(An.Org());
        foreach (var actor in new[] { Auditor, SecurityReviewer, Responder, PortalAdmin, NoRole })
        {
            (await SetUpAsync(org, Guid.NewGuid(), by: actor)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("responder.set-up", by: actor, outcome: AuditOutcome.Denied);
            (await As(actor).SendAsync(new RemoveResponder.Command(org.Connection.Id))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("responder.removed", by: actor, outcome: AuditOutcome.Denied);
            (await As(actor).SendAsync(new TestResponder.Command(org.Connection.Id))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("responder.test-requested", by: actor, outcome: AuditOutcome.Denied);
        }
        (await StandingAsync(org))!.State.ShouldBe(ConnectionState.Connected);
    }

    private Task<Result<Done>> SetUpAsync(ConnectedOrg org, Guid ticket, string? username = null, Actor? by = null) =>
        As(by ?? OrgAdmin).SendAsync(new SetUpResponder.Command(
            org.Connection.Id, ConnectionFlow.JwtBearer, "acting-key", username ?? org.Fake.ResponderUsername, ticket));

    private async Task<IncidentId> DeclareAsync(Authorization authorization)
    {
        var selection = AuthorizationSelection.Of(authorization.Id);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        return (await As(Responder).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Value!.IncidentId;
    }

    private async Task<GetResponder.Standing?> StandingAsync(ConnectedOrg org) =>
        (await As(OrgAdmin).SendAsync(new GetResponder.Query(org.Connection.Id))).Value!.Responder;

    private Task<Connection> ConnectionAsync(ConnectedOrg org) =>
        ReadAsync(db => db.Connections.AsNoTracking().SingleAsync(c => c.Id == org.Connection.Id));

    private async Task<Guid> DepositAsync(string? credential = null)
    {
        var ticket = Guid.NewGuid();
        using var key = RSA.Create(2048);
        await Portal.InScopeAsync(async services =>
        {
            await services.GetRequiredService<ISecretStore>()
                .PutAsync(SecretName.Deposit(ticket), new Secret(credential ?? key.ExportPkcs8PrivateKeyPem()));
            return true;
        });
        return ticket;
    }

    private Task<Secret?> SecretAsync(SecretName name) =>
        Portal.InScopeAsync(services => services.GetRequiredService<ISecretStore>().GetAsync(name));
}
