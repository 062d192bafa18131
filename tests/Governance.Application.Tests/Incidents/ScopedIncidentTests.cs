using Governance.Application.Authorizations;
using Governance.Application.Heroku;
using Governance.Application.Incidents;
using Governance.Application.Overview;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>Containments over several org groups, as somebody of one of them sees them.</summary>
public sealed class ScopedIncidentTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Reason = "Leaked by the vendor";

    [Fact]
    public async Task Threat_T46_VendorPlan_StaysInScope()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var (mine, other) = await TwoOrgsAsync();
        await GivenAsync(3, i => An.Authorization().In(i == 0 ? mine : other));
        var all = AuthorizationSelection.All(new AuthorizationFilter { Vendor = vendor.Id });
        var scoped = As(Scoped(Role.IncidentResponder));

        var plan = (await scoped.SendAsync(new PreviewRevocation.Query(all))).Value!;
        var sent = (await scoped.SendAsync(new RevokeAuthorizations.Command(all, plan.Hash, Reason, null))).Value!;
        await RunWorkAsync();

        (plan.Targets, plan.Orgs.Single().Name, plan.Limit).ShouldBe((1, "Mine", GetRest.OthersMayExist));
        (await ReadAsync(db => db.Authorizations.CountAsync(a => a.GoneAt == null && a.OrgId == other.Org.Id))).ShouldBe(2);
        var seen = (await scoped.SendAsync(new GetIncident.Query(sent.IncidentId))).Value!;
        (seen.Targets, seen.Limit).ShouldBe((1, GetRest.OthersMayExist));
        (await scoped.SendAsync(new GetRest.Query(sent.IncidentId))).Value.ShouldBe(new GetRest.Rest(null, "", "", 0, 0));
        // Responders who hold the rest are told: the incident with the vendor's name, what is left, and an entry.
        var nav = (await As(Responder).SendAsync(new GetOverview.Query())).Value!;
        nav.Recent.Concat(nav.Running).Single().Scope.ShouldBe("Gainfold");
        (await As(Responder).SendAsync(new GetRest.Query(sent.IncidentId))).Value.ShouldBe(new GetRest.Rest(vendor.Id, "Gainfold", "EMEA", 2, 1));
        var told = await ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "incident.limited"));
        (told.SubjectName, told.Incident, told.SubjectOrgGroupId).ShouldBe(("Gainfold", sent.Name, null));
    }

    [Fact]
    public async Task Threat_T46_VendorPlan_TellsTheSameWhenNothingIsElsewhere()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));
        var (mine, _) = await TwoOrgsAsync();
        await GivenAsync(An.Authorization().In(mine));
        var all = AuthorizationSelection.All(new AuthorizationFilter { Vendor = vendor.Id });
        var scoped = As(Scoped(Role.IncidentResponder));

        var plan = (await scoped.SendAsync(new PreviewRevocation.Query(all))).Value!;
        var sent = (await scoped.SendAsync(new RevokeAuthorizations.Command(all, plan.Hash, Reason, null))).Value!;

        plan.Limit.ShouldBe(GetRest.OthersMayExist);
        (await ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "incident.limited"))).ShouldBe(1);
        (await As(Responder).SendAsync(new GetRest.Query(sent.IncidentId))).Value!.Authorizations.ShouldBe(0);
    }

    [Fact]
    public async Task VendorPlan_OfWhoSeesEverything_TellsNobody()
    {
        await GivenAsync(A.Vendor("Gainfold"));
        var (mine, _) = await TwoOrgsAsync();
        var row = await GivenAsync(An.Authorization().In(mine));

        var sent = await RevokeAsync(As(Responder), row);

        (await As(Responder).SendAsync(new GetIncident.Query(sent))).Value!.Limit.ShouldBeNull();
        (await As(Responder).SendAsync(new GetRest.Query(sent))).Value!.Vendor.ShouldBeNull();
        (await ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "incident.limited"))).ShouldBe(0);
    }

    [Fact]
    public async Task GetRest_WhenWithoutTheRight_IsDeniedAndAudited()
    {
        (await As(Auditor).SendAsync(new GetRest.Query(IncidentId.New()))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);

        (await Audit.LastAsync()).Outcome.ShouldBe(Domain.Audit.AuditOutcome.Denied);
    }

    [Fact]
    public async Task Threat_T41_Incident_StateAndEndFollowFromWhatIsSeen()
    {
        var (mine, other) = await TwoOrgsAsync();
        var (here, there) = (await GivenAsync(An.Authorization().In(mine)), await GivenAsync(An.Authorization().In(other)));
        var declared = await GivenAsync(An.Incident().Against(here, there));
        await WriteAsync(db =>
        {
            var target = db.Targets.Single(t => t.AuthorizationId == here.Id);
            target.Ask(target.RowKey, Clock.Now);
            target.Accept("Accepted.", Clock.Now);
            target.Prove(SyncId.New(), Clock.Now, "Gone.");
            db.Incidents.Single().Follow([TargetState.Running], Clock.Now);
        });

        var whole = (await As(Auditor).SendAsync(new GetIncident.Query(declared.Incident.Id))).Value!;
        var seen = (await As(Scoped(Role.Auditor)).SendAsync(new GetIncident.Query(declared.Incident.Id))).Value!;
        var nav = (await As(Scoped(Role.Auditor)).SendAsync(new GetNavCounts.Query())).Value!;

        (whole.State, whole.SettledAt).ShouldBe((IncidentState.Running, null));
        (seen.State, seen.SettledAt).ShouldBe((IncidentState.Contained, Clock.Now));
        nav.Running!.ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T41_Retry_WhileOthersRun_IsNotRefusedForIt()
    {
        var (mine, other) = await TwoOrgsAsync();
        var (here, there) = (await GivenAsync(An.Authorization().In(mine)), await GivenAsync(An.Authorization().In(other)));
        var declared = await GivenAsync(An.Incident().Against(here, there));
        await WriteAsync(db =>
        {
            var target = db.Targets.Single(t => t.AuthorizationId == here.Id);
            target.Ask(target.RowKey, Clock.Now);
            target.Fail(TargetState.Refused, "Refused.");
            db.Incidents.Single().Follow([TargetState.Running], Clock.Now);
        });

        (await As(Responder).SendAsync(new RetryFailed.Command(declared.Incident.Id))).Problem.ShouldBe(IncidentProblems.StillRunning);
        (await As(Scoped(Role.IncidentResponder)).SendAsync(new RetryFailed.Command(declared.Incident.Id))).Value!.Targets.ShouldBe(1);
        await RunWorkAsync();

        (await ReadAsync(db => db.Targets.SingleAsync(t => t.AuthorizationId == here.Id))).State.ShouldBe(TargetState.Done);
    }

    [Fact]
    public async Task Threat_T41_IncidentName_HasNoNumberOfTargets()
    {
        var (mine, other) = await TwoOrgsAsync();
        var rows = await GivenAsync(3, i => An.Authorization().In(i == 0 ? mine : other).Of($"App {(char)('a' + i)}"));

        var sent = await RevokeAsync(As(Responder), [.. rows]);

        (await As(Scoped(Role.Auditor)).SendAsync(new GetIncident.Query(sent))).Value!.Scope.ShouldBe("Selected authorizations");
    }

    [Fact]
    public async Task Threat_T41_BatchOverSeveralGroups_IsNotAuditedIntoOne()
    {
        var (mine, other) = await TwoOrgsAsync();
        var heroku = await GivenAsync(A.HerokuAccount().Into(mine, "my_bot").Into(other, "their_bot"));

        var sent = await RevokeAsync(As(Responder), [.. heroku.Authorizations]);
        await RunWorkAsync();

        var entries = await ReadAsync(db => db.AuditEntries.Where(e => e.Action.StartsWith("incident.")).ToListAsync());
        entries.ShouldContain(e => e.Action == "incident.batch-started");
        entries.ShouldAllBe(e => e.SubjectOrgGroupId == null);
        // Of the account's read only the time is told, not how much it holds of others.
        var target = (await As(Scoped(Role.Auditor)).SendAsync(new ListTargets.Query(sent))).Value!.Rows.Single();
        (await As(Scoped(Role.Auditor)).SendAsync(new GetReceipt.Query(sent, target.Id))).Value!.Read!.RowsRead.ShouldBeNull();
        (await As(Auditor).SendAsync(new GetReceipt.Query(sent, target.Id))).Value!.Read!.RowsRead.ShouldNotBeNull();
    }

    [Fact]
    public async Task Threat_T41_HerokuAccount_IsNotDegradedByAnAddonOfOthers()
    {
        var (mine, other) = await TwoOrgsAsync();
        var heroku = await GivenAsync(A.HerokuAccount().Into(mine, "my_bot").Into(other, "their_bot", "applink-theirs"));
        Portal.Heroku.Addons[1].Closed = Problem.RemoteUnavailable("heroku.busy", "Heroku could not do this now.");
        await GivenAsync(A.HerokuAccount());

        var seen = (await As(Scoped(Role.Auditor)).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!;
        var row = (await As(Scoped(Role.Auditor)).SendAsync(new ListHerokuAccounts.Query())).Value!.Single();
        var whole = (await As(Auditor).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!;

        (whole.State, seen.State, row.State).ShouldBe(
            (Domain.Connections.ConnectionState.Degraded, Domain.Connections.ConnectionState.Connected, Domain.Connections.ConnectionState.Connected));
        seen.Addons.Single().Records.ShouldAllBe(r => r.Name.EndsWith("my_bot", StringComparison.Ordinal));
        row.AsOf.ShouldBe(Clock.Now);
    }

    private async Task<(ConnectedOrg Mine, ConnectedOrg Other)> TwoOrgsAsync() =>
        (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));

    private static async Task<IncidentId> RevokeAsync(Sender by, params Authorization[] authorizations)
    {
        var selection = AuthorizationSelection.Of([.. authorizations.Select(a => a.Id)]);
        var plan = (await by.SendAsync(new PreviewRevocation.Query(selection))).Value!;
        return (await by.SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, Reason, null))).Value!.IncidentId;
    }
}
