namespace Governance.OrgSimulator.World;

/// <summary>What a set or profile opens. A row of SetupEntityAccess.</summary>
public interface ISetupAccess
{
    PermissionSet Parent { get; }

    string EntityId { get; }

    string EntityType { get; }

    long Created { get; }

    string IdIn(Org org);
}

/// <summary>One pre-authorization: holders of the parent may use the app.</summary>
public sealed record AppAccess(ClientApp App, PermissionSet Parent, int Place) : ISetupAccess
{
    public string EntityId => App.Id;

    public string EntityType => App.IsExternalClientApp ? "ExternalClientApplication" : "ConnectedApplication";

    public long Created => App.Created;

    public string IdIn(Org org) => org.NewId("0J0", (App.Index * 100_000L) + Place);
}

/// <summary>Holders of the parent may use a principal of an external credential.</summary>
/// <param name="Place">Of the principal among all of the org.</param>
public sealed record PrincipalAccess(CredentialPrincipal Principal, PermissionSet Parent, int Place, long Created) : ISetupAccess
{
    public string EntityId => Principal.Id;

    public string EntityType => "ExternalCredentialParameter";

    public string IdIn(Org org) => org.NewId("0J0", 50_000_000L + (Place * 100_000L) + Parent.Place);
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
