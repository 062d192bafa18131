using Governance.Application.Access;
using Governance.Application.Audit;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Pipeline;

public sealed class RateTests(PortalFixture portal) : UseCaseTest(portal)
{
    protected override PortalSettings Settings => new()
    {
        Services = services =>
        {
            Probe.Register(services);
            services.AddSingleton(new RateLimits());
        },
    };

    [Fact]
    public async Task Act_WhenMoreThan120AMinute_IsRefusedAndSaysWhenToTryAgain()
    {
        for (var i = 0; i < 120; i++) (await As(OrgAdmin).SendAsync(Probe.Nothing())).Ok.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(40));
        var reached = false;

        var refused = await As(OrgAdmin).SendAsync(Probe.On<IServiceProvider>(_ => reached = true) with { Name = Canaries.RefreshToken });

        (refused.Problem!.Kind, refused.Problem.Code).ShouldBe((ProblemKind.TooOften, "rate.commands"));
        refused.Problem.Message.ShouldContain("in 20 seconds");
        refused.Problem.RetryAfter.ShouldBe(TimeSpan.FromSeconds(20));
        reached.ShouldBeFalse();
        var entry = await Audit.LastAsync();
        entry.ShouldBe(Probe.Action, by: OrgAdmin, outcome: AuditOutcome.Denied);
        entry.Reason.ShouldBe("rate.commands");
        Logs.Lines.ShouldContain(l => l.Message.Contains("rate.commands"));
        new CanarySearch(Canaries.RefreshToken).Text("log", Logs.Text).ShouldFindNothing();
        (await As(Responder).SendAsync(new WhoAmI.Query())).Ok.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(20));
        (await As(OrgAdmin).SendAsync(Probe.Nothing())).Ok.ShouldBeTrue();
    }

    [Fact]
    public void Take_WhenOfAnotherPersonOrKind_IsCountedApart()
    {
        var rates = new MessageRates(new RateLimits(CommandsPerMinute: 1), Clock);
        rates.Take("person:a", Rate.Commands).ShouldBeNull();

        rates.Take("person:a", Rate.Commands)!.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        rates.Take("person:b", Rate.Commands).ShouldBeNull();
        rates.Take("person:a", Rate.Searches).ShouldBeNull();
    }

    [Fact]
    public async Task Act_WhenByAJobOrTheCommandLine_IsNotCounted()
    {
        foreach (var actor in new[] { System, Actor.CommandLine("root") })
        {
            for (var i = 0; i < 130; i++) (await As(actor).SendAsync(new ScheduleSyncs.Command([]))).Ok.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Search_WhenMoreThanTenASecond_IsRefusedForASecond()
    {
        var search = new ListAuditEntries.Query(new AuditFilter(), 0, 10);
        for (var i = 0; i < 10; i++) (await As(Auditor).SendAsync(search)).Ok.ShouldBeTrue();

        (await As(Auditor).SendAsync(search)).Problem!.Code.ShouldBe("rate.searches");
        (await As(Responder).SendAsync(search)).Ok.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await As(Auditor).SendAsync(search)).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Export_WhenMoreThanTenAnHour_IsRefused()
    {
        for (var i = 0; i < 5; i++)
        {
            (await As(Auditor).SendAsync(new ExportAudit.Command())).Ok.ShouldBeTrue();
            (await As(Auditor).SendAsync(new ExportAuditList.Command(new AuditFilter()))).Ok.ShouldBeTrue();
        }

        var refused = await As(Auditor).SendAsync(new ExportAudit.Command());

        refused.Problem!.Code.ShouldBe("rate.exports");
        refused.Problem.Message.ShouldContain("in 60 minutes");
        Clock.Advance(TimeSpan.FromHours(1));
        (await As(Auditor).SendAsync(new ExportAudit.Command())).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Export_WhenLarge_IsAnnouncedToPortalAdmins()
    {
        (await As(Auditor).SendAsync(new ExportAudit.Command())).Ok.ShouldBeTrue();
        (await As(PortalAdmin).SendAsync(new ListLargeExports.Query())).Value!.ShouldBeEmpty();
        await ChainEndsAtAsync(50_001);

        (await As(Auditor).SendAsync(new ExportAudit.Command())).Ok.ShouldBeTrue();

        var row = (await As(PortalAdmin).SendAsync(new ListLargeExports.Query())).Value!.ShouldHaveSingleItem();
        (row.By, row.Rows, row.What, row.At).ShouldBe((Auditor.Name, 50_001, "Whole audit chain", Clock.Now));
        (await Audit.LastAsync("audit.large-export")).ShouldBe("audit.large-export", by: Auditor);
        Clock.Advance(TimeSpan.FromDays(31));
        (await As(PortalAdmin).SendAsync(new ListLargeExports.Query())).Value!.ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_WhenOfMoreThanAMillionRows_IsForTheCommandLine()
    {
        await ChainEndsAtAsync(1_000_001);

        (await As(Auditor).SendAsync(new ExportAudit.Command())).Problem!.Code.ShouldBe("audit.export-too-large");
        (await As(Actor.CommandLine("root")).SendAsync(new ExportAudit.Command())).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task LargeExports_WhenAskedForByOthers_IsDeniedAndAudited()
    {
        foreach (var actor in new[] { Auditor, SecurityReviewer, NoRole })
        {
            (await As(actor).SendAsync(new ListLargeExports.Query())).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
            (await Audit.LastAsync()).ShouldBe("query.ListLargeExports", by: actor, outcome: AuditOutcome.Denied);
        }
    }

    [Fact]
    public async Task Denial_WhenRepeated_IsFoldedToACountedEntry()
    {
        for (var i = 0; i < 100; i++) await As(Auditor).SendAsync(Probe.Nothing());
        await As(NoRole).SendAsync(Probe.Nothing());
        (await Audit.CountAsync()).ShouldBe(2, "one for each of two people");
        Clock.Advance(TimeSpan.FromSeconds(61));

        await Portal.Services.GetRequiredService<Denials>().WriteCountsAsync(all: false, default);

        (await Audit.CountAsync()).ShouldBe(3);
        var counted = await Audit.LastAsync();
        counted.ShouldBe(Probe.Action, by: Auditor, outcome: AuditOutcome.Denied);
        (counted.Reason, counted.Session).ShouldBe(("access.denied", Auditor.Session));
        counted.After.ShouldNotBeNull().ShouldContain("\"timesMore\":99");
        await As(Auditor).SendAsync(Probe.Nothing());
        (await Audit.CountAsync()).ShouldBe(4, "a new minute begins with an entry");
        await Portal.Services.GetRequiredService<Denials>().WriteCountsAsync(all: true, default);
        (await Audit.ShouldBeUnbrokenAsync()).ShouldBe(4);
    }

    private async Task ChainEndsAtAsync(long seq) =>
        await ReadAsync(db => db.AuditChain.ExecuteUpdateAsync(s => s.SetProperty(c => c.Seq, seq)));
}
