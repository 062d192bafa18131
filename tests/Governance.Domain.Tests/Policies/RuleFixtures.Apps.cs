using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using static Governance.Domain.Policies.Outcome;

namespace Governance.Domain.Tests.Policies;

public static partial class RuleFixtures
{
    private static readonly RefreshPolicy Forever = new(RefreshPolicyKind.Infinite, null, null);

    private static APicture NoRefresh(APicture a) => a.Policy(p => p with { Scopes = ["api"] });

    private static APicture Off(APicture a) => a.Policy(p => p with { IsEnabled = false });

    private static APicture NoPolicy(APicture a) => a.Without(ItemKind.AppPolicy).Blind(Capability.Metadata);

    private static RuleFixture[] Apps() =>
    [
        App("app.pkce", Pass, ""),
        App("app.pkce", Pass, "", a => a.Policy(p => p with { PkceRequired = false })),
        App("app.pkce", Fail, "off org-wide", a => a.Policy(p => p with { PkceRequired = false }).Settings(s => s with { PkceRequired = false })),
        App("app.pkce", NotApplicable, "callback", a => a.Policy(p => p with { CallbackUrls = [] })),
        App("app.pkce", NotApplicable, "switched off", Off),
        App("app.pkce", Unknown, "isPkceRequired", a => a.Policy(p => p with { PkceRequired = null }).Settings(s => s with { PkceRequired = false })),
        App("app.pkce", Unknown, "org-wide setting", a => a.Policy(p => p with { PkceRequired = false }).Without(ItemKind.OrgSettings)),
        App("app.pkce", Unknown, "View Setup", NoPolicy),
        App("app.rotation", Pass, ""),
        App("app.rotation", Fail, "off", a => a.Policy(p => p with { RotationEnabled = false })),
        App("app.rotation", NotApplicable, "no refresh tokens", NoRefresh),
        App("app.rotation", NotApplicable, "no refresh tokens", a => a.Policy(p => p with { RefreshPolicy = new(RefreshPolicyKind.Zero, null, null) })),
        App("app.rotation", Unknown, "isRefreshTokenRotationEnabled", a => a.Policy(p => p with { RotationEnabled = null })),
        App("app.rotation", Unknown, "scopes", a => a.Policy(p => p with { RotationEnabled = false, Scopes = [] })),
        App("app.idle-ttl", Pass, ""),
        App("app.idle-ttl", Pass, "", a => a.Policy(p => p with { RefreshPolicy = Forever })),
        App("app.idle-ttl", Pass, "", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = new(RefreshPolicyKind.Lifetime, 720, RefreshUnit.Hours) })),
        App("app.idle-ttl", Fail, "31 days", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = new(RefreshPolicyKind.Inactivity, 31, RefreshUnit.Days) })),
        App("app.idle-ttl", Fail, "1 month", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = new(RefreshPolicyKind.Inactivity, 1, RefreshUnit.Months) })),
        App("app.idle-ttl", Fail, "until revoked", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = Forever })),
        App("app.idle-ttl", NotApplicable, "no refresh tokens", NoRefresh),
        App("app.idle-ttl", Unknown, "isEnforceRefreshTokenTTL", a => a.Policy(p => p with { IdleTtlEnforced = null, RefreshPolicy = Forever })),
        App("app.idle-ttl", Unknown, "refreshTokenPolicy", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = null })),
        App("app.idle-ttl", Unknown, "refreshTokenPolicy", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = new(RefreshPolicyKind.Inactivity, null, null) })),
        App("app.idle-ttl", Unknown, "scopes", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = Forever, Scopes = [] })),
        App("app.refresh-lifetime", Pass, ""),
        App("app.refresh-lifetime", Fail, "until revoked", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = Forever })),
        App("app.refresh-lifetime", NotApplicable, "no refresh tokens", NoRefresh),
        App("app.refresh-lifetime", Unknown, "refreshTokenPolicy", a => a.Policy(p => p with { IdleTtlEnforced = false, RefreshPolicy = null })),
        App("app.refresh-lifetime", Unknown, "isEnforceRefreshTokenTTL", a => a.Policy(p => p with { IdleTtlEnforced = null, RefreshPolicy = Forever })),
        App("app.ip-allowlist", Pass, ""),
        App("app.ip-allowlist", Pass, "", a => a.Policy(p => p with { TokenIpRanges = [new("10.0.0.0", "10.0.0.255")] })),
        App("app.ip-allowlist", Fail, "257 addresses", a => a.Policy(p => p with { TokenIpRanges = [new("10.0.0.0", "10.0.1.0")] })),
        App("app.ip-allowlist", Fail, "more than a million", a => a.Policy(p => p with { TokenIpRanges = [new("2001:db8::", "2001:db8::ffff:ffff:ffff")] })),
        App("app.ip-allowlist", Fail, "129 ranges", a => a.Policy(p => p with { TokenIpRanges = [.. Enumerable.Range(0, 129).Select(i => new AddressRange($"10.0.0.{i}", $"10.0.0.{i}"))] })),
        App("app.ip-allowlist", Fail, "no refresh-token", a => a.Policy(p => p with { TokenIpRanges = [] })),
        App("app.ip-allowlist", Fail, "off", a => Legacy(a).Policy(p => p with { IpBindingEnabled = false })),
        App("app.ip-allowlist", NotApplicable, "neither", a => a.Policy(p => p with { Scopes = ["api"], CallbackUrls = [] })),
        App("app.ip-allowlist", Unknown, "tokenIpRanges", a => a.Policy(p => p with { TokenIpRanges = null })),
        App("app.ip-allowlist", Unknown, "no pair", a => a.Policy(p => p with { TokenIpRanges = [new("10.0.0.9", "10.0.0.1")] })),
        App("app.ip-allowlist", Unknown, "no pair", a => a.Policy(p => p with { TokenIpRanges = [new("10.1", "10.2")] })),
        App("app.partner-mandate", Pass, "", InManyOrgs),
        App("app.partner-mandate", Fail, "3 production orgs", a => InManyOrgs(a).Policy(p => p with { RotationEnabled = false })),
        App("app.partner-mandate", NotApplicable, "2 production orgs", a => a.OfVendor().Estate(e => e with { ProductionOrgs = new Dictionary<string, int> { [APicture.AppKey] = 2 } })),
        App("app.partner-mandate", NotApplicable, "no vendor"),
        App("app.partner-mandate", NotApplicable, "switched off", a => Off(InManyOrgs(a))),
        App("app.partner-mandate", Unknown, "Refresh tokens rotate", a => InManyOrgs(a).Policy(p => p with { RotationEnabled = null })),
        App("app.permitted-users", Pass, ""),
        App("app.permitted-users", Pass, "", a => a.Policy(p => p with { PermittedUsers = null })),
        App("app.permitted-users", Fail, "themselves", a => a.Policy(p => p with { PermittedUsers = PermittedUsers.SelfAuthorized })),
        App("app.permitted-users", NotApplicable, "switched off", Off),
        App("app.permitted-users", Unknown, "permitted users", a => a.Policy(p => p with { PermittedUsers = null }).Change<ClientAppFacts>(r => r with { IsAdminApproved = null })),
        App("app.preauthorized-nobody", Pass, ""),
        App("app.preauthorized-nobody", Fail, "no profile", a => a.Policy(p => p with { PermissionSets = [] }).Without(ItemKind.Access)),
        App("app.preauthorized-nobody", NotApplicable, "themselves", a => a.Policy(p => p with { PermittedUsers = PermittedUsers.SelfAuthorized })),
        App("app.preauthorized-nobody", Unknown, "View Setup", a => a.Policy(p => p with { PermissionSets = [] }).Without(ItemKind.Access).Blind(Capability.PermissionSets)),
        App("app.preauthorized-wide", Pass, "", a => a.Holders(100, 24)),
        App("app.preauthorized-wide", Fail, "26 users", a => a.Holders(100, 25)),
        App("app.preauthorized-wide", Fail, "26 users", a => a.Without(ItemKind.Access).Holders(100, 25)),
        App("app.preauthorized-wide", Fail, "System Administrator", a => a.Policy(p => p with { Profiles = ["Admin"] })),
        App("app.preauthorized-wide", NotApplicable, "themselves", a => a.Policy(p => p with { PermittedUsers = PermittedUsers.SelfAuthorized })),
        App("app.preauthorized-wide", Unknown, "View Setup", a => a.Blind(Capability.PermissionSets)),
        App("app.preauthorized-wide", Unknown, "profile Sales", a => a.Policy(p => p with { Profiles = ["Sales"] })),
        App("app.ip-relaxation", Pass, ""),
        App("app.ip-relaxation", Fail, "BYPASS", a => a.Policy(p => p with { IpRelaxation = IpRelaxation.Bypass })),
        App("app.ip-relaxation", NotApplicable, "switched off", Off),
        App("app.ip-relaxation", Unknown, "ipRelaxation", a => a.Policy(p => p with { IpRelaxation = null })),
        App("app.session-length", Pass, ""),
        App("app.session-length", Pass, "", a => a.Policy(p => p with { SessionMinutes = null })),
        App("app.session-length", Fail, "121 minutes", a => a.Policy(p => p with { SessionMinutes = 121 })),
        App("app.session-length", Fail, "240 minutes", a => a.Policy(p => p with { SessionMinutes = null }).Settings(s => s with { SessionTimeout = "FourHours" })),
        App("app.session-length", NotApplicable, "switched off", Off),
        App("app.session-length", Unknown, "could not be read", a => a.Policy(p => p with { SessionMinutes = null }).Settings(s => s with { SessionTimeout = "Whenever" })),
        App("app.high-assurance-integration", Pass, ""),
        App("app.high-assurance-integration", Fail, "ledger@northgale.example", a => a.Policy(p => p with { SessionLevel = "HIGH_ASSURANCE" })),
        App("app.high-assurance-integration", NotApplicable, "no session level", a => a.Policy(p => p with { SessionLevel = null })),
        App("app.high-assurance-integration", NotApplicable, "nobody", a => a.Policy(p => p with { SessionLevel = "HIGH_ASSURANCE" }).Grants()),
        App("app.high-assurance-integration", Unknown, "View Setup", a => a.Policy(p => p with { SessionLevel = "HIGH_ASSURANCE" }).Grants().Blind(Capability.Authorizations)),
        App("app.high-assurance-integration", Unknown, "not every owner", a => a.Policy(p => p with { SessionLevel = "HIGH_ASSURANCE" }).Without(ItemKind.User)),
        App("app.scope-full", Pass, ""),
        App("app.scope-full", Fail, "full", a => a.Policy(p => p with { Scopes = ["full"] })),
        App("app.scope-full", Fail, "web", a => a.Policy(p => p with { Scopes = ["refresh_token", "web"] })),
        App("app.scope-full", NotApplicable, "switched off", Off),
        App("app.scope-full", Unknown, "scopes", a => a.Policy(p => p with { Scopes = [] })),
        App("app.scope-unused", Pass, "", a => Scopes(a, Used(100, "api", 1))),
        App("app.scope-unused", Fail, "not used since", a => Scopes(a, Used(100, "web", 1))),
        App("app.scope-unused", Fail, "used last on", a => Scopes(a, Used(200, "api", 91))),
        App("app.scope-unused", NotApplicable, "goes back", a => Scopes(a, Used(89, "web", 1))),
        App("app.scope-unused", Fail, "not used since", a => Scopes(a.Grants(), Used(100, "web", 1) with { LastUsed = Nothing })),
        App("app.scope-unused", NotApplicable, "none of its scopes", a => Scopes(a.Policy(p => p with { Scopes = ["full", "web", "cdp_api", "refresh_token"] }), Used(100, "api", 1))),
        App("app.scope-unused", Pass, "", a => Scopes(a.Policy(p => p with { Scopes = ["api", "chatter_api"] }), Both())) with { Lists = ThreeScopes },
        App("app.scope-unused", Unknown, "do not show all use of the scope web", a => Scopes(a.Policy(p => p with { Scopes = ["api", "web"] }), Both())) with { Lists = ThreeScopes },
        App("app.scope-unused", Unknown, "no call bore the app's name", a => Scopes(a, Used(100, "web", 1) with { LastUsed = Nothing })),
        App("app.scope-unused", NotApplicable, "goes back", a => Scopes(a, Used(91, "web", 1) with { Until = Now.AddDays(-2) })),
        App("app.scope-unused", Unknown, "no usage data"),
        App("app.flow-password", Pass, ""),
        App("app.flow-password", Fail, "takes passwords", a => a.Settings(s => s with { PasswordFlowBlocked = false })),
        App("app.flow-password", NotApplicable, "switched off", Off),
        App("app.flow-password", Unknown, "blockOAuthUnPwFlow", a => a.Settings(s => s with { PasswordFlowBlocked = null })),
        App("app.flow-implicit", Pass, ""),
        App("app.flow-implicit", Fail, "user-agent", a => a.Settings(s => s with { UserAgentFlowBlocked = false })),
        App("app.flow-implicit", NotApplicable, "callback", a => a.Policy(p => p with { CallbackUrls = [] })),
        App("app.flow-implicit", Unknown, "View Setup", a => a.Without(ItemKind.OrgSettings).Blind(Capability.Metadata)),
        App("app.flow-device", Pass, ""),
        App("app.flow-device", Fail, "on", a => a.Policy(p => p with { DeviceFlowEnabled = true })),
        App("app.flow-device", NotApplicable, "switched off", Off),
        App("app.flow-device", Unknown, "isDeviceFlowEnabled", a => a.Policy(p => p with { DeviceFlowEnabled = null })),
        App("app.client-credentials-user", Pass, ""),
        App("app.client-credentials-user", Fail, "ViewAllData", a => a.Standing("Everything", ["ViewAllData"])),
        App("app.client-credentials-user", Fail, "no integration user", a => a.Change<UserFacts>(u => u with { ProfileName = "Sales", LicenseName = "Salesforce" })),
        App("app.client-credentials-user", NotApplicable, "off", a => a.Policy(p => p with { ClientCredentialsEnabled = false })),
        App("app.client-credentials-user", Unknown, "isClientCredentialEnabled", a => a.Policy(p => p with { ClientCredentialsEnabled = null })),
        App("app.client-credentials-user", Unknown, "run-as user", a => a.Policy(p => p with { ClientCredentialsUser = null })),
        App("app.client-credentials-user", Unknown, "not among the users", a => a.Without(ItemKind.User)),
        App("app.client-credentials-user", Unknown, "View Setup", a => a.Blind(Capability.PermissionSets)),
        App("app.secret-optional", Pass, ""),
        App("app.secret-optional", Fail, "without the client secret", a => a.Policy(p => p with { SecretRequiredForRefresh = false })),
        App("app.secret-optional", NotApplicable, "public client", a => a.Policy(p => p with { SecretOptional = true })),
        App("app.secret-optional", Unknown, "isSecretRequiredForRefreshToken", a => a.Policy(p => p with { SecretRequiredForRefresh = null })),
        App("app.callback", Pass, "", a => a.OfVendor()),
        App("app.callback", Pass, "", a => a.Policy(p => p with { CallbackUrls = ["com.ledger.app://back"] })),
        App("app.callback", Fail, "not HTTPS", a => a.Policy(p => p with { CallbackUrls = ["http://ledger.example/"] })),
        App("app.callback", Fail, "wildcard", a => a.Policy(p => p with { CallbackUrls = ["https://*.ledger.example/"] })),
        App("app.callback", Fail, "loopback", a => a.Policy(p => p with { CallbackUrls = ["http://localhost:1717/OauthRedirect"] })),
        App("app.callback", Fail, "none that Ledgerly", a => a.OfVendor().Policy(p => p with { CallbackUrls = ["https://evil-ledger.example/"] })),
        App("app.callback", NotApplicable, "callback", a => a.Policy(p => p with { CallbackUrls = [] })),
        App("app.callback", Unknown, "View Setup", NoPolicy),
        App("app.uninstalled", Pass, ""),
        App("app.uninstalled", Fail, "2 live grants", a => a.Without(ItemKind.ClientApp).Without(ItemKind.AppPolicy).Grants(new GrantSummary("drifty", "Drifty", null, 2, ["005000000000009"], null))),
        App("app.uninstalled", NotApplicable, "nobody", a => a.Grants()),
        App("app.uninstalled", Unknown, "View Setup", a => a.Without(ItemKind.ClientApp).Without(ItemKind.AppPolicy).Blind(Capability.ClientApps)),
        App("app.jwt-cert-expiry", Pass, ""),
        App("app.jwt-cert-expiry", Pass, "", a => Ends(a, TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1))),
        App("app.jwt-cert-expiry", Fail, "in 30 days", a => Ends(a, TimeSpan.FromDays(30))),
        App("app.jwt-cert-expiry", Fail, "ended on", a => Ends(a, TimeSpan.Zero)),
        App("app.jwt-cert-expiry", NotApplicable, "no certificate", a => a.Policy(p => p with { CertificateThumbprint = null })),
        App("app.jwt-cert-expiry", Unknown, "could not be read", a => a.Without(ItemKind.AppCertificate)),
        App("app.legacy-kind", Pass, ""),
        App("app.legacy-kind", Fail, "Spring '26", Legacy),
        App("app.legacy-kind", NotApplicable, "package ledg", a => Legacy(a).Change<ClientAppFacts>(r => r with { Namespace = "ledg" })),
        App("app.legacy-kind", NotApplicable, "namespace", a => Legacy(a).Without(ItemKind.ClientApp).Policy(p => p with { ApiName = "ledg__Sync" })),
        App("app.legacy-kind", Unknown, "not installed", a => a.Without(ItemKind.ClientApp).Without(ItemKind.AppPolicy)),
        App("app.consumer-secret-exposed", Pass, ""),
        App("app.consumer-secret-exposed", Fail, "came with the metadata", a => a.Policy(p => p with { SecretWasReadable = true })),
        App("app.consumer-secret-exposed", Fail, "by REST", a => a.Settings(s => s with { SecretsInRest = true })),
        App("app.consumer-secret-exposed", NotApplicable, "switched off", Off),
        App("app.consumer-secret-exposed", Unknown, "enableConsumerSecretApiAccess", a => a.Settings(s => s with { SecretsInRest = null })),
        App("app.shared-client", Pass, "", a => a.OfIntegrations("Ledger")),
        App("app.shared-client", Fail, "2 integrations: Books, Ledger", a => a.OfIntegrations("Ledger", "Books")),
        App("app.shared-client", Fail, "2 names", a => a.Estate(e => e with { LabelsByConsumerKey = new Dictionary<string, IReadOnlyList<string>> { ["3MVG9ledger"] = ["Ledger", "Books"] } })),
        App("app.shared-client", NotApplicable, "switched off", Off),
        App("app.shared-client", Unknown, "consumer key", a => a.Policy(p => p with { ConsumerKey = null })),
        App("app.secret-age", Pass, "", a => a.Estate(e => e with { SecretRotatedAt = (_, _) => Now.AddDays(-180) })),
        App("app.secret-age", Fail, "rotated last on", a => a.Estate(e => e with { SecretRotatedAt = (_, _) => Now.AddDays(-180.1) })),
        App("app.secret-age", Fail, "not known"),
        App("app.secret-age", NotApplicable, "public client", a => a.Policy(p => p with { SecretOptional = true })),
        App("app.secret-age", Unknown, "View Setup", NoPolicy),
        App("app.ip-enforce-breaks", Pass, "", a => a.OfVendor()),
        App("app.ip-enforce-breaks", Fail, "198.51.100.1", a => a.OfVendor().Settings(s => s with { TrustedIpRanges = [new("10.0.0.1", "10.0.0.2")] })),
        App("app.ip-enforce-breaks", NotApplicable, "relaxed", a => a.OfVendor().Policy(p => p with { IpRelaxation = IpRelaxation.Bypass })),
        App("app.ip-enforce-breaks", NotApplicable, "no egress", a => a.OfVendor(APicture.Vendor with { Egress = [] })),
        App("app.ip-enforce-breaks", Unknown, "trusted ranges", a => a.OfVendor().Settings(s => s with { TrustedIpRanges = null })),
        App("app.drift", Pass, ""),
        App("app.drift", Pass, "", a => a.Policy(p => p with { ApiVersion = "63.0", RotationEnabled = null }, unapproved: true)),
        App("app.drift", Fail, "pkceRequired: true became false", a => a.Policy(p => p with { PkceRequired = false }, unapproved: true)),
        App("app.drift", Fail, "isEnabled: true became false", a => a.Policy(p => p with { IsEnabled = false }, unapproved: true)),
        App("app.drift", Fail, "rotationEnabled: true became unknown", a => a.Policy(p => p with { RotationEnabled = null }, unapproved: true)),
        App("app.drift", Unknown, "View Setup", NoPolicy),
        App("life.unapproved", Pass, "", a => a.Estate(e => e with { IsAppApproved = (_, _) => true })),
        App("life.unapproved", Fail, "Ledger Sync is in Core", a => a.Estate(e => e with { IsAppApproved = (_, _) => false })),
        App("life.unapproved", Unknown, "no requests"),
    ];

    private static Usage Used(int sinceDays, string what, int lastDays) =>
        new(Now.AddDays(-sinceDays), Now, new Dictionary<string, DateTimeOffset> { [what] = Now.AddDays(-lastDays) });

    private static Dictionary<string, DateTimeOffset> Nothing => [];

    private static Dictionary<string, IReadOnlyList<string>> ThreeScopes => new() { ["scopes"] = ["api", "chatter_api", "web"] };

    private static Usage Both() =>
        Used(100, "api", 1) with { LastUsed = new Dictionary<string, DateTimeOffset> { ["api"] = Now.AddDays(-1), ["chatter_api"] = Now.AddDays(-9) } };

    private static APicture Scopes(APicture a, Usage usage) => a.Estate(e => e with { ScopeUsage = (_, _) => usage });

    private static APicture Objects(APicture a, Usage usage) => a.Estate(e => e with { ObjectUsage = (_, _) => usage });

    private static APicture InManyOrgs(APicture a) => a.OfVendor().Estate(e => e with { ProductionOrgs = new Dictionary<string, int> { [APicture.AppKey] = 3 } });

    private static APicture Legacy(APicture a) => a.Policy(p => p with { Kind = ClientAppKind.ConnectedApp }).Change<ClientAppFacts>(r => r with { Kind = ClientAppKind.ConnectedApp });

    private static APicture Ends(APicture a, TimeSpan left) => a.Change<CertificateFacts>(c => c with { NotAfter = Now + left });
}
