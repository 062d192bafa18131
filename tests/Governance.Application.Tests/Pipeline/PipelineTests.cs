using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;
using Governance.TestKit;
using Governance.TestKit.Builders;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Tests.Pipeline;

public sealed class PipelineTests(PortalFixture portal) : UseCaseTest(portal)
{
    protected override PortalSettings Settings => new() { Services = Probe.Register };

    [Fact]
    public void Behaviours_WhenRegistered_StandInTheOneOrder()
    {
        var services = new ServiceCollection();
        services.AddGovernance(Portal.Services.GetRequiredService<IDatabaseProvider>(), Portal.Connection);

        var order = services.Where(s => s.ServiceType == typeof(IPipelineBehavior<,>)).Select(s => s.ImplementationType!);

        order.ShouldBe([
            typeof(LogScope<,>), typeof(UnexpectedExceptions<,>), typeof(Rates<,>), typeof(Authorization<,>),
            typeof(Validation<,>), typeof(TransactionAndAudit<,>)]);
    }

    [Fact]
    public async Task Send_WhenAllIsWell_CommitsChangeAndEntryTogether()
    {
        var answer = await As(OrgAdmin).SendAsync(Probe.On<GovernanceDb>(db => db.OrgGroups.Add(new OrgGroup("APAC"))));

        answer.Ok.ShouldBeTrue();
        (await Audit.LastAsync()).ShouldBe(Probe.Action, by: OrgAdmin);
        (await ReadAsync(db => db.OrgGroups.CountAsync(g => g.Name == "APAC"))).ShouldBe(1);
    }

    [Fact]
    public async Task Threat_T17_ForgedEvent_IsRefusedByPipeline()
    {
        var reached = false;

        var answer = await As(Auditor).SendAsync(Probe.On<GovernanceDb>(_ => reached = true));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        answer.Problem.Message.ShouldContain("Org admin");
        reached.ShouldBeFalse();
        var entry = await Audit.LastAsync();
        entry.ShouldBe(Probe.Action, by: Auditor, outcome: AuditOutcome.Denied);
        (entry.Reason, entry.Session, entry.SourceIp).ShouldBe(("access.denied", Auditor.Session, Auditor.SourceIp));
    }

    [Fact]
    public async Task Send_WhenDeniedAndInvalid_SaysDeniedOnly()
    {
        var answer = await As(NoRole).SendAsync(Probe.Nothing() with { Name = "" });

        answer.Problem!.Code.ShouldBe("access.denied");
    }

    [Fact]
    public async Task Send_WhenTheMessageNamesNoPermission_IsRefusedForEverybody()
    {
        foreach (var actor in new[] { OrgAdmin, PortalAdmin, System, Actor.CommandLine("root") })
        {
            (await As(actor).SendAsync(new Probe.UnmarkedCommand())).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("test.unmarked", by: actor, outcome: AuditOutcome.Denied);
        }
    }

    [Fact]
    public async Task Send_WhenInvalid_NamesTheFieldAndRunsNothing()
    {
        var reached = false;

        var answer = await As(OrgAdmin).SendAsync(Probe.On<GovernanceDb>(_ => reached = true) with { Name = "" });

        answer.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        answer.Problem.Fields!["Name"].ShouldBe("Give it a name.");
        reached.ShouldBeFalse();
    }

    [Fact]
    public async Task Send_WhenTheHandlerRefuses_RollsBackAndLeavesAnEntry()
    {
        var answer = await As(OrgAdmin).SendAsync(new Probe.Command(async services =>
        {
            var db = services.GetRequiredService<GovernanceDb>();
            services.GetRequiredService<AuditDraft>().On(new AuditSubject("thing", "7", "Seven")).After(new AuditFields().Add("x", 1));
            db.OrgGroups.Add(new OrgGroup("APAC"));
            await db.SaveChangesAsync();
            return Problem.Conflict("thing.taken", "It is taken.");
        }));

        answer.Problem!.Code.ShouldBe("thing.taken");
        (await ReadAsync(db => db.OrgGroups.AnyAsync(g => g.Name == "APAC"))).ShouldBeFalse();
        var entry = await Audit.LastAsync();
        entry.ShouldBe(Probe.Action, by: OrgAdmin, on: "7", outcome: AuditOutcome.Failed);
        (entry.Reason, entry.After).ShouldBe(("thing.taken", null));
    }

    [Fact]
    public async Task Send_WhenSomethingBreaks_ShowsANumberAndNoText()
    {
        var answer = await As(OrgAdmin).SendAsync(
            Probe.On<GovernanceDb>(_ => throw new InvalidOperationException(Canaries.ClientSecret)));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Broken);
        var reference = answer.Problem.Message.Split("reference ")[1].TrimEnd('.');
        reference.Length.ShouldBe(8);
        Logs.Lines.ShouldContain(l => l.Level == LogLevel.Error && l.Message.Contains(reference) && l.Fault != null);
        new CanarySearch(Canaries.ClientSecret).Text("problem", answer.Problem.ToString()).ShouldFindNothing();
    }

    [Fact]
    public async Task Send_WhenACommandBreaks_LeavesAnEntryOfTheFailure()
    {
        await As(OrgAdmin).SendAsync(Probe.On<GovernanceDb>(_ => throw new InvalidOperationException("boom")));

        var entry = await Audit.LastAsync();
        entry.ShouldBe(Probe.Action, by: OrgAdmin, outcome: AuditOutcome.Failed);
        entry.Reason.ShouldBe("portal.unexpected");
    }

    [Fact]
    public async Task Send_WhenCancelled_PassesItOnAndLeavesNothing()
    {
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => As(OrgAdmin).SendAsync(new Probe.Command(async _ =>
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
            return Done.Value;
        }), stop.Token));

        (await Audit.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Send_WhenAUniqueKeyClashes_IsAConflict()
    {
        var answer = await As(OrgAdmin).SendAsync(Probe.On<GovernanceDb>(db => db.OrgGroups.Add(new OrgGroup("EMEA"))));

        (answer.Problem!.Kind, answer.Problem.Code).ShouldBe((ProblemKind.Conflict, "message.conflict"));
        (await Audit.LastAsync()).ShouldBe(Probe.Action, by: OrgAdmin, outcome: AuditOutcome.Failed);
    }

    [Fact]
    public async Task Send_WhenSomebodyElseWasFirst_IsAConflict()
    {
        var vendor = await GivenAsync(A.Vendor("Gainfold"));

        var answer = await As(OrgAdmin).SendAsync(new Probe.Command(async services =>
        {
            var mine = await services.GetRequiredService<GovernanceDb>().Vendors.SingleAsync(v => v.Id == vendor.Id);
            mine.Rename("Mine", []);
            services.GetRequiredService<GovernanceDb>().Entry(mine).Property(v => v.Version).OriginalValue = Guid.NewGuid();
            return Done.Value;
        }));

        answer.Problem!.Code.ShouldBe("message.conflict");
        (await ReadAsync(db => db.Vendors.SingleAsync())).Name.ShouldBe("Gainfold");
    }

    [Fact]
    public async Task Query_WhenAnswered_WritesNoEntry()
    {
        await As(OrgAdmin).SendAsync(new Probe.Query(_ => Task.FromResult<Result<Done>>(Done.Value)));

        (await Audit.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Threat_T70_Telemetry_HoldsNoCanary()
    {
        await As(OrgAdmin).SendAsync(Probe.Nothing() with { Name = Canaries.RefreshToken });
        await As(NoRole).SendAsync(Probe.Nothing() with { Name = Canaries.RefreshToken });
        await Portal.InScopeAsync(async services =>
        {
            var secrets = services.GetRequiredService<Ports.ISecretStore>();
            await secrets.PutAsync(Ports.SecretName.RowKey, new Secret(Canaries.PrivateKey));
            return await secrets.GetAsync(Ports.SecretName.RowKey);
        });

        Logs.Lines.ShouldNotBeEmpty();
        new CanarySearch().Text("log", Logs.Text).ShouldFindNothing();
    }

    [Fact]
    public async Task Send_WhenSignedInAsTwo_KeepsThemApart()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var actor = i % 2 == 0 ? OrgAdmin : Scoped(Role.OrgAdmin);
            Actor? seen = null;
            await As(actor).SendAsync(new Probe.Query(services =>
            {
                seen = services.GetRequiredService<CurrentActor>().Actor;
                return Task.FromResult<Result<Done>>(Done.Value);
            }));
            return (actor, seen);
        }));

        answers.ShouldAllBe(a => a.seen == a.actor);
    }
}
