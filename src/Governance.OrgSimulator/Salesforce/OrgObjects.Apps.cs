using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

public static partial class OrgObjects
{
    /// <summary>Salesforce, ConnectedApplication (reference §1.4): installed apps only.</summary>
    private static ObjectType ConnectedApplication() =>
        Stamps(new ObjectType("ConnectedApplication", scope => scope.Org.Apps.Where(a => a.IsInstalled && !a.IsExternalClientApp)) { KeyPrefix = "0H4", VisibleTo = ["ViewSetup"] })
            .Text<ClientApp>("Name", a => a.Name)
            .Flag<ClientApp>("OptionsAllowAdminApprovedUsersOnly", a => a.Policy.AdminApproved)
            .Flag<ClientApp>("OptionsRefreshTokenValidityMetric", a => a.Policy.RefreshTokenPolicy.StartsWith("specific_inactivity", StringComparison.Ordinal))
            .Flag<ClientApp>("OptionsHasSessionLevelPolicy", _ => false)
            .Flag<ClientApp>("OptionsIsInternal", _ => false)
            .Flag<ClientApp>("OptionsTokenExchangeManageBitEnabled", _ => false)
            .With<ClientApp>("RefreshTokenValidityPeriod", FieldKind.Number, (_, a) => Period(a))
            .Text<ClientApp>("SessionTimeout", a => a.Policy.SessionMinutes?.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Text<ClientApp>("MobileSessionTimeout", _ => null)
            .Text<ClientApp>("PinLength", _ => null)
            .Text<ClientApp>("StartUrl", _ => null)
            .Text<ClientApp>("MobileStartUrl", _ => null)
            .Relation<ClientApp>("CreatedBy", "User", (s, _) => s.Org.Users.FirstOrDefault())
            .Relation<ClientApp>("LastModifiedBy", "User", (s, _) => s.Org.Users.FirstOrDefault());

    /// <summary>Salesforce, ExternalClientApplication (reference §1.5).</summary>
    private static ObjectType ExternalClientApplication() =>
        Stamps(new ObjectType("ExternalClientApplication", scope => scope.Org.Apps.Where(a => a.IsInstalled && a.IsExternalClientApp)) { KeyPrefix = "0xI", VisibleTo = ["ViewSetup"] })
            .Text<ClientApp>("DeveloperName", a => a.DeveloperName)
            .Text<ClientApp>("MasterLabel", a => a.Name)
            .Text<ClientApp>("Description", a => a.Description)
            .Text<ClientApp>("ContactEmail", a => a.ContactEmail)
            .Text<ClientApp>("ContactPhone", _ => null)
            .Text<ClientApp>("DistributionState", _ => "Local")
            .Text<ClientApp>("ManagedType", _ => "Local")
            .Text<ClientApp>("OrgScopedExternalApp", _ => null)
            .Text<ClientApp>("NamespacePrefix", _ => null)
            .Text<ClientApp>("ManageableState", _ => "unmanaged")
            .With<ClientApp>("Version", FieldKind.Number, (_, _) => SoqlValue.Of(1));

    private static ObjectType AppMenuItem() => new ObjectType("AppMenuItem", scope => scope.Org.Apps.Where(a => a.IsInstalled)) { KeyPrefix = "0DS", Changes = RowChanges.Update }
        .IdField<ClientApp>("Id", a => a.MenuItemId)
        .IdField<ClientApp>("ApplicationId", a => a.Id)
        .Text<ClientApp>("Name", a => a.DeveloperName)
        .Text<ClientApp>("Label", a => a.Name)
        .Text<ClientApp>("Type", a => a.IsExternalClientApp ? "ExternalClientApp" : "ConnectedApplication")
        .Flag<ClientApp>("IsUsingAdminAuthorization", a => a.Policy.AdminApproved)
        .Flag<ClientApp>("IsAccessible", a => a.IsEnabled)
        .Flag<ClientApp>("IsVisible", a => a is { IsEnabled: true, IsHiddenInMenu: false })
        .Text<ClientApp>("StartUrl", _ => null)
        .Text<ClientApp>("NamespacePrefix", _ => null);

    private static ObjectType Stamps(ObjectType type) => type
        .IdField<ClientApp>("Id", a => a.Id)
        .Moment<ClientApp>("CreatedDate", a => a.Created)
        .With<ClientApp>("CreatedById", FieldKind.Id, (s, _) => SoqlValue.OfId(s.Org.Users.FirstOrDefault()?.Id))
        .Moment<ClientApp>("LastModifiedDate", a => a.Created)
        .With<ClientApp>("LastModifiedById", FieldKind.Id, (s, _) => SoqlValue.OfId(s.Org.Users.FirstOrDefault()?.Id))
        .Moment<ClientApp>("SystemModstamp", a => a.Created);

    private static SoqlValue Period(ClientApp app) =>
        app.Policy.RefreshTokenPolicy.Split(':') is [_, var count, _] && int.TryParse(count, out var number) ? SoqlValue.Of(number) : SoqlValue.Null;
}
