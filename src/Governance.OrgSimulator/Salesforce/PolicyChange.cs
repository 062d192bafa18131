using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, what a deployed policy file does to an app (reference §2.1, §2.2): a field that the file leaves out goes back to
/// its default, if the deploying version knew the field.</summary>
public sealed partial class PolicyChange(Org org, int version)
{
    /// <returns>Why the file is refused; null when <paramref name="apply"/> may be run.</returns>
    public string? Read(string type, string fullName, XElement file, out Action apply)
    {
        apply = () => { };
        if (type == "Settings" && fullName == "ExternalClientApp" && file.Name == MetadataComponents.Space + "ExternalClientAppSettings")
        {
            apply = () => (org.ConsumerSecretsInMetadata, org.ConsumerSecretsInRest) = (Flag(file, "enableConsumerSecretApiAccess", false), Flag(file, "enableClientSecretInRestApiAccess", false));
            return null;
        }

        if (!IsOfApps(type)) return $"Deploying {type} {fullName} is not played here";
        if (file.Name != MetadataComponents.Space + type) return $"Element {file.Name.LocalName} is no {type}";
        var isConnectedApp = type == "ConnectedApp";
        var name = isConnectedApp || type == "ExternalClientApplication" ? fullName : Text(file, "externalClientApplication");
        if (name is null) return "Required field is missing: externalClientApplication";
        var app = org.Apps.Find(candidate => candidate.IsInstalled && candidate.IsExternalClientApp != isConnectedApp && candidate.DeveloperName == name);
        if (app is null) return isConnectedApp ? "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support." : $"In field: externalClientApplication - no ExternalClientApplication named {name} found";
        var bad = file.DescendantsAndSelf().FirstOrDefault(node => !node.HasElements && node.Name.LocalName.StartsWith("is", StringComparison.Ordinal) && node.Value is not ("true" or "false"));
        if (bad is not null) return $"'{bad.Value}' is not a valid value for the type xsd:boolean";
        return type switch
        {
            "ConnectedApp" => ConnectedApp(app, file, out apply),
            "ExtlClntAppGlobalOauthSettings" => Change(out apply, app, policy => Switches(policy, file, "isClientCredentialsFlowEnabled")),
            "ExtlClntAppOauthConfigurablePolicies" => OauthPolicies(app, file, out apply),
            "ExtlClntAppConfigurablePolicies" => Change(out apply, app, policy => policy, () => app.IsEnabled = Flag(file, "isEnabled", true) && Flag(file, "isOauthPluginEnabled", true)),
            "ExtlClntAppOauthSecuritySettings" => Security(app, file, out apply),
            _ => Change(out apply, app, policy => policy),
        };
    }

    private static bool IsOfApps(string type) => type is "ConnectedApp" or "ExternalClientApplication" || type.StartsWith("ExtlClntApp", StringComparison.Ordinal);

    private string? ConnectedApp(ClientApp app, XElement file, out Action apply)
    {
        apply = () => { };
        foreach (var needed in (string[])["label", "contactEmail"])
            if (string.IsNullOrWhiteSpace(Text(file, needed))) return $"Required field is missing: {needed}";
        var config = file.Element(MetadataComponents.Space + "oauthConfig");
        var policy = file.Element(MetadataComponents.Space + "oauthPolicy");
        if (config is not null && Text(config, "callbackUrl") is null) return "Required field is missing: callbackUrl";
        var refresh = (policy is null ? null : Text(policy, "refreshTokenPolicy")) ?? "infinite";
        if (!RefreshPolicy().IsMatch(refresh)) return $"'{refresh}' is not a valid refreshTokenPolicy";
        var relaxation = (policy is null ? null : Text(policy, "ipRelaxation")) ?? "ENFORCE";
        if (relaxation is not ("ENFORCE" or "ENFORCE_RELAXREFRESH" or "BYPASS_2FACTOR" or "BYPASS")) return $"'{relaxation}' is not a valid value for the enum 'ConnectedAppOauthIPRelaxation'";
        var (sets, profiles) = (Texts(file, "permissionSetName"), Texts(file, "profileName"));
        if (Unknown(sets, profiles) is { } unknown) return unknown;
        var minutes = file.Element(MetadataComponents.Space + "sessionPolicy") is { } session && int.TryParse(Text(session, "sessionTimeout"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : (int?)null;
        var source = config ?? new XElement("none");
        return Change(
            out apply, app,
            old => Switches(old, source, "isClientCredentialEnabled") with
            {
                AdminApproved = Flag(source, "isAdminApproved", false),
                ClientCredentialsUser = version >= 56 ? Text(source, "oauthClientCredentialUser") : old.ClientCredentialsUser,
                RefreshTokenPolicy = refresh,
                IpRelaxation = relaxation,
                SessionMinutes = minutes,
                SessionLevel = file.Element(MetadataComponents.Space + "sessionPolicy") is { } level ? Text(level, "sessionLevel") : null,
            },
            () => Preauthorize(app, sets, profiles));
    }

    private string? OauthPolicies(ClientApp app, XElement file, out Action apply)
    {
        apply = () => { };
        var users = Text(file, "permittedUsersPolicyType") ?? "AllSelfAuthorized";
        if (users is not ("AllSelfAuthorized" or "AdminApprovedPreAuthorized")) return $"'{users}' is not a valid value for permittedUsersPolicyType";
        var (sets, profiles) = (Names(Text(file, "commaSeparatedPermissionSet")), Names(Text(file, "commaSeparatedProfile")));
        if (Unknown(sets, profiles) is { } unknown) return unknown;
        var (kind, period, unit) = (Text(file, "refreshTokenPolicyType") ?? "SpecificLifetime", Text(file, "refreshTokenValidityPeriod") ?? "365", Text(file, "refreshTokenValidityUnit") ?? "Days");
        var refresh = kind switch { "Infinite" => "infinite", "Zero" => "zero", "SpecificLifetime" => $"specific_lifetime:{period}:{unit.ToUpperInvariant()}", "SpecificInactivity" => $"specific_inactivity:{period}:{unit.ToUpperInvariant()}", _ => "" };
        if (!RefreshPolicy().IsMatch(refresh)) return $"'{kind}' with '{period}' '{unit}' is not a valid refresh token policy";
        var relaxation = (Text(file, "ipRelaxationPolicyType") ?? "Enforce") switch { "Enforce" => "ENFORCE", "Enforce_RelaxRefresh" => "ENFORCE_RELAXREFRESH", "Bypass_2factor" => "BYPASS_2FACTOR", "Bypass" => "BYPASS", _ => null };
        if (relaxation is null) return $"'{Text(file, "ipRelaxationPolicyType")}' is not a valid value for ipRelaxationPolicyType";
        return Change(
            out apply, app,
            old => old with
            {
                AdminApproved = users == "AdminApprovedPreAuthorized",
                IpRelaxation = relaxation,
                RefreshTokenPolicy = refresh,
                ClientCredentialsEnabled = Flag(file, "isClientCredentialsFlowEnabled", false),
                ClientCredentialsUser = Text(file, "clientCredentialsFlowUser"),
                SessionMinutes = int.TryParse(Text(file, "sessionTimeoutInMinutes"), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : null,
                SessionLevel = Text(file, "requiredSessionLevel") is { } level and not "STANDARD" ? level : null,
            },
            () => Preauthorize(app, sets, profiles));
    }

    private static string? Security(ClientApp app, XElement file, out Action apply)
    {
        apply = () => { };
        var ranges = file.Elements(MetadataComponents.Space + "tokenIpRanges").Select(range => new IpRange(Text(range, "startIpAddress") ?? "", Text(range, "endIpAddress") ?? "")).ToList();
        if (ranges.Find(range => !System.Net.IPAddress.TryParse(range.Start, out _) || !System.Net.IPAddress.TryParse(range.End, out _)) is { } bad) return $"'{bad.Start}' to '{bad.End}' is not a valid IP range";
        return Change(out apply, app, old => old with { TokenIpRanges = ranges });
    }

    private AppPolicy Switches(AppPolicy old, XElement source, string clientCredentials) => old with
    {
        PkceRequired = version >= 59 ? Flag(source, "isPkceRequired", false) : old.PkceRequired,
        RotationEnabled = version >= 60 ? Flag(source, "isRefreshTokenRotationEnabled", false) : old.RotationEnabled,
        IdleTtlEnforced = version >= 65 ? Flag(source, "isEnforceRefreshTokenTTL", false) : old.IdleTtlEnforced,
        SecretRequiredForRefresh = version >= 51 ? Flag(source, "isSecretRequiredForRefreshToken", true) : old.SecretRequiredForRefresh,
        SecretOptional = Flag(source, "isConsumerSecretOptional", false),
        DeviceFlow = Flag(source, "isDeviceFlowEnabled", false),
        ClientCredentialsEnabled = version >= 56 ? Flag(source, clientCredentials, false) : old.ClientCredentialsEnabled,
    };

    private static string? Change(out Action apply, ClientApp app, Func<AppPolicy, AppPolicy> change, Action? more = null)
    {
        apply = () =>
        {
            app.Policy = change(app.Policy);
            more?.Invoke();
            app.Changed = true;
        };
        return null;
    }

    private static void Preauthorize(ClientApp app, IReadOnlyList<string> sets, IReadOnlyList<string> profiles)
    {
        app.PreauthorizedSets.Clear();
        app.PreauthorizedSets.AddRange(sets);
        app.PreauthorizedProfiles.Clear();
        app.PreauthorizedProfiles.AddRange(profiles);
    }

    private string? Unknown(IReadOnlyList<string> sets, IReadOnlyList<string> profiles) =>
        sets.FirstOrDefault(name => org.PermissionSets.TrueForAll(set => set.Name != name)) is { } set ? $"In field: permissionSetName - no PermissionSet named {set} found"
        : profiles.FirstOrDefault(name => org.Profiles.TrueForAll(profile => profile.Name != name)) is { } profile ? $"In field: profileName - no Profile named {profile} found"
        : null;

    private static string? Text(XElement parent, string name) => parent.Element(MetadataComponents.Space + name)?.Value.Trim();

    private static List<string> Texts(XElement parent, string name) => [.. parent.Elements(MetadataComponents.Space + name).Select(node => node.Value.Trim())];

    private static List<string> Names(string? list) => [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static bool Flag(XElement parent, string name, bool otherwise) => Text(parent, name) is { } text ? text == "true" : otherwise;

    [GeneratedRegex("^(infinite|zero|specific_(lifetime|inactivity):[0-9]{1,4}:(HOURS|DAYS|MONTHS))$")]
    private static partial Regex RefreshPolicy();
}
