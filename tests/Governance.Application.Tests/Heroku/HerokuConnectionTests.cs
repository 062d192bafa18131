using Governance.Application.Connections;
using Governance.Application.Heroku;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Heroku;

public sealed class HerokuConnectionTests(PortalFixture portal) : UseCaseTest(portal)
{
    private const string Token = "HRKU-not-a-real-token-0123456789";

    [Fact]
    public async Task Connect_WithAToken_ReadsTheAccountAndKeepsTheTokenSealed()
    {
        var org = await GivenAsync(An.Org());
        Fill(org, "quote_bot");
        var ticket = await DepositAsync();

        var started = await As(OrgAdmin).SendAsync(new StartHerokuConnection.Command("Acme Heroku", ticket));
        await RunWorkAsync();

        var id = started.Value!.Account;
        var detail = (await As(Auditor).SendAsync(new GetHerokuAccount.Query(id))).Value!;
        (detail.State, detail.Email, detail.Apps).ShouldBe((ConnectionState.Connected, "platform@acme.example", 4));
        detail.Capabilities.Select(c => c.Status).ShouldBe([CapabilityStatus.Ok, CapabilityStatus.Ok, CapabilityStatus.Ok, CapabilityStatus.Ok]);
        var addon = detail.Addons.ShouldHaveSingleItem();
        addon.Records.Select(r => (r.Kind, r.Name, r.OrgLabel)).ShouldBe(
            [(AppLinkKind.Connection, "to_quote_bot", org.Org.Label), (AppLinkKind.Authorization, "quote_bot", org.Org.Label)]);
        addon.Dependents.ShouldHaveSingleItem().ConnectionName.ShouldBe("to_quote_bot");
        (await SecretAsync(SecretName.HerokuToken(id)))!.Reveal().ShouldBe(Token);
        (await SecretAsync(SecretName.Deposit(ticket))).ShouldBeNull();
        (await Audit.AllAsync()).Select(e => e.Action).ShouldContain("heroku.connected");
        (await ReadAsync(db => db.Secrets.Select(s => s.Sealed).ToListAsync())).ShouldAllBe(s => !s.Contains(Token));
    }

    [Fact]
    public async Task Connect_ByAScopedPerson_IsRefusedForATokenReachesEveryGroup()
    {
        var heroku = await GivenAsync(A.HerokuAccount());
        var scoped = As(Scoped(Role.OrgAdmin));

        (await scoped.SendAsync(new StartHerokuConnection.Command("Mine", Guid.NewGuid()))).Problem.ShouldBe(HerokuProblems.UnscopedOnly);
        (await scoped.SendAsync(new DisconnectHeroku.Command(heroku.Account.Id))).Problem.ShouldBe(HerokuProblems.UnscopedOnly);
        (await scoped.SendAsync(new RequestHerokuSync.Command(heroku.Account.Id))).Problem.ShouldBe(HerokuProblems.UnscopedOnly);
        (await scoped.SendAsync(new ReconnectHeroku.Command(heroku.Account.Id, null))).Problem.ShouldBe(HerokuProblems.UnscopedOnly);
    }

    [Fact]
    public async Task Connect_WhenTheTicketIsUsedUp_SaysSo() =>
        (await As(OrgAdmin).SendAsync(new StartHerokuConnection.Command("Acme", Guid.NewGuid()))).Problem.ShouldBe(HerokuProblems.TokenMissing);

    [Fact]
    public async Task Connect_WhenTheAccountIsConnected_EndsAtOnceAndForgetsTheToken()
    {
        await GivenAsync(A.HerokuAccount());

        var second = await As(OrgAdmin).SendAsync(new StartHerokuConnection.Command("Again", await DepositAsync()));
        await RunWorkAsync();

        var detail = (await As(Auditor).SendAsync(new GetHerokuAccount.Query(second.Value!.Account))).Value!;
        detail.State.ShouldBe(ConnectionState.Disconnected);
        (await SecretAsync(SecretName.HerokuToken(second.Value.Account))).ShouldBeNull();
    }

    [Fact]
    public async Task Sync_WhenTheTokenDied_NeedsAReconnectAndKeepsWhatWasKnown()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        Portal.Heroku.Closed = Problem.RemoteRefused(RemoteCodes.CredentialRefused, "Heroku no longer accepts the portal's token.");

        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();

        var detail = (await As(Auditor).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!;
        (detail.State, detail.Cause).ShouldBe((ConnectionState.ReconnectNeeded, "Heroku no longer accepts the portal's token."));
        detail.Addons.ShouldHaveSingleItem().Records.ShouldAllBe(r => r.GoneAt == null);

        Portal.Heroku.Closed = null;
        (await As(OrgAdmin).SendAsync(new ReconnectHeroku.Command(heroku.Account.Id, await DepositAsync()))).Ok.ShouldBeTrue();
        await RunWorkAsync();
        (await As(Auditor).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!.State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public async Task Sync_WhenAnotherAccountAnswers_StoresNothing()
    {
        var heroku = await GivenAsync(A.HerokuAccount());
        Portal.Heroku.Closed = HerokuProblems.AccountChanged;

        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();

        (await As(Auditor).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!.State.ShouldBe(ConnectionState.ReconnectNeeded);
    }

    [Fact]
    public async Task Sync_WhenOneAddonIsClosed_NothingOfItVanishesAndTheAccountIsDegraded()
    {
        var org = await GivenAsync(An.Org());
        var heroku = await GivenAsync(A.HerokuAccount().Into(org, "one", "applink-a").Into(org, "two", "applink-b"));
        Portal.Heroku.Addons[0].Closed = Problem.RemoteRefused("applink.address-refused", "The app's config var names an address that is not AppLink's.");
        Portal.Heroku.Addons[0].Rows.Clear();
        Portal.Heroku.Addons[1].Rows.Clear();

        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();

        var detail = (await As(Auditor).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!;
        detail.State.ShouldBe(ConnectionState.Degraded);
        detail.Cause!.ShouldContain("applink-a");
        detail.Capabilities.Single(c => c.Capability == HerokuCapability.Authorizations).Status.ShouldBe(CapabilityStatus.Failed);
        detail.Addons.Single(a => a.Name == "applink-a").Records.ShouldAllBe(r => r.GoneAt == null);
        detail.Addons.Single(a => a.Name == "applink-a").Trouble!.ShouldContain("config var");
        detail.Addons.Single(a => a.Name == "applink-b").Records.ShouldAllBe(r => r.GoneAt != null);
    }

    [Fact]
    public async Task Sync_WhenTheAddonIsGone_EndsAllItHeldAndKeepsItAsHistory()
    {
        var heroku = await GivenAsync(A.HerokuAccount().Into(await GivenAsync(An.Org())));
        Portal.Heroku.Addons.Clear();

        await As(OrgAdmin).SendAsync(new RequestHerokuSync.Command(heroku.Account.Id));
        await RunWorkAsync();

        var addon = (await As(Auditor).SendAsync(new GetHerokuAccount.Query(heroku.Account.Id))).Value!.Addons.ShouldHaveSingleItem();
        addon.GoneAt.ShouldNotBeNull();
        addon.Records.ShouldAllBe(r => r.GoneAt != null);
        (await ReadAsync(db => db.Authorizations.SingleAsync())).GoneAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Schedule_WhenTheIntervalHasPassed_QueuesOneSyncPerAccount()
    {
        var heroku = await GivenAsync(A.HerokuAccount());
        (await As(System).SendAsync(new ListDueHerokuSyncs.Query(TimeSpan.FromHours(1)))).Value!.ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromHours(2));

        var due = (await As(System).SendAsync(new ListDueHerokuSyncs.Query(TimeSpan.FromHours(1)))).Value!;
        var first = await As(System).SendAsync(new ScheduleHerokuSyncs.Command(due));
        var second = await As(System).SendAsync(new ScheduleHerokuSyncs.Command(due));

        due.ShouldBe([heroku.Account.Id]);
        (first.Value!.Queued, second.Value!.Queued).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Record_WhenTakenOver_JudgesTheOrgsThatAddonsLeadTo()
    {
        var (core, apac) = (await GivenAsync(An.Org("Core")), await GivenAsync(An.Org("APAC")));

        await GivenAsync(A.HerokuAccount().Into(core));

        var waiting = await ReadAsync(db => db.Work.Where(w => w.DoneAt == null && (w.Kind == "evaluate-org" || w.Kind == "evaluate-estate")).Select(w => w.SubjectId).ToListAsync());
        waiting.ShouldContain(core.Org.Id.Value);
        waiting.ShouldNotContain(apac.Org.Id.Value);
        (await ReadAsync(db => db.Work.CountAsync(w => w.DoneAt == null && w.Kind == "evaluate-estate"))).ShouldBe(1);
    }

    [Fact]
    public void Update_AtFirstSight_HasTheStatusSinceItWasChanged_LaterSinceItWasSeen()
    {
        var (changed, seen) = (Clock.Now.AddDays(-9), Clock.Now);
        var row = new AppLinkRow(AppLinkKind.Connection, "c1", "fs_prod", "00Dxx0000000001", false, null, null, "failed", null, null, null, null, null, null, changed);

        var record = new AppLinkRecord(AppLinkAddonId.New(), row, seen);
        record.StatusSince.ShouldBe(changed);
        record.Update(row with { Status = "connected", ModifiedAt = changed }, seen.AddHours(1));

        record.StatusSince.ShouldBe(seen.AddHours(1));
        new AppLinkRecord(AppLinkAddonId.New(), row with { ModifiedAt = null }, seen).StatusSince.ShouldBe(seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("HRKU-two lines\nof it all here")]
    public async Task Intake_WhenItIsNoToken_IsRefused(string text) => (await Portal.InScopeAsync(services =>
        services.GetRequiredService<SecretIntake>().TakeHerokuTokenAsync(new Secret(text), default))).Problem!.Kind.ShouldBe(ProblemKind.Invalid);

    private void Fill(ConnectedOrg org, string name)
    {
        var addon = new FakeAddon("aaaaaaaa-0000-4000-8000-0000000000b1", "applink-flat-1");
        foreach (var (kind, key, title) in new[] { (AppLinkKind.Connection, "c1", "to_" + name), (AppLinkKind.Authorization, "a1", name) })
        {
            addon.Rows[key] = new AppLinkRow(
                kind, $"aaaaaaaa-0000-4000-8000-0000000000{key}", title, org.Org.SalesforceKey, false, "bot@acme.example", null,
                kind == AppLinkKind.Connection ? "connected" : "authorized", "JWT", "acme-quotes", null, null, null, null);
        }
        Portal.Heroku.Addons.Add(addon);
    }

    private async Task<Guid> DepositAsync() => (await Portal.InScopeAsync(services =>
        services.GetRequiredService<SecretIntake>().TakeHerokuTokenAsync(new Secret(Token), default))).Value!.Ticket;

    private Task<Secret?> SecretAsync(SecretName name) =>
        Portal.InScopeAsync(services => services.GetRequiredService<ISecretStore>().GetAsync(name));
}
