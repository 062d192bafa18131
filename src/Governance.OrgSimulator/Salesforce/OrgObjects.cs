using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>The objects a query can name (Salesforce, object reference; §1 and §5 of the field lists in the README).</summary>
public static partial class OrgObjects
{
    private static readonly Dictionary<string, ObjectType> Types = new ObjectType[]
    {
        OauthToken(), Organization(), User(), Profiles(), UserLicense(), UserPermissionAccess(), ConnectedApplication(), ExternalClientApplication(),
        AppMenuItem(), AuthSession(), UserLogin(), LoginHistory(), SetupAuditTrail(), EventLogFile(), PermissionSets(), SetupEntityAccess(),
        PermissionSetAssignment(), EcaOauthPolicy(), EcaPolicy(), EcaOauthSettings(), EcaIpRange(), Certificates(), NamedCredentials(), ExternalServices(),
        SessionActivations(), ObjectPermissions(), OauthCustomScopes(), PermissionSetGroups(), PermissionSetGroupComponents(),
        ExternalCredentialRows(), ExternalCredentialParameters(),
    }.ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    public static ObjectType? Find(string name) => Types.GetValueOrDefault(name);

    /// <summary>The object as the data API or the Tooling API knows it.</summary>
    public static ObjectType? Find(string name, bool tooling) => Find(name) is { } type && type.IsKnownTo(tooling) ? type : null;

    public static IReadOnlyCollection<ObjectType> All => Types.Values;

    /// <summary>Salesforce, OauthToken (reference §1.1): 500 rows a page, 2,500 a query, own rows without Customize Application.</summary>
    private static ObjectType OauthToken()
    {
        return new ObjectType("OauthToken", scope => OauthTokenRows.Of(scope, null))
        {
            KeyPrefix = "0CQ",
            Area = ObjectArea.Data,
            Candidates = OauthTokenRows.Of,
            PageSize = 500,
            MostRows = 2_500,
            MostOffset = null,
            LiesInOrderOf = "CreatedDate",
        }
            .With<Grant>("Id", FieldKind.Id, (s, g) => s.Org.ShowsTokenIds ? SoqlValue.OfId(s.Org.NewId("0CQ", g.Serial + 1)) : SoqlValue.Null)
            .Text<Grant>("AppName", g => g.App.Name)
            .IdField<Grant>("AppMenuItemId", g => g.App.IsInstalled ? g.App.MenuItemId : null)
            .IdField<Grant>("UserId", g => g.User.Id)
            .Moment<Grant>("CreatedDate", g => g.Created)
            .With<Grant>("LastUsedDate", FieldKind.Moment, (_, g) => SoqlValue.At(g.LastUsed), groupable: false)
            .With<Grant>("UseCount", FieldKind.Number, (_, g) => SoqlValue.Of(g.UseCount))
            .With<Grant>("DeleteToken", FieldKind.Text, (s, g) => SoqlValue.Of(s.Org.DeleteTokenOf(g)))
            .With<Grant>("AccessToken", FieldKind.Text, (s, g) => SoqlValue.Of(s.Org.RefreshTokenOf(g)))
            .With<Grant>("RequestToken", FieldKind.Text, (_, _) => SoqlValue.Null)
            .Relation<Grant>("AppMenuItem", "AppMenuItem", (_, g) => g.App.IsInstalled ? g.App : null)
            .Relation<Grant>("User", "User", (_, g) => g.User);
    }

    private static ObjectType Organization() => new ObjectType("Organization", scope => [scope.Org]) { KeyPrefix = "00D" }
        .IdField<Org>("Id", o => o.Id)
        .Text<Org>("Name", o => o.Company)
        .Flag<Org>("IsSandbox", o => o.IsSandbox)
        .Text<Org>("OrganizationType", o => o.OrganizationType)
        .Moment<Org>("TrialExpirationDate", _ => 0)
        .Text<Org>("InstanceName", o => o.InstanceName)
        .Text<Org>("NamespacePrefix", _ => null)
        .Text<Org>("LanguageLocaleKey", _ => "en_US")
        .Text<Org>("TimeZoneSidKey", _ => "Europe/Berlin")
        .Moment<Org>("CreatedDate", o => o.Created)
        .Flag<Org>("IsReadOnly", _ => false);

    private static ObjectType User()
    {
        static IEnumerable<object> Rows(QueryScope scope, SoqlCondition? where)
        {
            if (!scope.Has("ViewAllUsers") && !scope.Has("ManageUsers")) return [scope.Caller];
            return FilterHints.TextOf(where, "Id") is { } id ? scope.Org.UserById(id) is { } one ? [one] : [] : scope.Org.Users;
        }

        return new ObjectType("User", scope => Rows(scope, null)) { KeyPrefix = "005", Changes = RowChanges.Update, Candidates = Rows }
            .IdField<OrgUser>("Id", u => u.Id)
            .Text<OrgUser>("Username", u => u.Username)
            .Text<OrgUser>("Name", u => u.Name)
            .Text<OrgUser>("Email", u => u.Email)
            .Flag<OrgUser>("IsActive", u => u.IsActive)
            .Text<OrgUser>("UserType", u => u.UserType)
            .IdField<OrgUser>("ProfileId", u => u.Profile.Id)
            .Moment<OrgUser>("LastLoginDate", u => u.LastLogin)
            .Moment<OrgUser>("CreatedDate", u => u.Created)
            .Text<OrgUser>("FederationIdentifier", u => u.FederationId)
            .Relation<OrgUser>("Profile", "Profile", (_, u) => u.Profile);
    }

    private static ObjectType Profiles()
    {
        var type = new ObjectType("Profile", scope => scope.Org.Profiles) { KeyPrefix = "00e", VisibleTo = ["ViewSetup", "ManageUsers"] }
            .IdField<Profile>("Id", p => p.Id)
            .Text<Profile>("Name", p => p.Name)
            .Text<Profile>("UserType", _ => "Standard")
            .Relation<Profile>("UserLicense", "UserLicense", (_, p) => p);
        foreach (var permission in Permissions.All) type.Flag<Profile>("Permissions" + permission, p => p.Permissions.Contains(permission));
        return type;
    }

    private static ObjectType UserLicense() => new ObjectType("UserLicense", scope => scope.Org.Profiles.DistinctBy(p => p.UserLicense)) { KeyPrefix = "100", VisibleTo = ["ViewSetup"] }
        .Text<Profile>("Name", p => p.UserLicense);

    /// <summary>Salesforce, UserPermissionAccess (reference §5): one row, the caller's own permissions.</summary>
    private static ObjectType UserPermissionAccess()
    {
        var type = new ObjectType("UserPermissionAccess", scope => [scope.Caller]) { Area = ObjectArea.Data }.IdField<OrgUser>("Id", _ => null);
        foreach (var permission in Permissions.All) type.Flag<OrgUser>("Permissions" + permission, u => u.Has(permission));
        return type;
    }
}
