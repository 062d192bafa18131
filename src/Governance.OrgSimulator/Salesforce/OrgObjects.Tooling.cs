using System.Globalization;
using Governance.OrgSimulator.Soql;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>What the Tooling API shows of certificates, named credentials and external services, and the developer's half of external client apps.</summary>
public static partial class OrgObjects
{
    /// <summary>Salesforce, Certificate (reference §3.1): Tooling only, GET only; ExpirationDate is a date, not a moment.</summary>
    private static ObjectType Certificates() => Setup<Certificate>("Certificate", "0P1", scope => scope.Org.Certificates, (s, c) => CertificateId(s.Org, c, "0P1"), ObjectArea.Tooling)
        .Text<Certificate>("DeveloperName", c => c.Name)
        .Text<Certificate>("MasterLabel", c => c.Label)
        .Text<Certificate>("Language", _ => "en_US")
        .Text<Certificate>("NamespacePrefix", _ => null)
        .With<Certificate>("ExpirationDate", FieldKind.Day, (_, c) => SoqlValue.DayOf(c.Expires))
        .Text<Certificate>("CertificateChain", c => c.Pem, filterable: false)
        .With<Certificate>("KeySize", FieldKind.Number, (_, c) => SoqlValue.Of(c.KeySize))
        .Flag<Certificate>("OptionsIsCaSigned", c => c.CaSigned)
        .Flag<Certificate>("OptionsIsPrivateKeyExportable", c => c.Exportable)
        .Flag<Certificate>("OptionsIsEncryptedWithPE", _ => false)
        .Flag<Certificate>("OptionsIsUnusable", _ => false)
        .Flag<Certificate>("OptionsIsSystemManaged", _ => false);

    /// <summary>Salesforce, NamedCredential (reference §3.2): needs View Setup. One per certificate that the scenario says is used for one,
    /// and those that it names.</summary>
    private static ObjectType NamedCredentials() => Setup<NamedCredential>("NamedCredential", "0XA", scope => CalledBy(scope.Org).Select(called => called.Credential), (s, c) => CalledBy(s.Org).First(called => called.Credential == c).Id, ObjectArea.Both)
        .Text<NamedCredential>("DeveloperName", c => c.Name)
        .Text<NamedCredential>("MasterLabel", c => c.Label)
        .Text<NamedCredential>("Language", _ => "en_US")
        .Text<NamedCredential>("NamespacePrefix", _ => null)
        .Text<NamedCredential>("Endpoint", c => c.Url)
        .Text<NamedCredential>("PrincipalType", _ => "NamedUser")
        .Flag<NamedCredential>("CalloutOptionsGenerateAuthorizationHeader", _ => true)
        .Flag<NamedCredential>("CalloutOptionsAllowMergeFieldsInHeader", _ => false)
        .Flag<NamedCredential>("CalloutOptionsAllowMergeFieldsInBody", _ => false);

    /// <summary>All named credentials of an org, with their ids.</summary>
    public static IEnumerable<(NamedCredential Credential, string Id)> CalledBy(Org org) =>
    [
        .. org.Certificates.Where(IsOfNamedCredential).Select(c =>
            (new NamedCredential(c.Name, c.Label, Endpoint(c), "NoAuthentication", c.Name, null, null), CertificateId(org, c, "0XA"))),
        .. org.NamedCredentials.Select((c, place) => (c, org.NewId("0XA", 5_001 + place))),
    ];

    /// <summary>Salesforce, ExternalCredential and ExternalCredentialParameter (reference §3.2): of the parameters only principals are here.</summary>
    private static ObjectType ExternalCredentialRows() => Setup<ExternalCredential>("ExternalCredential", "0pz", scope => scope.Org.ExternalCredentials, (s, c) => s.Org.NewId("0pz", 101 + s.Org.ExternalCredentials.IndexOf(c)), ObjectArea.Both)
        .Text<ExternalCredential>("DeveloperName", c => c.Name)
        .Text<ExternalCredential>("MasterLabel", c => c.Label)
        .Text<ExternalCredential>("AuthenticationProtocol", _ => "Custom");

    private static ObjectType ExternalCredentialParameters() => Setup<CredentialPrincipal>("ExternalCredentialParameter", "0sp", scope => scope.Org.ExternalCredentials.SelectMany(c => c.Principals), (_, p) => p.Id, ObjectArea.Both)
        .Text<CredentialPrincipal>("ParameterName", p => p.Name)
        .Text<CredentialPrincipal>("ParameterGroup", p => p.Name)
        .Text<CredentialPrincipal>("ParameterType", _ => "NamedPrincipal")
        .Relation<CredentialPrincipal>("ExternalCredential", "ExternalCredential", (s, p) => s.Org.ExternalCredentials.Find(c => c.Name == p.Credential));

    /// <summary>Salesforce, ExternalServiceRegistration (reference §4): Tooling only. Those that AppLink published have RegistrationProviderType Heroku.</summary>
    private static ObjectType ExternalServices() => Setup<ExternalService>("ExternalServiceRegistration", "0Xe", scope => scope.Org.ExternalServices(), (_, e) => e.Id, ObjectArea.Tooling, e => e.Created, e => e.Modified)
        .Text<ExternalService>("DeveloperName", e => e.Name)
        .Text<ExternalService>("MasterLabel", e => e.Name)
        .Text<ExternalService>("Description", _ => null)
        .Text<ExternalService>("NamespacePrefix", _ => null)
        .Text<ExternalService>("ServiceName", e => e.Name)
        .Text<ExternalService>("Status", _ => "Complete")
        .Text<ExternalService>("SchemaType", _ => "OpenApi3")
        .Text<ExternalService>("SchemaUrl", _ => null)
        .Text<ExternalService>("RegistrationProviderType", e => e.ProviderType)
        .Text<ExternalService>("RegistrationProvider", e => e.ProviderId)
        .Text<ExternalService>("NamedCredential", _ => null)
        .IdField<ExternalService>("NamedCredentialReferenceId", _ => null)
        .With<ExternalService>("SystemVersion", FieldKind.Number, (_, e) => SoqlValue.Of(e.SystemVersion))
        .With<ExternalService>("Schema", FieldKind.Text, (_, e) => SoqlValue.Of(e.Schema), filterable: false, groupable: false, sortable: false, selectable: false);

    /// <summary>Salesforce, ExtlClntAppOauthSettings (reference §1.5): one switch per scope.</summary>
    private static ObjectType EcaOauthSettings()
    {
        var type = EcaPart("ExtlClntAppOauthSettings", "0z7");
        foreach (var scope in Scopes) type.Flag<ClientApp>("OauthScopes" + scope, a => a.Policy.Scopes.Any(held => ScopeColumn(held) == scope));
        return type;
    }

    /// <summary>Salesforce, ExtlClntAppOauthIpRange (reference §1.5): trusted ranges of the web-server flow, not the token allow-list.</summary>
    private static ObjectType EcaIpRange() => new ObjectType("ExtlClntAppOauthIpRange", scope => scope.Org.Apps.Where(a => a.IsInstalled && a.IsExternalClientApp)
            .SelectMany(app => app.Policy.TrustedIpRanges.Select((range, place) => new TrustedRange(app, place, range))))
    { KeyPrefix = "0zA", VisibleTo = ["ExternalClientAppViewer", "ExternalClientAppAdmin", "CustomizeApplication"] }
        .With<TrustedRange>("Id", FieldKind.Id, (s, r) => SoqlValue.OfId(s.Org.NewId("0zA", (r.App.Index * 1_000L) + r.Place + 1)))
        .With<TrustedRange>("ExtlClntAppOauthSettingsId", FieldKind.Id, (s, r) => SoqlValue.OfId(s.Org.NewId("0z7", r.App.Index + 1)))
        .Text<TrustedRange>("StartIpAddress", r => r.Range.Start)
        .Text<TrustedRange>("EndIpAddress", r => r.Range.End)
        .Text<TrustedRange>("Description", _ => null);

    private sealed record TrustedRange(ClientApp App, int Place, IpRange Range);

    private static string[] Scopes =>
    [
        "API", "WEB", "FULL", "REFRESH_TOKEN", "OFFLINE_ACCESS", "OPENID", "SSO", "PROFILE", "EMAIL", "ADDRESS", "PHONE", "CHATTER_REST_API", "VF", "CUSTOM_PERMISSIONS",
        "WAVE_REST_API", "ECLAIR_REST_API", "PARDOT_API", "LIGHTNING", "CONTENT", "CHATBOT_API", "CDP_API", "CDP_INGEST_API", "CDP_PROFILE_API", "CDP_QUERY_API",
        "CDP_SEGMENT_API", "CDP_IDENTITYRESOLUTION_API", "CDP_CALCULATED_INSIGHT_API", "FORGOT_PASSWORD", "USER_REGISTRATION_API", "PWDLESS_LOGIN_API", "SFAP_API",
        "INTERACTION_API", "EINSTEIN_GPT_API", "MCP_API", "A2A_API", "SCRT_API", "HUB_API", "DATA_CLOUD_USER_CLAIMS", "CMDB_DISCOVERY_API", "SEMANTIC_LAYER_API",
    ];

    private static string ScopeColumn(string scope) => scope switch
    {
        "id" => "SSO",
        "visualforce" => "VF",
        "chatter_api" => "CHATTER_REST_API",
        "wave_api" => "WAVE_REST_API",
        "eclair_api" => "ECLAIR_REST_API",
        _ => scope.ToUpperInvariant(),
    };

    public static bool IsOfNamedCredential(Certificate certificate) => certificate.UsedFor?.Contains("named-credential", StringComparison.Ordinal) == true;

    public static string Endpoint(Certificate certificate) => $"https://{certificate.Name.ToLower(CultureInfo.InvariantCulture).Replace('_', '-')}.partner.example/api";

    public static string CertificateId(Org org, Certificate certificate, string prefix) => org.NewId(prefix, org.Certificates.IndexOf(certificate) + 1);

    private static ObjectType Setup<T>(string name, string prefix, Func<QueryScope, IEnumerable<object>> rows, Func<QueryScope, T, string> id, ObjectArea area, Func<T, long>? created = null, Func<T, long>? modified = null) =>
        new ObjectType(name, rows) { KeyPrefix = prefix, VisibleTo = ["ViewSetup"], Area = area }
            .With<T>("Id", FieldKind.Id, (s, row) => SoqlValue.OfId(id(s, row)))
            .With<T>("CreatedDate", FieldKind.Moment, (s, row) => SoqlValue.At(created?.Invoke(row) ?? s.Org.Created))
            .With<T>("CreatedById", FieldKind.Id, (s, _) => SoqlValue.OfId(s.Org.Users.FirstOrDefault()?.Id))
            .With<T>("LastModifiedDate", FieldKind.Moment, (s, row) => SoqlValue.At((modified ?? created)?.Invoke(row) ?? s.Org.Created))
            .With<T>("LastModifiedById", FieldKind.Id, (s, _) => SoqlValue.OfId(s.Org.Users.FirstOrDefault()?.Id))
            .Relation<T>("CreatedBy", "User", (s, _) => s.Org.Users.FirstOrDefault())
            .Relation<T>("LastModifiedBy", "User", (s, _) => s.Org.Users.FirstOrDefault());
}
