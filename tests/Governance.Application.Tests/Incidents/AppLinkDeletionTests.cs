using Governance.Application.Heroku;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

public sealed class AppLinkDeletionTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Heroku app compromised";

    [Fact]
    public async Task Preview_NamesWhatEndsAndWhatStays()
    {
        var (org, other) = (await GivenAsync(An.Org("Core")), await GivenAsync(An.Org("UAT")));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org).Into(other, "uat_bot"));
        var connection = heroku.Connections.Single(c => c.Name == "to_quote_bot");

        var plan = (await As(Responder).SendAsync(new PreviewAppLinkDeletion.Query(connection.Id))).Value!;

        (plan.Name, plan.Org, plan.Account, plan.Addon, plan.Status).ShouldBe(
            ("to_quote_bot", org.Org.Label, "Acme Heroku", "applink-flat-1", AppLinkStatus.Active));
        plan.Apps.ShouldBe(["acme-quotes"]);
        plan.Ending.ShouldBe([new PreviewAppLinkDeletion.Ending(AppLinkDependentKind.Publication, "Api_to_quote_bot", "acme-quotes")]);
        plan.Staying.ShouldHaveSingleItem().Name.ShouldBe("quote_bot");
    }

    [Fact]
    public async Task Delete_IsDoneAtL2AfterTwoAbsencesFiveSecondsApart()
    {
        var org = await GivenAsync(An.Org().InGroup("EMEA"));
        var heroku = await GivenAsync(A.HerokuAccount().Into(org));
        var readsBefore = Portal.Heroku.Reads.Count;
        var incident = await DeleteAsync(heroku.Connections[0]);
        (await Audit.LastAsync()).ShouldBe("incident.applink-deletion-requested", by: Responder, on: incident);
        (await Audit.LastAsync()).SubjectOrgGroupId.ShouldBe(org.Org.OrgGroupId);

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level, target.Kind, target.App, target.User).ShouldBe(
            (TargetState.Done, ProofLevel.L2, TargetKind.AppLinkConnection, "to_quote_bot (applink-flat-1)", "integration@acme.example"));
        var reads = Portal.Heroku.Reads.Skip(readsBefore).ToArray();
        // Still disconnecting in the first, absent in the second, absent again in the third.
        (reads.Length, reads[2] - reads[1] >= TimeSpan.FromSeconds(5)).ShouldBe((3, true));
        Portal.Heroku.Removals.ShouldHaveSingleItem().ShouldBe(heroku.Connections[0].Key);
        var detail = (await As(Auditor).SendAsync(new GetIncident.Query(incident))).Value!;
        (detail.State, detail.Scope, detail.ReReads, detail.Orgs.Single().Label).ShouldBe(
            (IncidentState.Contained, "AppLink connection to_quote_bot", 3, "Heroku: Acme Heroku"));
        var receipt = (await As(Auditor).SendAsync(new GetReceipt.Query(incident, target.Id))).Value!;
        (receipt.Via, receipt.Kind, receipt.Org, receipt.Read!.StartedAt).ShouldBe(
            ("Acme Heroku", TargetKind.AppLinkConnection, org.Org.Label, reads[2]));
        // What does not hang on it is untouched.
        Portal.Heroku.Addons[0].Rows.Values.ShouldHaveSingleItem().Name.ShouldBe("quote_bot");
        (await ReadAsync(db => db.AppLinkRecords.SingleAsync(r => r.Kind == AppLinkKind.Connection))).GoneAt.ShouldBe(reads[1]);
        // What was published through it ended with it.
        (await ReadAsync(db => db.AppLinkDependents.CountAsync())).ShouldBe(0);
        await Audit.ShouldBeUnbrokenAsync();
    }

    [Theory]
    [InlineData("disconnecting")]
    [InlineData("disconnected")]
    [InlineData("disconnection_failed")]
    public async Task Delete_WhenAppLinkKeepsIt_IsStillAliveWhateverItSays(string word)
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var rows = Portal.Heroku.Addons[0].Rows;
        Portal.Heroku.Kept.UnionWith(rows.Keys);
        Portal.Heroku.StatusOfRemoved = word;
        var incident = await DeleteAsync(heroku.Connections[0]);

        await RunWorkAsync();

        var target = (await TargetsAsync(incident)).ShouldHaveSingleItem();
        (target.State, target.Level).ShouldBe((TargetState.StillAlive, ProofLevel.L1));
        target.LastAnswer.ShouldBe($"AppLink accepted the removal, and still lists the connection as {word}.");
    }

    [Fact]
    public async Task Delete_WhenItComesBackBetweenTwoReads_IsStillAlive()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var row = Portal.Heroku.Addons[0].Rows[heroku.Connections[0].Key];
        var incident = await DeleteAsync(heroku.Connections[0]);
        Portal.Heroku.BackAfterAbsence = row;

        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldHaveSingleItem().State.ShouldBe(TargetState.StillAlive);
    }

    [Fact]
    public async Task Delete_WhenItWasGoneAlready_MustStillEarnL2()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var incident = await DeleteAsync(heroku.Connections[0]);
        Portal.Heroku.Addons[0].Rows.Clear();

        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L2);
    }

    [Fact]
    public async Task Delete_WhenRefused_CanBeRetried()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        Portal.Heroku.Refused.Add(heroku.Connections[0].Key);
        var incident = await DeleteAsync(heroku.Connections[0]);
        await RunWorkAsync();
        (await TargetsAsync(incident)).ShouldHaveSingleItem().State.ShouldBe(TargetState.Refused);

        Portal.Heroku.Refused.Clear();
        (await As(Responder).SendAsync(new RetryFailed.Command(incident))).Ok.ShouldBeTrue();
        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldHaveSingleItem().Level.ShouldBe(ProofLevel.L2);
    }

    [Fact]
    public async Task Delete_WhenSomethingElseHangsOnItMeanwhile_IsRefused()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var seen = (await As(Responder).SendAsync(new PreviewAppLinkDeletion.Query(heroku.Connections[0].Id))).Value!;
        await WriteAsync(db => db.AppLinkDependents.Add(new AppLinkDependent(db.AppLinkAddons.Single().Id, new AppLinkDependentRow(
            AppLinkDependentKind.Publication, "new", "to_quote_bot", "NewApi", null, null, heroku.Connections[0].OrgKey, null, null))));

        var sent = await As(Responder).SendAsync(new DeleteAppLinkConnection.Command(heroku.Connections[0].Id, seen.Hash, Reason));

        sent.Problem!.Code.ShouldBe(IncidentProblems.PlanChanged.Code);
        (await ReadAsync(db => db.Targets.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Delete_Twice_StartsNothingTwice()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var seen = (await As(Responder).SendAsync(new PreviewAppLinkDeletion.Query(heroku.Connections[0].Id))).Value!;
        var command = new DeleteAppLinkConnection.Command(heroku.Connections[0].Id, seen.Hash, Reason);

        var both = await Task.WhenAll(As(Responder).SendAsync(command), As(Responder).SendAsync(command));

        both.Count(r => r.Ok).ShouldBe(1);
        both.Single(r => !r.Ok).Problem!.Code.ShouldBe(HerokuProblems.DeletionUnderWay.Code);
        await RunWorkAsync();
        (await As(Responder).SendAsync(command)).Problem!.Code.ShouldBe(HerokuProblems.ConnectionGone.Code);
        Portal.Heroku.Removals.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Delete_WhileTheAccountIsDisconnected_IsRefused()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        await As(OrgAdmin).SendAsync(new DisconnectHeroku.Command(heroku.Account.Id));

        (await As(Responder).SendAsync(new PreviewAppLinkDeletion.Query(heroku.Connections[0].Id))).Problem!.Code.ShouldBe("heroku.not-usable");
        (await As(Responder).SendAsync(new DeleteAppLinkConnection.Command(heroku.Connections[0].Id, "", Reason))).Problem!.Code
            .ShouldBe("heroku.not-usable");
        (await Audit.LastAsync()).ShouldBe(
            "incident.applink-deletion-requested", by: Responder, on: heroku.Connections[0].Id, outcome: AuditOutcome.Failed);
    }

    [Fact]
    public async Task Delete_WhenTheAccountIsDisconnectedMeanwhile_EndsUnreachable()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var incident = await DeleteAsync(heroku.Connections[0]);
        await As(OrgAdmin).SendAsync(new DisconnectHeroku.Command(heroku.Account.Id));

        await RunWorkAsync();

        (await TargetsAsync(incident)).ShouldHaveSingleItem().State.ShouldBe(TargetState.Unreachable);
        Portal.Heroku.Removals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_OfAnAuthorizationOrAnUnknownOrg_IsRefused()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var authorization = await ReadAsync(db => db.AppLinkRecords.SingleAsync(r => r.Kind == AppLinkKind.Authorization));
        Portal.Heroku.Addons[0].Rows["stray"] = Portal.Heroku.Addons[0].Rows[heroku.Connections[0].Key] with { Key = "stray", OrgKey = null };
        var stray = (await GivenAsync(A.HerokuAccount())).Connections.Single(c => c.OrgKey is null);

        (await As(Responder).SendAsync(new PreviewAppLinkDeletion.Query(authorization.Id))).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
        (await As(Responder).SendAsync(new PreviewAppLinkDeletion.Query(stray.Id))).Problem!.Code.ShouldBe(HerokuProblems.OrgUnknown.Code);
    }

    [Fact]
    public async Task Delete_ByAScopedResponder_ReachesOnlyTheirOrgs()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));
        var heroku = await GivenAsync(A.HerokuAccount().Into(mine, "my_bot").Into(other, "their_bot"));
        var (own, foreign) = (heroku.Connections.Single(c => c.Name == "to_my_bot"), heroku.Connections.Single(c => c.Name == "to_their_bot"));
        var scoped = As(Scoped(Role.IncidentResponder));

        var plan = (await scoped.SendAsync(new PreviewAppLinkDeletion.Query(own.Id))).Value!;
        plan.Ending.ShouldHaveSingleItem().Name.ShouldBe("Api_to_my_bot");
        (await scoped.SendAsync(new PreviewAppLinkDeletion.Query(foreign.Id))).Problem.ShouldBe(HerokuProblems.ConnectionNotFound);
        (await scoped.SendAsync(new DeleteAppLinkConnection.Command(foreign.Id, "", Reason))).Problem.ShouldBe(HerokuProblems.ConnectionNotFound);
        (await scoped.SendAsync(new DeleteAppLinkConnection.Command(own.Id, plan.Hash, Reason))).Ok.ShouldBeTrue();
        var theirs = await DeleteAsync(foreign);
        await RunWorkAsync();

        // The other group's incident is neither listed nor counted.
        (await scoped.SendAsync(new ListIncidents.Query())).Value!.Rows.ShouldHaveSingleItem().Scope.ShouldBe("AppLink connection to_my_bot");
        (await scoped.SendAsync(new GetIncident.Query(theirs))).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
        Portal.Heroku.Addons[0].Rows.Values.Where(r => r.Kind == AppLinkKind.Connection).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_WhenNotResponder_IsDeniedAndAudited()
    {
        var connection = (await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())))).Connections[0];
        foreach (var actor in new[] { Auditor, OrgAdmin, SecurityReviewer, PortalAdmin, NoRole })
        {
            (await As(actor).SendAsync(new PreviewAppLinkDeletion.Query(connection.Id))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await As(actor).SendAsync(new DeleteAppLinkConnection.Command(connection.Id, "", Reason))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("incident.applink-deletion-requested", by: actor, outcome: AuditOutcome.Denied);
        }
    }

    [Fact]
    public async Task Delete_WithoutAReason_IsRefused()
    {
        var connection = (await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())))).Connections[0];

        (await As(Responder).SendAsync(new DeleteAppLinkConnection.Command(connection.Id, "", "short"))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    private async Task<IncidentId> DeleteAsync(AppLinkRecord connection)
    {
        var plan = (await As(Responder).SendAsync(new PreviewAppLinkDeletion.Query(connection.Id))).Value!;
        return (await As(Responder).SendAsync(new DeleteAppLinkConnection.Command(connection.Id, plan.Hash, Reason))).Value!.IncidentId;
    }

    private async Task<IReadOnlyList<ListTargets.Row>> TargetsAsync(IncidentId incident) =>
        (await As(Auditor).SendAsync(new ListTargets.Query(incident))).Value!.Rows;
}
