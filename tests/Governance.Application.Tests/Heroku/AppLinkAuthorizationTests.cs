using Governance.Application.Authorizations;
using Governance.Application.Heroku;
using Governance.Application.Orgs;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Heroku;

/// <summary>AppLink authorizations among the others, and who sees what of an account.</summary>
public sealed class AppLinkAuthorizationTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly AuthorizationFilter Any = new();

    [Fact]
    public async Task List_WithBothKinds_ShowsEachWithItsKind()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(An.Authorization().In(org));
        await GivenAsync(A.HerokuAccount().Into(org, "quote_bot").IntoAnUnknownOrg());

        var all = await RowsAsync(Any);
        var appLink = await RowsAsync(Any with { Kind = AuthorizationKind.AppLink });

        all.Count.ShouldBe(2);
        var row = appLink.ShouldHaveSingleItem();
        (row.Kind, row.DeveloperName, row.AppName, row.OrgLabel).ShouldBe((AuthorizationKind.AppLink, "quote_bot", "acme-quotes", org.Org.Label));
        (await RowsAsync(Any with { Kind = AuthorizationKind.OAuth })).ShouldHaveSingleItem().DeveloperName.ShouldBeNull();
        (await RowsAsync(Any with { AppKind = ClientAppKind.Unknown })).ShouldBeEmpty();
        var detail = (await As(Auditor).SendAsync(new GetAuthorization.Query(row.Id))).Value!;
        detail.Heroku!.ShouldSatisfyAllConditions(
            h => h.DeveloperName.ShouldBe("quote_bot"), h => h.StatusWord.ShouldBe("authorized"), h => h.Apps.ShouldBe(["acme-quotes"]));
        detail.AsOf.ShouldNotBeNull();
    }

    [Fact]
    public async Task Sources_WhenAnAddonCannotBeRead_SayWhichAndWhy()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        Portal.Heroku.Addons[0].Closed = Domain.Problem.RemoteUnavailable("heroku.busy", "Heroku could not do this now.");
        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();

        var blind = (await As(Auditor).SendAsync(new ListAuthorizationSources.Query(Any))).Value!.BlindAtHeroku.ShouldHaveSingleItem();

        (blind.Name, blind.Why).ShouldBe(("Acme Heroku, applink-flat-1", "Heroku could not do this now."));
        blind.AsOf.ShouldNotBeNull();
    }

    [Fact]
    public async Task OrgSync_WhenItReadsTokens_LeavesAppLinkAuthorizationsAlone()
    {
        var org = await GivenAsync(An.Org());
        await GivenAsync(A.HerokuAccount().Into(org));

        await As(OrgAdmin).SendAsync(new RequestSync.Command(org.Connection.Id));
        await RunWorkAsync();

        (await RowsAsync(Any)).ShouldHaveSingleItem().Kind.ShouldBe(AuthorizationKind.AppLink);
    }

    [Fact]
    public async Task Sync_WhenAnUnknownOrgIsConnectedLater_ItsAuthorizationJoinsTheList()
    {
        var org = await GivenAsync(An.Org());
        var heroku = await GivenAsync(A.HerokuAccount().IntoAnUnknownOrg("stray_bot"));
        (await RowsAsync(Any)).ShouldBeEmpty();
        var addon = Portal.Heroku.Addons[0];
        foreach (var (key, row) in addon.Rows) addon.Rows[key] = row with { OrgKey = org.Org.SalesforceKey };

        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();

        (await RowsAsync(Any)).ShouldHaveSingleItem().DeveloperName.ShouldBe("stray_bot");
    }

    [Fact]
    public async Task Sync_Twice_KeepsOneLinePerAuthorization()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        var before = (await RowsAsync(Any)).ShouldHaveSingleItem().Id;

        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();

        (await RowsAsync(Any)).ShouldHaveSingleItem().Id.ShouldBe(before);
        (await ReadAsync(db => db.AppLinkRecords.CountAsync())).ShouldBe(2);
        (await ReadAsync(db => db.AppLinkDependents.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Account_SeenFromOneOrgGroup_ShowsOnlyWhatLeadsThere()
    {
        var (mine, other) = (await GivenAsync(An.Org("Mine").InGroup("EMEA")), await GivenAsync(An.Org("Other").InGroup("AMER")));
        var heroku = await GivenAsync(A.HerokuAccount().Into(mine, "my_bot").Into(other, "their_bot").IntoAnUnknownOrg());
        var scoped = As(Scoped(Role.OrgAdmin));

        var row = (await scoped.SendAsync(new ListHerokuAccounts.Query())).Value!.ShouldHaveSingleItem();
        var detail = (await scoped.SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!;
        var whole = (await As(OrgAdmin).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!;

        (row.Addons, row.Connections, row.Authorizations).ShouldBe((1, 1, 1));
        detail.Addons.ShouldHaveSingleItem().Records.Select(r => r.Name).ShouldBe(["to_my_bot", "my_bot"]);
        detail.Addons[0].Dependents.Select(d => d.ConnectionName).ShouldBe(["to_my_bot"]);
        (detail.Apps, detail.Cause, detail.Reads.Count, detail.Capabilities.Count).ShouldBe((null, null, 0, 0));
        whole.Addons.Sum(a => a.Records.Count).ShouldBe(5);
        whole.State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public async Task Account_OfNoVisibleOrg_EqualsAbsent()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org().InGroup("AMER"))));
        var scoped = As(Scoped(Role.Auditor));

        (await scoped.SendAsync(new ListHerokuAccounts.Query())).Value!.ShouldBeEmpty();
        (await scoped.SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Problem
            .ShouldBe((await scoped.SendAsync(new GetHerokuAccount.Query(Domain.HerokuAccountId.New()))).Problem);
    }

    private async Task<IReadOnlyList<ListAuthorizations.Row>> RowsAsync(AuthorizationFilter filter) =>
        (await As(Auditor).SendAsync(new ListAuthorizations.Query(filter, "app", 0, 50))).Value!.Rows;
}
