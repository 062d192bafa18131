using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>One component of a retrieve.</summary>
/// <param name="FileName">Within the package: folder, name and suffix (reference §8).</param>
/// <param name="Content">What lies in the file itself where <paramref name="Body"/> lies beside it, as a certificate's PEM does.</param>
public sealed record MetadataComponent(string Type, string FullName, string FileName, string Id, XElement Body, Func<string>? Content = null);

/// <summary>Salesforce, app policy metadata (reference §2.1, §2.2): what an org's apps look like as files. Switches that the asked
/// version did not know are absent, and a consumer secret is there only with both ECA settings on and for who may see secrets (§2.2, §9 item 7).</summary>
public sealed partial class MetadataComponents(Org org, int version, bool mayReadSecrets = false)
{
    public static readonly XNamespace Space = "http://soap.sforce.com/2006/04/metadata";

    /// <summary>Type, folder and suffix.</summary>
    public static readonly IReadOnlyList<(string Type, string Folder, string Suffix)> Types =
    [
        ("ConnectedApp", "connectedApps", "connectedApp"),
        ("ExternalClientApplication", "externalClientApps", "eca"),
        ("ExtlClntAppGlobalOauthSettings", "extlClntAppGlobalOauthSets", "ecaGlblOauth"),
        ("ExtlClntAppOauthSettings", "extlClntAppOauthSettings", "ecaOauth"),
        ("ExtlClntAppOauthConfigurablePolicies", "extlClntAppOauthPolicies", "ecaOauthPlcy"),
        ("ExtlClntAppConfigurablePolicies", "extlClntAppPolicies", "ecaPlcy"),
        ("ExtlClntAppOauthSecuritySettings", "extlClntAppOauthSecuritySettings", "ecaOauthSecurity"),
        ("Certificate", "certs", "crt"),
        ("ExternalServiceRegistration", "externalServiceRegistrations", "externalServiceRegistration"),
        ("NamedCredential", "namedCredentials", "namedCredential"),
        ("PermissionSet", "permissionsets", "permissionset"),
        ("PermissionSetGroup", "permissionsetgroups", "permissionsetgroup"),
        ("Profile", "profiles", "profile"),
        ("Settings", "settings", "settings"),
        ("AuthProvider", "authproviders", "authprovider"),
        ("CspTrustedSite", "cspTrustedSites", "cspTrustedSite"),
        ("ExternalCredential", "externalCredentials", "externalCredential"),
        ("InboundCertificate", "inboundCertificates", "inboundCertificate"),
        ("RemoteSiteSetting", "remoteSiteSettings", "remoteSite"),
    ];

    public IEnumerable<MetadataComponent> OfType(string type) => type switch
    {
        "ConnectedApp" => Apps(eca: false).Select(app => Component(type, app.DeveloperName, app, ConnectedApp(app))),
        "ExternalClientApplication" => Apps(eca: true).Select(app => Component(type, app.DeveloperName, app, ExternalClientApp(app))),
        "ExtlClntAppGlobalOauthSettings" => Parts(type, "_glbloauth", GlobalOauth),
        "ExtlClntAppOauthSettings" => Parts(type, "_oauth", app =>
            [Node("commaSeparatedOauthScopes", string.Join(", ", app.Policy.Scopes.Select(ScopeName))), .. Ranges("trustedIpRanges", app.Policy.TrustedIpRanges)]),
        "ExtlClntAppOauthConfigurablePolicies" => Parts(type, "_oauthPlcy", OauthPolicies),
        "ExtlClntAppConfigurablePolicies" => Parts(type, "_plcy", app => [Node("isEnabled", app.IsEnabled), Node("isOauthPluginEnabled", true), Node("startPage", "None")]),
        "ExtlClntAppOauthSecuritySettings" => Parts(type, "_oauthSecurity", app => Ranges("tokenIpRanges", app.Policy.TokenIpRanges)),
        _ => OfSetup(type),
    };

    private static IEnumerable<XElement> Ranges(string name, IEnumerable<IpRange> ranges) =>
        ranges.Select(range => new XElement(Space + name, Node("endIpAddress", range.End), Node("startIpAddress", range.Start)));

    private IEnumerable<ClientApp> Apps(bool eca) => org.Apps.Where(app => app.IsInstalled && app.IsExternalClientApp == eca);

    private IEnumerable<MetadataComponent> Parts(string type, string ending, Func<ClientApp, IEnumerable<XElement?>> write) =>
        Apps(eca: true).Select(app => Component(type, app.DeveloperName + ending, app,
            new XElement(Space + type, write(app).Append(Node("externalClientApplication", app.DeveloperName)).Append(Node("label", app.Name)).OfType<XElement>().OrderBy(node => node.Name.LocalName, StringComparer.Ordinal))));

    private static MetadataComponent Component(string type, string fullName, ClientApp app, XElement body)
    {
        var (_, folder, suffix) = Types.First(known => known.Type == type);
        return new MetadataComponent(type, fullName, $"{folder}/{Uri.EscapeDataString(fullName)}.{suffix}", app.Id, body);
    }

    private XElement ConnectedApp(ClientApp app) => new(
        Space + "ConnectedApp",
        Node("contactEmail", app.ContactEmail ?? "integrations@northgale.example"),
        Node("description", app.Description),
        app.Policy.TrustedIpRanges.Select(range => new XElement(Space + "ipRanges", Node("end", range.End), Node("start", range.Start))),
        Node("label", app.Name),
        new XElement(
            Space + "oauthConfig",
            Node("callbackUrl", Callbacks(app)),
            Node("certificate", CertificateOf(app)),
            Node("consumerKey", app.ConsumerKey),
            Node("isAdminApproved", app.Policy.AdminApproved),
            Since(56, "isClientCredentialEnabled", app.Policy.ClientCredentialsEnabled),
            Node("isConsumerSecretOptional", app.Policy.SecretOptional),
            Node("isDeviceFlowEnabled", app.Policy.DeviceFlow),
            Since(65, "isEnforceRefreshTokenTTL", app.Policy.IdleTtlEnforced),
            Since(65, "isIpBindingEnabled", app.Policy.TokenIpRanges.Count > 0),
            Since(59, "isPkceRequired", app.Policy.PkceRequired),
            Since(60, "isRefreshTokenRotationEnabled", app.Policy.RotationEnabled),
            Since(51, "isSecretRequiredForRefreshToken", app.Policy.SecretRequiredForRefresh),
            app.Policy.ClientCredentialsEnabled ? Since(56, "oauthClientCredentialUser", app.Policy.ClientCredentialsUser) : null,
            app.Policy.Scopes.Select(scope => Node("scopes", ScopeName(scope)))),
        new XElement(Space + "oauthPolicy", Node("ipRelaxation", app.Policy.IpRelaxation), Node("refreshTokenPolicy", app.Policy.RefreshTokenPolicy)),
        app.PreauthorizedSets.Select(name => Node("permissionSetName", name)),
        app.PreauthorizedProfiles.Select(name => Node("profileName", name)),
        app.Policy is { SessionMinutes: null, SessionLevel: null } ? null
            : new XElement(Space + "sessionPolicy", Node("sessionLevel", app.Policy.SessionLevel), Node("sessionTimeout", app.Policy.SessionMinutes)));

    /// <summary>The copy inside the app, with an end of its own; the same bytes at every read.</summary>
    private string? CertificateOf(ClientApp app) =>
        app.CertificateEnds is { } ends ? Pem($"CN={app.DeveloperName}, OU={org.Id}, O=stand-in", $"app:{app.Name}", ends) : null;

    private static XElement ExternalClientApp(ClientApp app) => new(
        Space + "ExternalClientApplication",
        Node("contactEmail", app.ContactEmail ?? "integrations@northgale.example"),
        Node("description", app.Description),
        Node("distributionState", "Local"),
        Node("isProtected", false),
        Node("label", app.Name));

    private IEnumerable<XElement?> GlobalOauth(ClientApp app) =>
    [
        Node("callbackUrl", Callbacks(app)),
        Node("certificate", CertificateOf(app)),
        Node("consumerKey", app.ConsumerKey),
        mayReadSecrets && org is { ConsumerSecretsInMetadata: true, ConsumerSecretsInRest: true } ? Node("consumerSecret", app.ConsumerSecret) : null,
        Node("isClientCredentialsFlowEnabled", app.Policy.ClientCredentialsEnabled),
        Node("isConsumerSecretOptional", app.Policy.SecretOptional),
        Node("isDeviceFlowEnabled", app.Policy.DeviceFlow),
        Since(65, "isEnforceRefreshTokenTTL", app.Policy.IdleTtlEnforced),
        Since(59, "isPkceRequired", app.Policy.PkceRequired),
        Since(60, "isRefreshTokenRotationEnabled", app.Policy.RotationEnabled),
        Node("isSecretRequiredForRefreshToken", app.Policy.SecretRequiredForRefresh),
    ];

    private static IEnumerable<XElement?> OauthPolicies(ClientApp app)
    {
        var lifetime = app.Policy.RefreshTokenPolicy.Split(':');
        return
        [
            Node("clientCredentialsFlowUser", app.Policy.ClientCredentialsUser),
            app.PreauthorizedSets.Count > 0 ? Node("commaSeparatedPermissionSet", string.Join(", ", app.PreauthorizedSets)) : null,
            app.PreauthorizedProfiles.Count > 0 ? Node("commaSeparatedProfile", string.Join(", ", app.PreauthorizedProfiles)) : null,
            Node("ipRelaxationPolicyType", OrgObjects.EcaIpRelaxation(app)),
            Node("isClientCredentialsFlowEnabled", app.Policy.ClientCredentialsEnabled),
            Node("permittedUsersPolicyType", app.Policy.AdminApproved ? "AdminApprovedPreAuthorized" : "AllSelfAuthorized"),
            Node("refreshTokenPolicyType", OrgObjects.EcaRefreshPolicy(app)),
            lifetime.Length == 3 ? Node("refreshTokenValidityPeriod", lifetime[1]) : null,
            lifetime.Length == 3 ? Node("refreshTokenValidityUnit", OrgObjects.EcaRefreshUnit(app)) : null,
            Node("requiredSessionLevel", app.Policy.SessionLevel ?? "STANDARD"),
            Node("sessionTimeoutInMinutes", app.Policy.SessionMinutes),
        ];
    }

    /// <summary>The scenario's word for any loopback address is none that the org would know.</summary>
    private static string Callbacks(ClientApp app) => string.Join('\n', app.Policy.CallbackUrls.Select(url => url == "loopback" ? "http://localhost/callback" : url).DefaultIfEmpty("https://callback.invalid/cb"));

    private XElement? Since(int first, string name, object? value) => version >= first ? Node(name, value) : null;

    private static XElement? Node(string name, object? value) => value switch
    {
        null => null,
        bool flag => new XElement(Space + name, flag ? "true" : "false"),
        _ => new XElement(Space + name, Writable(Convert.ToString(value, CultureInfo.InvariantCulture)!)),
    };

    /// <summary>XML has no way to write some signs; a replacement stands for each.</summary>
    public static string Writable(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD"));

    /// <summary>Salesforce, scope names (reference §2.6).</summary>
    private static string ScopeName(string scope) => scope switch
    {
        "id" => "Basic",
        "visualforce" => "CustomApplications",
        "openid" => "OpenID",
        "chatter_api" => "Chatter",
        "wave_api" => "Wave",
        "pardot_api" => "Pardot",
        "cdp_api" => "CDP",
        "mcp_api" => "MCP",
        "sfap_api" => "SFAP",
        _ when scope.Length > 4 && scope.EndsWith("_api", StringComparison.Ordinal) => ScopeName(scope[..^4]),
        _ => string.Concat(scope.Split('_').Select(part => part[..1].ToUpperInvariant() + part[1..])),
    };
}
