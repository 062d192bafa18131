using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, metadata beside the apps (reference §2.3, §3, §4, §5, §8): settings, certificates, named credentials, external services,
/// permission sets and profiles.</summary>
public sealed partial class MetadataComponents
{
    private static readonly Lazy<RSA> CertificateKey = new(() => RSA.Create(2048));

    /// <summary>A settings file is a member of Settings; its root element and readMetadata name it with Settings at the end.</summary>
    public static readonly IReadOnlyList<string> Settings = ["ConnectedApp", "ExternalClientApp", "MyDomain", "OauthOidc", "Security"];

    private IEnumerable<MetadataComponent> OfSetup(string type) => type switch
    {
        "Settings" => Settings.Select(name => new MetadataComponent(type, name, $"settings/{name}.settings", org.NewId("000", 0), new XElement(Space + (name + "Settings"), SettingsOf(name)))),
        "Certificate" => org.Certificates.Select(certificate => new MetadataComponent(
            type, certificate.Name, $"certs/{certificate.Name}.crt", OrgObjects.CertificateId(org, certificate, "0P1"), Certificate(certificate), () => Pem(certificate))),
        "NamedCredential" => OrgObjects.CalledBy(org).Select(called => Plain(type, called.Credential.Name, "namedCredentials", "namedCredential", called.Id, NamedCredential(called.Credential))),
        "ExternalServiceRegistration" => org.ExternalServices().Select(service => Plain(type, service.Name, "externalServiceRegistrations", "externalServiceRegistration", service.Id, ExternalService(service))),
        "PermissionSet" => org.PermissionSets.Select(set => Plain(type, set.Name, "permissionsets", "permissionset", set.Id, PermissionSetOf(set))),
        "PermissionSetGroup" => org.AllSets.Where(set => set.GroupId is not null).Select(set => Plain(type, set.Name, "permissionsetgroups", "permissionsetgroup", set.GroupId!, GroupOf(set))),
        "Profile" => org.Profiles.Select(profile => Plain(type, profile.Name, "profiles", "profile", profile.Id, ProfileOf(profile))),
        _ => OfOutbound(type),
    };

    private IEnumerable<XElement?> SettingsOf(string name) => name switch
    {
        "ConnectedApp" => [Node("enableAdminApprovedAppsOnly", org.Settings.ApprovedAppsOnly), Node("enableAdminApprovedAppsOnlyForExternalUser", false)],
        "ExternalClientApp" => [Node("enableClientSecretInRestApiAccess", org.ConsumerSecretsInRest), Node("enableConsumerSecretApiAccess", org.ConsumerSecretsInMetadata), Node("enablePackageEcaOauthFromDevOrg", false)],
        "MyDomain" => [Node("canOnlyLoginWithMyDomainUrl", true), Node("doesApiLoginRequireOrgDomain", true), Node("myDomainName", org.Name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()), Node("myDomainSuffix", "MyTLD")],
        "OauthOidc" => [Node("blockOAuthUnPwFlow", !org.Settings.PasswordFlow), Node("blockOAuthUsrAgtFlow", !org.Settings.UserAgentFlow), Since(59, "isPkceRequired", org.Settings.PkceRequired), Node("oAuthCdCrdtFlowEnable", false)],
        _ =>
        [
            new XElement(Space + "networkAccess", org.Settings.TrustedIpRanges.Select(range => new XElement(Space + "ipRanges", Node("end", range.End), Node("start", range.Start)))),
            new XElement(Space + "sessionSettings", Node("enforceIpRangesEveryRequest", false), Node("forceRelogin", true), Node("lockSessionsToDomain", true), Node("lockSessionsToIp", false), Node("sessionTimeout", "TwoHours")),
        ],
    };

    private static XElement Certificate(Certificate certificate) => new(
        Space + "Certificate",
        Node("caSigned", certificate.CaSigned),
        Node("encryptedWithPlatformEncryption", false),
        Node("expirationDate", DateTimeOffset.FromUnixTimeSeconds(certificate.Expires).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        Node("keySize", certificate.KeySize),
        Node("masterLabel", certificate.Label),
        Node("privateKeyExportable", certificate.Exportable));

    /// <summary>One PEM block without a key, ending when the scenario says; every certificate here has the same false key.</summary>
    private string Pem(Certificate certificate)
    {
        if (certificate.Pem is { } given) return given.TrimEnd() + "\n";
        var request = new CertificateRequest($"CN={certificate.Name}, OU={org.Id}, O=stand-in", CertificateKey.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var until = DateTimeOffset.FromUnixTimeSeconds(certificate.Expires);
        using var made = request.CreateSelfSigned(until.AddYears(-1), until);
        return made.ExportCertificatePem() + "\n";
    }

    private static XElement ExternalService(ExternalService service) => new(
        Space + "ExternalServiceRegistration",
        Node("label", service.Name),
        service.ProviderId is { } provider ? Node("registrationProvider", provider) : null,
        Node("registrationProviderType", service.ProviderType),
        Node("schema", service.Schema),
        Node("schemaType", "OpenApi3"),
        Node("status", "Complete"),
        Node("systemVersion", service.SystemVersion));

    private XElement PermissionSetOf(PermissionSet set) => new(
        Space + "PermissionSet", Principals(p => p.PermissionSets.Contains(set.Name)), Node("hasActivationRequired", set.SessionBased), Node("label", set.Label), Rights(set.Permissions));

    private static XElement GroupOf(PermissionSet set) => new(
        Space + "PermissionSetGroup", Node("hasActivationRequired", set.SessionBased), Node("label", set.Label), set.Names.Order(StringComparer.Ordinal).Select(name => Node("permissionSets", name)), Node("status", "Updated"));

    private XElement ProfileOf(Profile profile) => new(
        Space + "Profile", Node("custom", false), Principals(p => p.Profiles.Contains(profile.Name)), profile.LoginIpRanges.Select(range => new XElement(Space + "loginIpRanges", Node("endAddress", range.End), Node("startAddress", range.Start))), Node("userLicense", profile.UserLicense), Rights(profile.Permissions));

    private IEnumerable<XElement> Principals(Func<CredentialPrincipal, bool> opens) => org.ExternalCredentials.SelectMany(c => c.Principals).Where(opens).Select(p =>
        new XElement(Space + "externalCredentialPrincipalAccesses", Node("enabled", true), Node("externalCredentialPrincipal", $"{p.Credential}-{p.Name}")));

    private static IEnumerable<XElement> Rights(IEnumerable<string> permissions) =>
        permissions.Order(StringComparer.Ordinal).Select(name => new XElement(Space + "userPermissions", Node("enabled", true), Node("name", name)));

    private static MetadataComponent Plain(string type, string fullName, string folder, string suffix, string id, XElement body) =>
        new(type, fullName, $"{folder}/{Uri.EscapeDataString(fullName)}.{suffix}", id, body);
}
