namespace Governance.OrgSimulator.World;

/// <summary>One pre-authorization: holders of the parent may use the app. A row of SetupEntityAccess.</summary>
public sealed record AppAccess(ClientApp App, PermissionSet Parent, int Place)
{
    public string IdIn(Org org) => org.NewId("0J0", (App.Index * 1_000L) + Place);
}

/// <summary>A permission set that a user holds. A row of PermissionSetAssignment.</summary>
public sealed record SetAssignment(OrgUser User, PermissionSet Set);
