using Governance.Application.Catalog;
using Governance.Application.Inventory;
using Governance.Application.Ports;
using Governance.Application.Tests.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Catalog;

public sealed class ListCatalogTests(PortalFixture fixture) : UseCaseTest(fixture)
{
    [Fact]
    public async Task List_WhenBothSidesAreRead_JoinsThemAndShowsOrphansBothWays()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(
            Portal, core, [Registrations.Of("Api_to_quotes"), Registrations.Of("Left_behind"), Registrations.Of("Weather", "Custom")], ("Api_to_quotes", Registrations.Quotes));
        await GivenAsync(A.HerokuAccount().Into(core, "quotes").Into(core, "parts"));

        var page = await ListAsync(new CatalogFilter());

        page.Rows.Select(r => (r.Name, r.Link)).ShouldBe([
            ("Api_to_parts", CatalogLink.NotRegistered), ("Api_to_quotes", CatalogLink.Joined), ("Left_behind", CatalogLink.NotPublished), ("Weather", CatalogLink.Registered)]);
        var quotes = page.Rows[1];
        (quotes.Label, quotes.OrgLabel, quotes.ProviderType, quotes.AppName).ShouldBe(("Api_to_quotes service", "Core", "Heroku", "acme-quotes"));
        var spec = quotes.Spec.ShouldNotBeNull();
        (spec.Title, spec.ApiVersion, spec.Operations, spec.Mode, spec.UserPlus, spec.Agent, spec.Pii, spec.Change).ShouldBe(("Quotes", "1", 2, CatalogMode.Mixed, 1, 1, 1, null));
        page.Rows[3].Spec.ShouldBeNull();
        page.Sources.Single().AsOf.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task List_WhenNoHerokuAccountIsConnected_SaysThatPublicationsAreUnknown()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Quotes")]);

        (await ListAsync(new CatalogFilter())).Rows.Single().Link.ShouldBe(CatalogLink.PublicationUnknown);
    }

    [Fact]
    public async Task List_WhenRegistrationsWereNeverRead_SaysUnknownAndNotOrphan()
    {
        var core = await GivenAsync(An.Org("Core").NeverSynced());
        await GivenAsync(A.HerokuAccount().Into(core, "quotes"));

        (await ListAsync(new CatalogFilter())).Rows.Single().Link.ShouldBe(CatalogLink.RegistrationUnknown);
        (await As(System).SendAsync(new RecordItems.Command(core.Connection.Id, [new CapabilityRead(Capability.Registrations, Clock.Now, [], [])], 1))).Problem.ShouldBeNull();
        (await ListAsync(new CatalogFilter { Standing = CatalogStanding.Orphan })).Rows.Single().Link.ShouldBe(CatalogLink.NotRegistered);
    }

    [Fact]
    public async Task List_WhenTheConnectionBreaks_ShowsTheOrphan()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Api_to_quotes")]);
        await GivenAsync(A.HerokuAccount().Into(core, "quotes"));
        var (key, row) = Portal.Heroku.Addons[0].Rows.Single(r => r.Value.Name == "to_quotes");
        Portal.Heroku.Addons[0].Rows[key] = row with { Status = "failed" };

        await GivenAsync(A.HerokuAccount());

        (await ListAsync(new CatalogFilter())).Rows.Single().Link.ShouldBe(CatalogLink.ConnectionGone);
    }

    [Fact]
    public async Task List_WhenAnAddonCanNoLongerBeRead_KeepsWhatItPublishedAndCallsTheRestUnknown()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Api_to_quotes"), Registrations.Of("Left_behind")]);
        await GivenAsync(A.HerokuAccount().Into(core, "quotes"));
        Portal.Heroku.Addons[0].Closed = Problem.RemoteUnavailable("heroku.busy", "Busy.");

        await GivenAsync(A.HerokuAccount());

        (await ListAsync(new CatalogFilter())).Rows.Select(r => r.Link).ShouldBe([CatalogLink.Joined, CatalogLink.PublicationUnknown]);
    }

    [Fact]
    public async Task List_WhenTheOrgIsNotKnown_OnlyWhoSeesAllSeesIt()
    {
        await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org("Core")), "quotes"));
        var id = Guid.NewGuid().ToString();
        Portal.Heroku.Addons[0].Rows[id] = Portal.Heroku.Addons[0].Rows.Values.First(r => r.Name == "to_quotes") with { Key = id, Name = "stray", OrgKey = "00Dzz0000000009" };
        await GivenAsync(A.HerokuAccount());

        var stray = (await ListAsync(new CatalogFilter())).Rows.Single(r => r.Name == "Api_stray");

        (stray.OrgLabel, stray.Link).ShouldBe((null, CatalogLink.RegistrationUnknown));
        var scoped = (await As(Scoped(Role.OrgAdmin)).SendAsync(Query(new CatalogFilter()))).Value!;
        scoped.Rows.Select(r => r.Name).ShouldNotContain("Api_stray");
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new GetCatalogEntry.Query(stray.Id))).Problem.ShouldBe(CatalogProblems.EntryNotFound);
    }

    [Fact]
    public async Task List_WhenARegistrationIsGone_DropsItAndShowsItAgainWhenItReturns()
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Weather", "Custom")], ("Weather", Registrations.Quotes));
        await Registrations.RecordAsync(Portal, core, []);

        (await ListAsync(new CatalogFilter())).Total.ShouldBe(0);
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("Weather", "Custom")]);
        (await ListAsync(new CatalogFilter())).Rows.Single().Spec!.Operations.ShouldBe(2);
        (await ReadAsync(db => db.SpecVersions.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task List_WhenFiltered_TakesEveryCondition()
    {
        var core = await GivenAsync(An.Org("Core"));
        var other = await GivenAsync(An.Org("Other"));
        await Registrations.RecordAsync(
            Portal, core, [Registrations.Of("Api_to_quotes"), Registrations.Of("Weather", "Custom"), Registrations.Of("Plain", null)],
            ("Api_to_quotes", Registrations.Quotes), ("Weather", Plain("x-sfdc: {privacy: {isPii: false}}")), ("Plain", Plain("summary: no extension")));
        await Registrations.RecordAsync(Portal, other, [Registrations.Of("Plus", "MuleSoft")],
            ("Plus", Plain("x-sfdc: {heroku: {authorization: {permissionSet: A, externalClientApp: B}}}")));
        await GivenAsync(A.HerokuAccount().Into(core, "quotes"));

        await ShouldShowAsync(new CatalogFilter { Provider = CatalogProvider.AppLink }, "Api_to_quotes");
        await ShouldShowAsync(new CatalogFilter { Provider = CatalogProvider.Other }, "Plain", "Plus", "Weather");
        await ShouldShowAsync(new CatalogFilter { Org = other.Org.Id }, "Plus");
        await ShouldShowAsync(new CatalogFilter { Mode = CatalogMode.Mixed }, "Api_to_quotes");
        await ShouldShowAsync(new CatalogFilter { Mode = CatalogMode.UserPlus }, "Plus");
        await ShouldShowAsync(new CatalogFilter { Mode = CatalogMode.User }, "Weather");
        await ShouldShowAsync(new CatalogFilter { Mode = CatalogMode.Unknown }, "Plain");
        await ShouldShowAsync(new CatalogFilter { Agent = true }, "Api_to_quotes");
        await ShouldShowAsync(new CatalogFilter { Pii = true }, "Api_to_quotes");
        await ShouldShowAsync(new CatalogFilter { Standing = CatalogStanding.Joined }, "Api_to_quotes");
        await ShouldShowAsync(new CatalogFilter { Text = "PL" }, "Plain", "Plus");
        await ShouldShowAsync(new CatalogFilter { Text = "PL", Org = core.Org.Id }, "Plain");
    }

    [Theory]
    [InlineData(ListCatalog.Order.Name, true, "C,B,A")]
    [InlineData(ListCatalog.Order.Operations, true, "C,A,B")]
    [InlineData(ListCatalog.Order.Operations, false, "B,A,C")]
    [InlineData(ListCatalog.Order.Changed, true, "C,A,B")]
    [InlineData(ListCatalog.Order.Org, false, "A,B,C")]
    public async Task List_WhenSorted_PutsTheUnknownLast(ListCatalog.Order by, bool down, string names)
    {
        var core = await GivenAsync(An.Org("Core"));
        await Registrations.RecordAsync(Portal, core, [Registrations.Of("A", "Custom"), Registrations.Of("B", "Custom")], ("A", Plain("summary: a")));
        Clock.Advance(TimeSpan.FromHours(1));
        var other = await GivenAsync(An.Org("Other"));
        await Registrations.RecordAsync(Portal, other, [Registrations.Of("C", "Custom")], ("C", Registrations.Wider));

        var page = await ListAsync(new CatalogFilter(), by, down);
        var second = (await As(Auditor).SendAsync(new ListCatalog.Query(new CatalogFilter(), by, down, 1, 1))).Value!;

        string.Join(',', page.Rows.Select(r => r.Name)).ShouldBe(names);
        second.Rows.Single().Id.ShouldBe(page.Rows[1].Id);
        second.Total.ShouldBe(3);
    }

    [Fact]
    public async Task List_WhenOutOfScope_ShowsNothingOfIt()
    {
        var org = await GivenAsync(An.Org("Core").InGroup("AMER"));
        var (entry, version) = await Registrations.PutAsync(Portal, org, "Quotes");

        var page = (await As(Scoped(Role.OrgAdmin)).SendAsync(Query(new CatalogFilter()))).Value!;

        (page.Total, page.Rows.Count, page.Sources.Count).ShouldBe((0, 0, 0));
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new GetCatalogEntry.Query(entry))).Problem.ShouldBe(CatalogProblems.EntryNotFound);
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new GetSpecDiff.Query(version, version))).Problem.ShouldBe(CatalogProblems.VersionNotFound);
        (await As(Scoped(Role.OrgAdmin)).SendAsync(new DeclareSpec.Command(entry, Registrations.Quotes, "As agreed"))).Problem.ShouldBe(CatalogProblems.EntryNotFound);
    }

    [Theory]
    [InlineData(9_990, 50)]
    [InlineData(0, 201)]
    [InlineData(-1, 50)]
    public async Task List_WhenPageIsOutOfRange_IsInvalid(int skip, int take) =>
        (await As(Auditor).SendAsync(new ListCatalog.Query(new CatalogFilter(), ListCatalog.Order.Name, false, skip, take))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);

    [Fact]
    public async Task Ask_WhenWithoutTheRight_IsDeniedAndAudited()
    {
        (await As(PortalAdmin).SendAsync(Query(new CatalogFilter()))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("query.ListCatalog", by: PortalAdmin, outcome: Domain.Audit.AuditOutcome.Denied);
    }

    internal static string Plain(string member) =>
        $"openapi: 3.0.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      {member}\n      responses: {{'200': {{description: OK}}}}\n";

    private static ListCatalog.Query Query(CatalogFilter filter) => new(filter, ListCatalog.Order.Name, false, 0, 50);

    private async Task<ListCatalog.Page> ListAsync(CatalogFilter filter, ListCatalog.Order by = ListCatalog.Order.Name, bool down = false) =>
        (await As(Auditor).SendAsync(new ListCatalog.Query(filter, by, down, 0, 50))).Value!;

    private async Task ShouldShowAsync(CatalogFilter filter, params string[] names)
    {
        var page = await ListAsync(filter);
        page.Rows.Select(r => r.Name).ShouldBe(names, filter.ToString());
        page.Total.ShouldBe(names.Length);
    }
}
