namespace Governance.OrgSimulator.World;

/// <summary>One pre-authorization: holders of the parent may use the app. A row of SetupEntityAccess.</summary>
public sealed record AppAccess(ClientApp App, PermissionSet Parent, int Place)
{
    public string IdIn(Org org) => org.NewId("0J0", (App.Index * 100_000L) + Place);
}

/// <summary>A permission set that a user holds. A row of PermissionSetAssignment.</summary>
public sealed record SetAssignment(OrgUser User, PermissionSet Set);

/// <summary>A row of an object that holds nothing but what was written into it.</summary>
/// <param name="Values">By field name, as text.</param>
public sealed record PlainRow(string Type, int Serial, long Created, Dictionary<string, string> Values)
{
    /// <summary>When it was last written, seconds.</summary>
    public long Modified { get; set; } = Created;

    public string? Value(string field) => Values.GetValueOrDefault(field);
}
