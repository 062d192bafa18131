using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Secrets = Governance.TestKit.Canaries;

namespace Governance.Application.Tests.Incidents;

/// <summary>A client app that the company runs itself, and a credential of it to hand over.</summary>
internal sealed record CanaryWorld(Portal Portal, AppEstate Estate)
{
    public const string ClientId = "3MVG9.canary-app";

    public FakeOrg Fake => Estate.Org.Fake;

    /// <summary>The grant that a refresh token of this world stands for.</summary>
    public Authorization Grant => Estate.Grants[0];

    public FakeCanary AtOrg => Fake.Canaries[ClientId];

    public (TargetKind Kind, string Subject) Door => Estate.Acts[0];

    public static async Task<CanaryWorld> PutAsync(Portal portal, int grants = 1, ClientAppKind kind = ClientAppKind.ConnectedApp, bool isOwned = true)
    {
        return await OverAsync(portal, await AppEstate.PutAsync(portal, kind, grants, $"Org {Guid.NewGuid():N}"), isOwned);
    }

    /// <summary>What the register and the org know of an app that is there.</summary>
    public static async Task<CanaryWorld> OverAsync(Portal portal, AppEstate estate, bool isOwned = true)
    {
        var (org, kind) = (estate.Org.Org, estate.Grants[0].AppKind);
        await portal.WriteAsync(db => db.Items.Add(new InventoryItem(org.Id, org.OrgGroupId, new ItemRead(
            ItemKind.AppPolicy, $"{(kind == ClientAppKind.ExternalClientApp ? "ECA" : "CA")}:{AppEstate.ApiName}", AppEstate.Label,
            new AppPolicyFacts { Kind = kind, ApiName = AppEstate.ApiName, ConsumerKey = ClientId }), ItemSource.Org, portal.Clock.Now)));
        if (isOwned) await Access.Integrations.PutAsync(portal, estate.Org, $"Ledger {Guid.NewGuid():N}", AppEstate.Label);
        estate.Org.Fake.Canaries[ClientId] = new FakeCanary(estate.Grants[0].UserId, estate.Grants[0].Username) { Row = new TokenRowKey(estate.Grants[0].RowKey) };
        return new CanaryWorld(portal, estate);
    }

    public Task<ItemId> AppAsync() =>
        Portal.ReadAsync(db => db.Items.Where(i => i.OrgId == Estate.Org.Org.Id && i.Kind == ItemKind.ClientApp).Select(i => i.Id).SingleAsync());

    /// <summary>Hands over what works at the org, and has it tried.</summary>
    public async Task<CanaryWorld> WithCanaryAsync(bool ofDoor = false)
    {
        if (ofDoor) Fake.Canaries[ClientId] = new FakeCanary(Grant.UserId, Grant.Username) { Door = Door };
        (await HandOverAsync(ofDoor)).Ok.ShouldBeTrue();
        await Portal.RunWorkAsync();
        return this;
    }

    public async Task<Result<Done>> HandOverAsync(bool ofDoor = false, Actor? by = null) => await Portal.SendAsync(by ?? Actors.OrgAdmin, new DepositCanary.Command(
        await AppAsync(), ofDoor ? ConnectionFlow.ClientCredentials : ConnectionFlow.WebServer,
        ofDoor ? null : await DepositAsync(Secrets.RefreshToken), await DepositAsync(Secrets.ClientSecret)));

    private async Task<Guid> DepositAsync(string credential)
    {
        var ticket = Guid.NewGuid();
        await Portal.InScopeAsync(async services =>
        {
            await services.GetRequiredService<ISecretStore>().PutAsync(SecretName.Deposit(ticket), new Secret(credential), TimeSpan.FromMinutes(10));
            return true;
        });
        return ticket;
    }

    public async Task<GetCanary.Answer> StandingAsync() => (await Portal.SendAsync(Actors.OrgAdmin, new GetCanary.Query(await AppAsync()))).Value!;

    /// <summary>Another row of the same app and user.</summary>
    public async Task<Authorization> WithSecondRowAsync()
    {
        var first = Fake.Rows.Single(r => r.Key.Value == Grant.RowKey);
        var row = Fake.Add(first with { Key = FakeOrg.KeyOf($"second {Guid.NewGuid()}"), CreatedAt = first.CreatedAt.AddDays(-3) });
        var second = new Authorization(Estate.Org.Org.Id, Estate.Org.Org.OrgGroupId, row, Portal.Clock.Now);
        await Portal.WriteAsync(db => db.Authorizations.Add(second));
        return second;
    }

    /// <summary>Declares a containment of these, or of the whole app, and works on it.</summary>
    public async Task<IncidentId> ContainAsync(IReadOnlyList<Authorization>? only = null, ContainmentSteps steps = ContainmentSteps.None)
    {
        var incident = await AppEstate.DeclareAsync(Portal, [Estate with { Grants = only ?? Estate.Grants }], steps);
        await Portal.RunWorkAsync();
        return incident;
    }

    public Task<List<IncidentTarget>> TargetsAsync(IncidentId incident, TargetKind kind = TargetKind.OAuth) =>
        Portal.ReadAsync(db => db.Targets.AsNoTracking().Where(t => t.IncidentId == incident && t.Kind == kind).OrderBy(t => t.GrantedAt).ToListAsync());

    public async Task<IReadOnlyList<GetCanaryTries.Row>> TriesAsync(IncidentId incident) =>
        (await Portal.SendAsync(Actors.Auditor, new GetCanaryTries.Query(incident))).Value!;

    public async Task LaterAsync()
    {
        Portal.Clock.Advance(TimeSpan.FromMinutes(16));
        await Portal.RunWorkAsync();
    }
}
