using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Orgs;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Incidents;

/// <summary>A client app of one org that is cut off, and may come back.</summary>
internal sealed class ReturnWorld(Portal portal)
{
    public const string Reason = "Vendor mended it, ticket SEC-4713";
    public const string App = "0xI000000000777";

    public ConnectedOrg Org { get; private set; } = null!;

    public Authorization Bot { get; private set; } = null!;

    public Authorization Person { get; private set; } = null!;

    public IncidentId Incident { get; private set; }

    public async Task<ReturnWorld> BuildAsync(string group = "EMEA", AppPolicyFacts? policy = null)
    {
        Org = await An.Org().InGroup(group).PutAsync(portal);
        Bot = await Grant("bot@example.com").PutAsync(portal);
        Person = await Grant("person@example.com").PutAsync(portal);
        Put(ItemKind.ClientApp, App, "Ledger Sync", new ClientAppFacts { Kind = ClientAppKind.ExternalClientApp, ApiName = "Ledger_Sync", IsEnabled = true });
        Put(ItemKind.Access, "0J0000000000001", "", new AccessFacts { PermissionSetId = "0PS000000000001", EntityId = App, EntityType = "ConnectedApplication" });
        Put(ItemKind.PermissionSet, "0PS000000000001", "Ledger", new PermissionSetFacts { ApiName = "Ledger" });
        Put(ItemKind.AppPolicy, "ECA:Ledger_Sync", "Ledger Sync", policy ?? Policy(["api", "refresh_token"]));
        Put(ItemKind.User, Bot.UserId, "bot@example.com", new UserFacts { LicenseName = "Salesforce Integration", IsFrozen = false });
        await portal.WriteAsync(db => db.Items.AddRange(Org.Fake.Items.Values.Select(i => new InventoryItem(Org.Org.Id, Org.Org.OrgGroupId, i, ItemSource.Org, portal.Clock.Now))));
        return this;
    }

    public static AppPolicyFacts Policy(IReadOnlyList<string> scopes, params AddressRange[] ranges) => new()
    {
        Kind = ClientAppKind.ExternalClientApp,
        ApiName = "Ledger_Sync",
        Scopes = scopes,
        TokenIpRanges = ranges.Length > 0 ? ranges : [new AddressRange("10.0.0.0", "10.0.255.255")],
        PermittedUsers = PermittedUsers.AdminApproved,
    };

    public void Put(ItemKind kind, string key, string name, ItemFacts facts) => Org.Fake.Add(new ItemRead(kind, key, name, facts));

    /// <summary>Cut off and contained; nobody has reviewed it.</summary>
    public async Task<ReturnWorld> CutAsync(ContainmentSteps steps = ContainmentSteps.Door | ContainmentSteps.Freeze)
    {
        var selection = AuthorizationSelection.Of(Bot.Id, Person.Id);
        var plan = (await portal.SendAsync(Actors.Responder, new PreviewRevocation.Query(selection, steps))).Value!;
        Incident = (await portal.SendAsync(Actors.Responder, new RevokeAuthorizations.Command(selection, plan.Hash, "Token replay, vendor notice", null, steps))).Value!.IncidentId;
        await portal.RunWorkAsync();
        return this;
    }

    public async Task<ReturnWorld> ReviewAsync()
    {
        if ((await portal.SendAsync(Actors.SecurityReviewer, new ReviewIncident.Command(Incident, "Looked at every receipt."))).Problem is { } problem) throw new InvalidOperationException(problem.Code);
        return this;
    }

    public async Task<GetPassports.Row> PassportAsync() => (await portal.SendAsync(Actors.Auditor, new GetPassports.Query(Incident))).Value!.Rows.Single();

    public async Task<Result<FileReturn.Receipt>> AskAsync(Func<PassportRights, PassportRights>? change = null)
    {
        var row = await PassportAsync();
        var had = row.Content?.Rights ?? new PassportRights([], null, [], null);
        return await portal.SendAsync(Actors.Responder, new FileReturn.Command(Incident, row.Id, change is null ? had : change(had), Reason));
    }

    /// <summary>Asked for and approved; a person does it now.</summary>
    public async Task<RequestId> ApprovedAsync(Func<PassportRights, PassportRights>? change = null)
    {
        var id = (await AskAsync(change)).Value!.Id;
        await portal.ApproveAsync(id);
        return id;
    }

    public Task<Result<Done>> TickAsync(RequestId id, int step) => portal.SendAsync(Actors.Responder, new TickStep.Command(id, step, "Done in Setup, seen there"));

    public async Task TickAllAsync(RequestId id)
    {
        for (var step = 0; step < 3; step++)
        {
            if ((await TickAsync(id, step)).Problem is { } problem) throw new InvalidOperationException(problem.Code);
        }
    }

    /// <summary>The vendor consents anew, and the portal reads the org.</summary>
    public async Task ConsentAsync(Authorization like, string handle = "consented-anew", string? userId = null, string? username = null)
    {
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Org.Fake.Add(new TokenRow(FakeOrg.KeyOf(handle), like.AppName, like.ApplicationId, like.AppKind, userId ?? like.UserId, username ?? like.Username, like.OwnerName, true, "Standard User", portal.Clock.Now, null, 0));
        await SyncAsync();
    }

    public async Task SyncAsync()
    {
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        if ((await portal.SendAsync(Actors.OrgAdmin, new RequestSync.Command(Org.Connection.Id))).Problem is { } problem) throw new InvalidOperationException(problem.Code);
        await portal.RunWorkAsync();
    }

    public Task<RequestState> StateAsync(RequestId id) => portal.ReadAsync(db => db.Requests.Where(r => r.Id == id).Select(r => r.State).SingleAsync());

    public Task<TargetId> TargetAsync(TargetKind kind) => portal.ReadAsync(db => db.Targets.Where(t => t.IncidentId == Incident && t.Kind == kind).OrderBy(t => t.Id).Select(t => t.Id).FirstAsync());

    public async Task<Result<Done>> UndoAsync(TargetKind kind) => await portal.SendAsync(Actors.Responder, new UndoTarget.Command(Incident, await TargetAsync(kind), Reason));

    public async Task<GetReceipt.Receipt> ReceiptAsync(TargetKind kind) => (await portal.SendAsync(Actors.Responder, new GetReceipt.Query(Incident, await TargetAsync(kind)))).Value!;

    private AuthorizationBuilder Grant(string user) => An.Authorization().In(Org).Of("Ledger Sync").OfKind(ClientAppKind.ExternalClientApp).OfApplication(App).By(user);
}
