using System.Xml.Linq;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, what an org calls and who may call it by certificate (reference §3.1 to §3.3): one of each in every org, the
/// same everywhere.</summary>
public sealed partial class MetadataComponents
{
    private IEnumerable<MetadataComponent> OfOutbound(string type) => type switch
    {
        "AuthProvider" => [Plain(type, "Company_Login", "authproviders", "authprovider", org.NewId("0SO", 1), AuthProvider())],
        "CspTrustedSite" => [Plain(type, "Status_Page", "cspTrustedSites", "cspTrustedSite", org.NewId("08y", 1), new XElement(
            Space + type, Node("context", "All"), Node("endpointUrl", "https://status.northgale.example"), Node("isActive", true), Node("isApplicableToConnectSrc", true)))],
        "ExternalCredential" => [Plain(type, "Ledger_Access", "externalCredentials", "externalCredential", org.NewId("0pz", 1), ExternalCredential())],
        "InboundCertificate" =>
        [
            .. org.Certificates.Take(1).Select(certificate => new MetadataComponent(
                type, "Partner_Gateway", "inboundCertificates/Partner_Gateway.inboundCertificate", org.NewId("0I0", 1),
                new XElement(Space + type, Node("masterLabel", "Partner gateway")), () => Pem(certificate))),
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

    private static XElement Parameter(string name, string type, string of, string value) => new(
        Space + "externalCredentialParameters", Node(of, value), Node("parameterName", name), Node("parameterType", type));
}
