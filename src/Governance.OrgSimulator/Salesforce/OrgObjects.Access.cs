using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Who may use which app, and the policies of external client apps.</summary>
public static partial class OrgObjects
{
    /// <summary>Salesforce, PermissionSet (reference §5): every profile has a shadow row that IsOwnedByProfile.</summary>
    private static ObjectType PermissionSets()
    {
        var type = new ObjectType("PermissionSet", scope => scope.Org.AllSets.Where(set => IsShown(scope.Org, set.Id))) { KeyPrefix = "0PS", Changes = RowChanges.Create | RowChanges.Update | RowChanges.Delete, VisibleTo = ["ViewSetup", "AssignPermissionSets"] }
            .IdField<PermissionSet>("Id", p => p.Id)
            .Text<PermissionSet>("Name", p => p.Name)
            .Text<PermissionSet>("Label", p => p.Label)
            .Text<PermissionSet>("Description", _ => null)
            .IdField<PermissionSet>("LicenseId", _ => null)
            .Flag<PermissionSet>("IsOwnedByProfile", p => p.Owner is not null)
            .IdField<PermissionSet>("ProfileId", p => p.Owner?.Id)
            .IdField<PermissionSet>("PermissionSetGroupId", p => p.GroupId)
            .Flag<PermissionSet>("IsCustom", p => p.Owner is null)
            .Text<PermissionSet>("Type", p => p.Owner is not null ? "Profile" : p.GroupId is not null ? "Group" : p.SessionBased ? "Session" : "Regular")
            .Flag<PermissionSet>("HasActivationRequired", p => p.SessionBased)
            .Text<PermissionSet>("NamespacePrefix", _ => null)
            .With<PermissionSet>("LastModifiedDate", FieldKind.Moment, (s, p) => SoqlValue.At(Math.Max(p.Modified, s.Org.Created)))
            .With<PermissionSet>("SystemModstamp", FieldKind.Moment, (s, p) => SoqlValue.At(Math.Max(p.Modified, s.Org.Created)))
            .Relation<PermissionSet>("Profile", "Profile", (_, p) => p.Owner);
        foreach (var permission in Permissions.All) type.Flag<PermissionSet>("Permissions" + permission, p => p.Gives(permission));
        return type;
    }

    /// <summary>Salesforce, SetupEntityAccess (reference §3.2, §5): the pre-authorizations of an app, and who may use a principal of an
    /// external credential; the name of either cannot be joined.</summary>
    private static ObjectType SetupEntityAccess() => new ObjectType("SetupEntityAccess", scope => scope.Org.AppAccesses().Concat<ISetupAccess>(scope.Org.PrincipalAccesses()).Where(access => IsShown(scope.Org, access.IdIn(scope.Org)))) { KeyPrefix = "0J0", Changes = RowChanges.Create | RowChanges.Delete, VisibleTo = ["ViewSetup"] }
        .With<ISetupAccess>("Id", FieldKind.Id, (s, a) => SoqlValue.OfId(a.IdIn(s.Org)))
        .IdField<ISetupAccess>("ParentId", a => a.Parent.Id)
        .IdField<ISetupAccess>("SetupEntityId", a => a.EntityId)
        .Text<ISetupAccess>("SetupEntityType", a => a.EntityType)
        .Moment<ISetupAccess>("SystemModstamp", a => a.Created)
        .Relation<ISetupAccess>("Parent", "PermissionSet", (_, a) => a.Parent);

    public static string AssignmentId(Org org, OrgUser user, PermissionSet set) => org.NewId("0Pa", (user.Index * 100_000L) + set.Place);

    /// <summary>Salesforce, PermissionSetAssignment (reference §5): the profile's shadow set is among them.</summary>
    private static ObjectType PermissionSetAssignment() =>
        new ObjectType("PermissionSetAssignment", scope => scope.Org.Users.SelectMany(user =>
            user.PermissionSets.Prepend(scope.Org.ShadowOf(user.Profile)).Select(set => new SetAssignment(user, set)))
            .Where(held => IsShown(scope.Org, AssignmentId(scope.Org, held.User, held.Set))))
        { KeyPrefix = "0Pa", Changes = RowChanges.Create | RowChanges.Delete, VisibleTo = ["ViewSetup", "AssignPermissionSets", "ManageUsers"] }
            .With<SetAssignment>("Id", FieldKind.Id, (s, a) => SoqlValue.OfId(AssignmentId(s.Org, a.User, a.Set)))
            .IdField<SetAssignment>("AssigneeId", a => a.User.Id)
            .IdField<SetAssignment>("PermissionSetId", a => a.Set.Id)
            .IdField<SetAssignment>("PermissionSetGroupId", a => a.Set.GroupId)
            .Flag<SetAssignment>("IsActive", a => a.Set.Owner is not null || a.User.Holds(a.Set))
            .Moment<SetAssignment>("ExpirationDate", a => a.User.AssignedUntil.GetValueOrDefault(a.Set.Id))
            .With<SetAssignment>("SystemModstamp", FieldKind.Moment, (s, a) => SoqlValue.At(a.User.AssignedAt.GetValueOrDefault(a.Set.Id, s.Org.Created)))
            .Relation<SetAssignment>("Assignee", "User", (_, a) => a.User)
            .Relation<SetAssignment>("PermissionSet", "PermissionSet", (_, a) => a.Set)
            .Relation<SetAssignment>("PermissionSetGroup", "PermissionSetGroup", (s, a) => GroupOf(s.Org, a.Set.GroupId));

    /// <summary>Salesforce, ExtlClntAppOauthPlcyCnfg (reference §1.5): what an admin set; PKCE, rotation and idle TTL are not in it (§0 item 5).</summary>
    private static ObjectType EcaOauthPolicy() => EcaPart("ExtlClntAppOauthPlcyCnfg", "0z8")
        .Text<ClientApp>("PermittedUsersPolicyType", a => a.Policy.AdminApproved ? "AdminApprovedPreAuthorized" : "AllSelfAuthorized")
        .Text<ClientApp>("IpRelaxationPolicyType", EcaIpRelaxation)
        .Text<ClientApp>("RefreshTokenPolicyType", EcaRefreshPolicy)
        .With<ClientApp>("RefreshTokenValidityPeriod", FieldKind.Number, (_, a) => Period(a))
        .Text<ClientApp>("RefreshTokenValidityUnit", EcaRefreshUnit)
        .Flag<ClientApp>("IsClientCredentialsFlowEnabled", a => a.Policy.ClientCredentialsEnabled)
        .Text<ClientApp>("ClientCredentialsFlowUser", a => a.Policy.ClientCredentialsUser)
        .Flag<ClientApp>("IsGuestCodeCredFlowEnabled", _ => false)
        .Flag<ClientApp>("IsTokenExchangeFlowEnabled", _ => false)
        .Text<ClientApp>("RequiredSessionLevel", a => a.Policy.SessionLevel ?? "STANDARD")
        .With<ClientApp>("SessionTimeoutInMinutes", FieldKind.Number, (_, a) => a.Policy.SessionMinutes is { } minutes ? SoqlValue.Of(minutes) : SoqlValue.Null)
        .Text<ClientApp>("StartUrl", _ => null);

    /// <summary>Salesforce, ExtlClntAppPlcyCnfg (reference §1.5).</summary>
    private static ObjectType EcaPolicy() => EcaPart("ExtlClntAppPlcyCnfg", "0z9")
        .Flag<ClientApp>("IsEnabled", a => a.IsEnabled)
        .Text<ClientApp>("OauthPluginStatus", _ => "Enabled")
        .Text<ClientApp>("SamlPluginStatus", _ => "Notinstalled")
        .Text<ClientApp>("PushPluginStatus", _ => "Notinstalled")
        .Text<ClientApp>("MobilePluginStatus", _ => "Notinstalled")
        .Text<ClientApp>("CanvasPluginStatus", _ => "Notinstalled")
        .Text<ClientApp>("NotifPluginStatus", _ => "Notinstalled")
        .Text<ClientApp>("StartPage", _ => "None")
        .Text<ClientApp>("StartUrl", _ => null);

    private static ObjectType EcaPart(string name, string prefix) =>
        new ObjectType(name, scope => scope.Org.Apps.Where(a => a.IsInstalled && a.IsExternalClientApp)) { KeyPrefix = prefix, VisibleTo = ["ExternalClientAppViewer", "ExternalClientAppAdmin", "CustomizeApplication"] }
            .With<ClientApp>("Id", FieldKind.Id, (s, a) => SoqlValue.OfId(s.Org.NewId(prefix, a.Index + 1)))
            .IdField<ClientApp>("ExternalClientApplicationId", a => a.Id)
            .Relation<ClientApp>("ExternalClientApplication", "ExternalClientApplication", (_, a) => a);

    internal static string EcaIpRelaxation(ClientApp app) => app.Policy.IpRelaxation switch
    {
        "ENFORCE_RELAXREFRESH" => "Enforce_RelaxRefresh",
        "BYPASS_2FACTOR" => "Bypass_2factor",
        "BYPASS" => "Bypass",
        _ => "Enforce",
    };

    internal static string EcaRefreshPolicy(ClientApp app) => app.Policy.RefreshTokenPolicy.Split(':')[0] switch
    {
        "zero" => "Zero",
        "specific_lifetime" => "SpecificLifetime",
        "specific_inactivity" => "SpecificInactivity",
        _ => "Infinite",
    };

    internal static string? EcaRefreshUnit(ClientApp app) =>
        app.Policy.RefreshTokenPolicy.Split(':') is [_, _, var unit] ? unit[..1] + unit[1..].ToLowerInvariant() : null;
}
