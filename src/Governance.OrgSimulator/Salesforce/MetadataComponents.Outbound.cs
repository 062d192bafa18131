using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, what an org calls and who may call it by certificate (reference §3.1 to §3.3): one of each in every org, the
/// same everywhere, and what the scenario names beside them.</summary>
public sealed partial class MetadataComponents
{
    private IEnumerable<MetadataComponent> OfOutbound(string type) => type switch
    {
        "AuthProvider" => [Plain(type, "Company_Login", "authproviders", "authprovider", org.NewId("0SO", 1), AuthProvider())],
        "CspTrustedSite" => [Plain(type, "Status_Page", "cspTrustedSites", "cspTrustedSite", org.NewId("08y", 1), new XElement(
            Space + type, Node("context", "All"), Node("endpointUrl", "https://status.northgale.example"), Node("isActive", true), Node("isApplicableToConnectSrc", true)))],
        "ExternalCredential" =>
        [
            Plain(type, "Ledger_Access", "externalCredentials", "externalCredential", org.NewId("0pz", 1), ExternalCredential()),
            .. org.ExternalCredentials.Select((credential, place) => Plain(type, credential.Name, "externalCredentials", "externalCredential", org.NewId("0pz", 101 + place), ExternalCredential(credential))),
        ],
        "InboundCertificate" =>
        [
            .. org.Certificates.Take(1).Select(certificate => new MetadataComponent(
                type, "Partner_Gateway", "inboundCertificates/Partner_Gateway.inboundCertificate", org.NewId("0I0", 1),
                new XElement(Space + type, Node("masterLabel", "Partner gateway")), () => Pem($"CN=Partner_Gateway, OU={org.Id}, O=stand-in", $"inbound:{org.InboundReplacements}", certificate.Expires))),
        ],
        "RemoteSiteSetting" => [Plain(type, "Old_Warehouse", "remoteSiteSettings", "remoteSite", org.NewId("0rp", 1), new XElement(
            Space + type, Node("disableProtocolSecurity", true), Node("isActive", true), Node("url", "http://warehouse.northgale.example")))],
        _ => [],
    };

    private static XElement AuthProvider() => new(
        Space + "AuthProvider",
        Node("authorizeUrl", "https://login.northgale.example/authorize"),
        Node("defaultScopes", "openid profile"),
        Node("friendlyName", "Company login"),
        Node("isPkceEnabled", true),
        Node("providerType", "OpenIdConnect"),
        Node("tokenUrl", "https://login.northgale.example/token"));

    private static XElement ExternalCredential() => new(
        Space + "ExternalCredential",
        Node("authenticationProtocol", "Oauth"),
        Parameter("Company_Login", "AuthProvider", "authProvider", "Company_Login"),
        Parameter("Nightly", "NamedPrincipal", "parameterGroup", "Nightly"),
        Node("label", "Ledger access"));

    private static XElement ExternalCredential(ExternalCredential credential) => new(
        Space + "ExternalCredential",
        Node("authenticationProtocol", "Custom"),
        credential.Principals.Select(principal => Parameter(principal.Name, "NamedPrincipal", "parameterGroup", principal.Name)),
        Node("label", credential.Label));

    private static XElement NamedCredential(NamedCredential credential) => credential.ExternalCredential is { } external
        ? new(
            Space + "NamedCredential",
            Node("allowMergeFieldsInBody", false),
            Node("allowMergeFieldsInHeader", false),
            Node("calloutStatus", "Enabled"),
            Node("generateAuthorizationHeader", true),
            Node("label", credential.Label),
            Part("Url", "parameterValue", credential.Url),
            Part("Authentication", "externalCredential", external),
            credential.Certificate is { } client ? Part("ClientCertificate", "certificate", client) : null,
            Node("namedCredentialType", "SecuredEndpoint"))
        : new(
            Space + "NamedCredential",
            Node("allowMergeFieldsInBody", false),
            Node("allowMergeFieldsInHeader", false),
            Node("certificate", credential.Certificate),
            Node("endpoint", credential.Url),
            Node("generateAuthorizationHeader", true),
            Node("jwtSigningCertificate", credential.SigningCertificate),
            Node("label", credential.Label),
            Node("principalType", credential.Protocol == "NoAuthentication" ? "Anonymous" : "NamedUser"),
            Node("protocol", credential.Protocol));

    private static XElement Part(string type, string of, string value) => new(
        Space + "namedCredentialParameters", new[] { Node(of, value), Node("parameterName", type), Node("parameterType", type) }.OrderBy(node => node!.Name.LocalName, StringComparer.Ordinal));

    /// <summary>A certificate whose key comes from its name and the seed: a restart of the world changes no key.</summary>
    private string Pem(string subject, string of, long ends)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = SHA256.HashData(Encoding.UTF8.GetBytes(org.Mint.Fixed($"certificate-key:{org.Name}:{of}", 40))) });
        var until = DateTimeOffset.FromUnixTimeSeconds(ends);
        using var made = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(until.AddYears(-1), until);
        return made.ExportCertificatePem() + "\n";
    }

    private static XElement Parameter(string name, string type, string of, string value) => new(
        Space + "externalCredentialParameters", Node(of, value), Node("parameterName", name), Node("parameterType", type));
}
