using System.Collections.Frozen;

namespace Governance.Domain.Policies;

/// <summary>Domains of the CSA SaaS Security Capability Framework.</summary>
public enum CloudArea
{
    /// <summary>Change control and configuration management.</summary>
    CCC,

    /// <summary>Data security and privacy.</summary>
    DSP,

    /// <summary>Identity and access management.</summary>
    IAM,

    /// <summary>Interoperability and portability.</summary>
    IPY,

    /// <summary>Logging and monitoring.</summary>
    LOG,

    /// <summary>Security incidents and evidence.</summary>
    SEF,
}

/// <summary>Where a rule stands in frameworks that auditors ask by.</summary>
/// <param name="Owasp">OWASP Non-Human Identities Top 10 2025, as in NHI5:2025; the nearest first.</param>
/// <param name="Nist">NIST Cybersecurity Framework 2.0, subcategory, as in PR.AA-05.</param>
/// <param name="Cloud">CSA SaaS Security Capability Framework, domain.</param>
public sealed record RuleMapping(IReadOnlyList<string> Owasp, string Nist, CloudArea Cloud);

/// <summary>The one table that maps every rule.</summary>
public static class RuleMappings
{
    private const string Owasp1 = "NHI1:2025";
    private const string Owasp2 = "NHI2:2025";
    private const string Owasp3 = "NHI3:2025";
    private const string Owasp4 = "NHI4:2025";
    private const string Owasp5 = "NHI5:2025";
    private const string Owasp6 = "NHI6:2025";
    private const string Owasp7 = "NHI7:2025";
    private const string Owasp8 = "NHI8:2025";
    private const string Owasp9 = "NHI9:2025";
    private const string Owasp10 = "NHI10:2025";

    /// <summary>By rule.</summary>
    public static IReadOnlyDictionary<string, RuleMapping> All { get; } = new Dictionary<string, RuleMapping>
    {
        ["app.callback"] = new([Owasp2], "PR.PS-01", CloudArea.IPY),
        ["app.client-credentials-user"] = new([Owasp5, Owasp10], "PR.AA-05", CloudArea.IAM),
        ["app.consumer-secret-exposed"] = new([Owasp2], "PR.AA-01", CloudArea.IAM),
        ["app.drift"] = new([Owasp6], "PR.PS-01", CloudArea.CCC),
        ["app.flow-device"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["app.flow-implicit"] = new([Owasp2, Owasp4], "PR.AA-03", CloudArea.IAM),
        ["app.flow-password"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["app.high-assurance-integration"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["app.idle-ttl"] = new([Owasp7], "PR.AA-01", CloudArea.IAM),
        ["app.ip-allowlist"] = new([Owasp4], "PR.IR-01", CloudArea.IAM),
        ["app.ip-enforce-breaks"] = new([Owasp6], "PR.IR-01", CloudArea.IPY),
        ["app.ip-relaxation"] = new([Owasp4], "PR.IR-01", CloudArea.IAM),
        ["app.jwt-cert-expiry"] = new([Owasp7], "PR.AA-01", CloudArea.IAM),
        ["app.legacy-kind"] = new([Owasp6], "ID.AM-08", CloudArea.CCC),
        ["app.partner-mandate"] = new([Owasp3, Owasp4], "GV.SC-07", CloudArea.IAM),
        ["app.permitted-users"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["app.pkce"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["app.preauthorized-nobody"] = new([Owasp1], "PR.AA-05", CloudArea.IAM),
        ["app.preauthorized-wide"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["app.refresh-lifetime"] = new([Owasp7], "PR.AA-01", CloudArea.IAM),
        ["app.rotation"] = new([Owasp4, Owasp7], "PR.AA-01", CloudArea.IAM),
        ["app.scope-full"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["app.scope-unused"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["app.secret-age"] = new([Owasp7], "PR.AA-01", CloudArea.IAM),
        ["app.secret-optional"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["app.session-length"] = new([Owasp7], "PR.AA-03", CloudArea.IAM),
        ["app.shared-client"] = new([Owasp9], "PR.AA-01", CloudArea.IAM),
        ["app.uninstalled"] = new([Owasp3], "ID.AM-08", CloudArea.CCC),
        ["applink.authorized-user-admin"] = new([Owasp5, Owasp10], "PR.AA-05", CloudArea.IAM),
        ["applink.failed"] = new([Owasp6], "ID.AM-08", CloudArea.IPY),
        ["applink.invoke-wide"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["applink.manage-holders"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["applink.mesh-bypass"] = new([Owasp4, Owasp6], "PR.PS-01", CloudArea.IPY),
        ["applink.mismatch"] = new([Owasp6], "ID.AM-03", CloudArea.IPY),
        ["applink.orphan-connection"] = new([Owasp1], "ID.AM-08", CloudArea.IAM),
        ["applink.orphan-registration"] = new([Owasp1], "ID.AM-04", CloudArea.IPY),
        ["applink.shared-addon"] = new([Owasp8, Owasp9], "PR.AA-05", CloudArea.IAM),
        ["applink.spec-mismatch"] = new([Owasp6], "PR.PS-01", CloudArea.CCC),
        ["applink.token-readers"] = new([Owasp2], "PR.AA-05", CloudArea.IAM),
        ["applink.untrusted-host"] = new([Owasp2, Owasp3], "GV.SC-07", CloudArea.IPY),
        ["applink.user-plus-not-session"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["arch.cert-separation"] = new([Owasp9], "PR.AA-01", CloudArea.IAM),
        ["arch.decision-stale"] = new([Owasp6], "ID.AM-03", CloudArea.CCC),
        ["arch.deployment-unconfirmed"] = new([Owasp6], "ID.AM-04", CloudArea.CCC),
        ["arch.direct-ip-classic"] = new([Owasp4], "PR.IR-01", CloudArea.IPY),
        ["arch.gateway"] = new([Owasp6], "PR.IR-01", CloudArea.IPY),
        ["arch.hyperforce-iplist"] = new([Owasp4], "PR.IR-01", CloudArea.IPY),
        ["arch.inbound-two-layers"] = new([Owasp4], "PR.AA-03", CloudArea.IPY),
        ["arch.no-decision"] = new([Owasp6], "ID.AM-03", CloudArea.CCC),
        ["arch.private-connect"] = new([Owasp6], "PR.DS-02", CloudArea.DSP),
        ["auth.admin-owner"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["auth.contractor"] = new([Owasp10], "PR.AA-05", CloudArea.IAM),
        ["auth.cross-environment"] = new([Owasp8], "PR.AA-05", CloudArea.IAM),
        ["auth.duplicate"] = new([Owasp9], "PR.AA-01", CloudArea.IAM),
        ["auth.human-owner"] = new([Owasp10], "PR.AA-01", CloudArea.IAM),
        ["auth.longlived-when-applink"] = new([Owasp7], "PR.AA-01", CloudArea.IAM),
        ["auth.never-used"] = new([Owasp1], "PR.AA-01", CloudArea.IAM),
        ["auth.no-integration"] = new([Owasp1], "ID.AM-08", CloudArea.IAM),
        ["auth.outside-egress"] = new([Owasp3], "DE.CM-06", CloudArea.LOG),
        ["auth.retired-vendor"] = new([Owasp1, Owasp3], "GV.SC-07", CloudArea.IAM),
        ["auth.shared-user"] = new([Owasp9], "PR.AA-01", CloudArea.IAM),
        ["auth.stale"] = new([Owasp1], "PR.AA-01", CloudArea.IAM),
        ["auth.tls-old"] = new([Owasp4], "PR.DS-02", CloudArea.DSP),
        ["auth.user-inactive"] = new([Owasp1], "PR.AA-01", CloudArea.IAM),
        ["cert.dual-use"] = new([Owasp9], "PR.AA-01", CloudArea.IAM),
        ["cert.expired"] = new([Owasp7], "PR.AA-01", CloudArea.IAM),
        ["cert.expiring"] = new([Owasp7], "PR.AA-01", CloudArea.IAM),
        ["cert.headroom"] = new([Owasp7], "ID.AM-08", CloudArea.CCC),
        ["cert.naming"] = new([Owasp6], "ID.AM-08", CloudArea.CCC),
        ["cert.no-owner"] = new([Owasp1], "GV.RR-02", CloudArea.IAM),
        ["cert.replaced"] = new([Owasp2], "PR.PS-01", CloudArea.CCC),
        ["cert.self-signed-inbound"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["cert.unused"] = new([Owasp1], "ID.AM-08", CloudArea.IAM),
        ["cert.weak"] = new([Owasp4], "PR.DS-02", CloudArea.DSP),
        ["detect.admin-consent"] = new([Owasp5], "DE.CM-03", CloudArea.LOG),
        ["detect.bulk-then-delete"] = new([Owasp3], "DE.CM-06", CloudArea.SEF),
        ["detect.egress"] = new([Owasp3], "DE.CM-06", CloudArea.LOG),
        ["detect.new-grant"] = new([Owasp3], "DE.CM-03", CloudArea.LOG),
        ["detect.volume"] = new([Owasp3], "DE.CM-06", CloudArea.LOG),
        ["life.break-glass-open"] = new([Owasp10], "PR.AA-05", CloudArea.SEF),
        ["life.end-passed"] = new([Owasp1], "ID.AM-08", CloudArea.IAM),
        ["life.no-owner"] = new([Owasp1], "GV.RR-02", CloudArea.IAM),
        ["life.owner-gone"] = new([Owasp1], "GV.RR-02", CloudArea.IAM),
        ["life.review-overdue"] = new([Owasp1], "ID.AM-08", CloudArea.IAM),
        ["life.secret-location"] = new([Owasp2], "GV.SC-07", CloudArea.DSP),
        ["life.unapproved"] = new([Owasp3], "ID.AM-08", CloudArea.CCC),
        ["life.vendor-incomplete"] = new([Owasp3], "GV.SC-07", CloudArea.SEF),
        ["org.api-access-control"] = new([Owasp3], "PR.AA-05", CloudArea.IAM),
        ["org.approve-uninstalled"] = new([Owasp3, Owasp5], "PR.AA-05", CloudArea.IAM),
        ["org.blind"] = new([Owasp6], "DE.CM-09", CloudArea.LOG),
        ["org.drift"] = new([Owasp6], "PR.PS-01", CloudArea.CCC),
        ["org.pkce-off"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["org.sandbox-refreshed"] = new([Owasp8], "ID.AM-08", CloudArea.CCC),
        ["org.sync-stale"] = new([Owasp6], "DE.CM-09", CloudArea.LOG),
        ["org.uap-flow"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["out.cert-missing"] = new([Owasp4], "PR.AA-03", CloudArea.IAM),
        ["out.legacy-credential"] = new([Owasp2, Owasp7], "PR.AA-01", CloudArea.IAM),
        ["out.mtls-port"] = new([Owasp4], "PR.DS-02", CloudArea.IPY),
        ["out.plain-http"] = new([Owasp4], "PR.DS-02", CloudArea.DSP),
        ["out.principal-wide"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["perm.changed"] = new([Owasp5], "PR.PS-01", CloudArea.CCC),
        ["perm.dangerous"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["perm.export-capable"] = new([Owasp5], "PR.AA-05", CloudArea.DSP),
        ["perm.not-api-only"] = new([Owasp10], "PR.AA-05", CloudArea.IAM),
        ["perm.standing-user-plus"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
        ["perm.unused"] = new([Owasp5], "PR.AA-05", CloudArea.IAM),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of OWASP's ten, by id.</summary>
    public static IReadOnlyDictionary<string, string> OwaspTitles { get; } = new Dictionary<string, string>
    {
        [Owasp1] = "Improper offboarding",
        [Owasp2] = "Secret leakage",
        [Owasp3] = "Vulnerable third-party NHI",
        [Owasp4] = "Insecure authentication",
        [Owasp5] = "Overprivileged NHI",
        [Owasp6] = "Insecure cloud deployment configurations",
        [Owasp7] = "Long-lived secrets",
        [Owasp8] = "Environment isolation",
        [Owasp9] = "NHI reuse",
        [Owasp10] = "Human use of NHI",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of the NIST subcategories in use, by id, in our words.</summary>
    public static IReadOnlyDictionary<string, string> NistTitles { get; } = new Dictionary<string, string>
    {
        ["DE.CM-03"] = "What people do and how they use technology is monitored",
        ["DE.CM-06"] = "What outside service providers do is monitored",
        ["DE.CM-09"] = "Computing, software and their data are monitored",
        ["GV.RR-02"] = "Roles and duties are set and known",
        ["GV.SC-07"] = "Risks of a supplier are known and watched for as long as it serves",
        ["ID.AM-03"] = "Which data flows where is recorded",
        ["ID.AM-04"] = "Services of suppliers are listed",
        ["ID.AM-08"] = "Systems, software, services and data are managed through their whole life",
        ["PR.AA-01"] = "Identities and credentials of users, services and hardware are managed",
        ["PR.AA-03"] = "Users, services and hardware are authenticated",
        ["PR.AA-05"] = "Access is granted by policy, with least privilege, and reviewed",
        ["PR.DS-02"] = "Data in transit is protected",
        ["PR.IR-01"] = "Networks are protected from access by strangers",
        ["PR.PS-01"] = "Configuration is managed",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
