using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Tests.Access;

/// <summary>Puts permission sets into an org, as a sync does.</summary>
internal static class PermissionSets
{
    /// <summary>One session-based set with a dangerous permission, a holder, and a client app that it opens.</summary>
    public static async Task<ItemId> TakeAsync(Portal portal, ConnectedOrg org, string label)
    {
        await RecordAsync(
            portal, org, Set("0PS000000000001", label, s => s with { HasActivationRequired = true, Permissions = ["ModifyAllData"] }),
            Held("0Pa000000000001", "005000000000001", "0PS000000000001"), Opens("0J0000000000001", "0PS000000000001", "0H4000000000001"));
        return await portal.ReadAsync(db => db.Items.Where(i => i.OrgId == org.Org.Id && i.Kind == ItemKind.PermissionSet).Select(i => i.Id).SingleAsync());
    }

    public static async Task RecordAsync(Portal portal, ConnectedOrg org, params ItemRead[] items)
    {
        foreach (var reads in items.GroupBy(CapabilityOf))
        {
            (await portal.SendAsync(Actor.System("test"), new RecordItems.Command(
                org.Connection.Id, [new CapabilityRead(reads.Key, portal.Clock.Now, [.. reads], [])], 1))).Problem.ShouldBeNull();
        }
    }

    public static ItemRead Set(string id, string label, Func<PermissionSetFacts, PermissionSetFacts>? with = null)
    {
        var facts = new PermissionSetFacts { ApiName = label.Replace(' ', '_'), AskedPermissions = ["ModifyAllData", "ViewAllData", "ApiEnabled"], Objects = [] };
        return new ItemRead(ItemKind.PermissionSet, id, label, with?.Invoke(facts) ?? facts);
    }

    public static ItemRead Group(string id, string label, params string[] members) =>
        new(ItemKind.PermissionSetGroup, id, label, new PermissionSetGroupFacts { ApiName = label, Members = members });

    public static ItemRead Held(string id, string user, string set, string? group = null, DateTimeOffset? until = null) =>
        new(ItemKind.Assignment, id, "", new AssignmentFacts { UserId = user, PermissionSetId = set, GroupId = group, IsActive = true, ExpiresAt = until });

    public static ItemRead Opens(string id, string set, string app) =>
        new(ItemKind.Access, id, "", new AccessFacts { PermissionSetId = set, EntityId = app, EntityType = "ConnectedApplication" });

    public static ItemRead Elevated(string id, string user, string set) =>
        new(ItemKind.Activation, id, "", new ActivationFacts { UserId = user, PermissionSetId = set });

    public static ItemRead App(string id, string label) =>
        new(ItemKind.ClientApp, id, label, new ClientAppFacts { Kind = ClientAppKind.ConnectedApp });

    public static ItemRead User(string id, string username) =>
        new(ItemKind.User, id, username, new UserFacts { DisplayName = username, IsActive = true });

    private static Capability CapabilityOf(ItemRead item) => item.Kind switch
    {
        ItemKind.User => Capability.Users,
        ItemKind.ClientApp => Capability.ClientApps,
        _ => Capability.PermissionSets,
    };
}
