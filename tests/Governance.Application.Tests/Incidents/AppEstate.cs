using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Incidents;

/// <summary>A client app of one org with all that a containment does about it: its door, what opens it, its grants, and the integration
/// user that it acts as.</summary>
internal sealed record AppEstate(ConnectedOrg Org, IReadOnlyList<Authorization> Grants)
{
    public const string App = "0H4000000000777", Label = "Ledger Sync", ApiName = "Ledger_Sync", Set = "0PS000000000001";

    /// <summary>Subjects of what is no grant, by kind; the frozen user is the first grant's.</summary>
    public const string Access = "0J0000000000001", Assignment = "0Pa000000000001";

    private const string Reason = "Token replay, vendor notice";

    /// <summary>The first grant is an integration user's.</summary>
    public static async Task<AppEstate> PutAsync(Portal portal, ClientAppKind kind, int grants, string org = "Core")
    {
        var here = await An.Org(org).PutAsync(portal);
        var made = new List<Authorization>();
        for (var i = 0; i < grants; i++)
            made.Add(await An.Authorization().In(here).Of(Label).OfKind(kind).OfApplication(App).By(i == 0 ? "bot@example.com" : $"person{i}@example.com").PutAsync(portal));
        await An.Authorization().In(here).Of("Other App").By("somebody@example.com").PutAsync(portal);
        (ItemKind Kind, string Key, string Name, ItemFacts Facts)[] items =
        [
            (ItemKind.ClientApp, App, Label, new ClientAppFacts { Kind = kind, ApiName = ApiName, IsEnabled = true }),
            (ItemKind.Access, Access, "", new AccessFacts { PermissionSetId = Set, EntityId = App, EntityType = "ConnectedApplication" }),
            (ItemKind.User, made[0].UserId, made[0].Username, new UserFacts { LicenseName = "Salesforce Integration", IsFrozen = false }),
            (ItemKind.Assignment, Assignment, "", new AssignmentFacts { UserId = made[0].UserId, PermissionSetId = Set }),
        ];
        await portal.WriteAsync(db => db.Items.AddRange(items.Select(i => new InventoryItem(
            here.Org.Id, here.Org.OrgGroupId, new ItemRead(i.Kind, i.Key, i.Name, i.Facts), ItemSource.Org, portal.Clock.Now))));
        return new AppEstate(here, made);
    }

    /// <summary>Everything that the plan for the whole app does, by kind and subject.</summary>
    public IReadOnlyList<(TargetKind Kind, string Subject)> Acts =>
    [
        Grants[0].AppKind == ClientAppKind.ExternalClientApp ? (TargetKind.AppSwitch, ApiName) : (TargetKind.AppApproval, ApiName),
        (TargetKind.Preauthorization, Access), (TargetKind.AppSessions, Label), (TargetKind.UserFreeze, Grants[0].UserId), (TargetKind.Assignment, Assignment),
        .. Grants[0].AppKind == ClientAppKind.ExternalClientApp ? new[] { (TargetKind.AppTokens, App) } : [],
    ];

    /// <summary>Declares one containment of some apps.</summary>
    public static async Task<IncidentId> DeclareAsync(
        Portal portal, IEnumerable<AppEstate> apps, ContainmentSteps steps = ContainmentSteps.Door | ContainmentSteps.Sessions | ContainmentSteps.Freeze)
    {
        var selection = AuthorizationSelection.Of([.. apps.SelectMany(a => a.Grants).Select(g => g.Id)]);
        var plan = await portal.SendAsync(Actors.Responder, new PreviewRevocation.Query(selection, steps));
        var shown = plan.Value ?? throw new InvalidOperationException(plan.Problem!.Message);
        var asked = await portal.SendAsync(Actors.Responder, new RevokeAuthorizations.Command(selection, shown.Hash, Reason, shown.TypedNameNeeded ? shown.ScopeName : null, steps));
        return asked.Value?.IncidentId ?? throw new InvalidOperationException(asked.Problem!.Message);
    }
}
