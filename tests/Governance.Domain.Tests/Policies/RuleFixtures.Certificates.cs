using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using static Governance.Domain.Policies.Outcome;

namespace Governance.Domain.Tests.Policies;

public static partial class RuleFixtures
{
    private static APicture Slots(APicture a, int more, int seenDaysAgo)
    {
        for (var i = 0; i < more; i++) a.Put(ItemKind.Certificate, $"C{i}", $"C{i}", APicture.Certificate(CertificatePlace.Org, $"C{i}", $"CC{i}"), Now.AddDays(-seenDaysAgo));
        return a;
    }

    private static APicture Inbound(APicture a, bool? selfSigned) =>
        a.Put(ItemKind.AppCertificate, "inbound:Caller", "Caller", APicture.Certificate(CertificatePlace.Inbound, "Caller", "DD") with { IsSelfSigned = selfSigned });

    private static RuleFixture Caller(Outcome outcome, string says, bool? selfSigned) => Of("cert.self-signed-inbound", outcome, says, () => Inbound(new APicture(), selfSigned).CertificateThing(CertificatePlace.Inbound));

    private static RuleFixture Out(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null) =>
        Of(rule, outcome, says, () => (change?.Invoke(new APicture()) ?? new APicture()).Credential());

    private static RuleFixture Site(Outcome outcome, string says, OutboundSiteFacts facts) => Of("out.plain-http", outcome, says, () => new APicture().Site(facts));

    private static APicture Credential(APicture a, Func<NamedCredentialFacts, NamedCredentialFacts> change) => a.Change(change);

    private static APicture Records(APicture a, int port) => a.Estate(e => e with { MutualTlsPorts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["ledger.example"] = port } });

    private static Func<APicture, APicture> Cut(Func<CertificateFacts, CertificateFacts> change) => a => a.Change(change);

    private static Func<APicture, APicture> Left(double days) => a => Ends(a, TimeSpan.FromDays(days));

    private static APicture Principals(APicture a, int holders) => a.Change<PermissionSetFacts>(s => s with { Principals = ["LedgerAuth-Everyone"] }).Holders(100, holders - 1);

    private static Dictionary<string, IReadOnlyList<string>> Prefix(string prefix) => new() { ["prefixes"] = [prefix] };

    private static RuleFixture[] Certificates() =>
    [
        Cert("cert.expired", Pass, "", Left(0.001)),
        Cert("cert.expired", Fail, "22 Nov 2026", Left(0)),
        Cert("cert.expired", Fail, "1 Nov 2026", Cut(c => c with { ChainEndsAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero) })),
        Cert("cert.expired", Unknown, "its end", Cut(c => c with { NotAfter = null })),
        Cert("cert.expiring", Pass, "", Left(90.001)),
        Cert("cert.expiring", Fail, "in 90 days", Left(90), Severity.Low),
        Cert("cert.expiring", Fail, "in 60 days", Left(60), Severity.Medium),
        Cert("cert.expiring", Fail, "in 30 days", Left(30.5), Severity.Medium),
        Cert("cert.expiring", Fail, "in 30 days", Left(30), Severity.High),
        Cert("cert.expiring", Fail, "in 7 days", Left(7), Severity.Critical),
        Cert("cert.expiring", Fail, "in 1 day.", Left(1.5), Severity.Critical),
        Cert("cert.expiring", NotApplicable, "has ended", Left(0)),
        Cert("cert.expiring", Unknown, "its end", Cut(c => c with { NotAfter = null })),
        Cert("cert.no-owner", Pass, ""),
        Of("cert.no-owner", Fail, "Nobody", () => new APicture().CertificateThing(owner: null)),
        Of("cert.no-owner", Fail, "Sade Abeni has no deputy", () => new APicture().CertificateThing(deputy: null)),
        Cert("cert.dual-use", Pass, ""),
        Cert("cert.dual-use", Fail, "client app Ledger_Sync", Cut(c => c with { KeyHash = new string('e', 64) })),
        Cert("cert.dual-use", NotApplicable, "nothing known", a => a.Without(ItemKind.NamedCredential)),
        Cert("cert.dual-use", Unknown, "View Setup", a => a.Without(ItemKind.NamedCredential).Blind(Capability.Metadata)),
        Org("cert.headroom", Pass, "", a => Slots(a, 39, 100)),
        Org("cert.headroom", Pass, "", a => Slots(a, 39, 10).Put(ItemKind.Certificate, "Ledger_Mtls", "Ledger_Mtls", APicture.Certificate(CertificatePlace.Org, "Ledger_Mtls", "BB22"), Now.AddDays(-10))
            .Without(ItemKind.AppCertificate)),
        Org("cert.headroom", Fail, "41 of 50", a => Slots(a, 40, 100)),
        Org("cert.headroom", Fail, "13 were added in 90 days", a => Slots(Old(a), 13, 40)),
        Org("cert.headroom", Unknown, "View Setup", a => a.Blind(Capability.Certificates)),
        Cert("cert.unused", Pass, ""),
        Cert("cert.unused", Fail, "No known use", a => a.Without(ItemKind.NamedCredential)),
        Of("cert.unused", NotApplicable, "no slot", () => new APicture().CertificateThing(CertificatePlace.ClientApp)),
        Cert("cert.unused", NotApplicable, "89 days only", a => a.Without(ItemKind.NamedCredential)
            .Put(ItemKind.Certificate, "Ledger_Mtls", "Ledger_Mtls", APicture.Certificate(CertificatePlace.Org, "Ledger_Mtls", "BB22"), Now.AddDays(-89))),
        Cert("cert.unused", Unknown, "View Setup", a => a.Blind(Capability.Metadata)),
        Cert("cert.weak", Pass, ""),
        Cert("cert.weak", Pass, "", Cut(c => c with { KeySize = 2048 })),
        Cert("cert.weak", Pass, "", Cut(c => c with { KeyAlgorithm = "ECDSA", KeySize = 256 })),
        Cert("cert.weak", Fail, "2047 bits", Cut(c => c with { KeySize = 2047 })),
        Cert("cert.weak", Fail, "sha1RSA", Cut(c => c with { SignatureAlgorithm = "sha1RSA" })),
        Cert("cert.weak", Fail, "exported", Cut(c => c with { IsExportable = true })),
        Cert("cert.weak", Unknown, "signature", Cut(c => c with { SignatureAlgorithm = null })),
        Cert("cert.weak", Unknown, "unreadable", Cut(c => c with { KeySize = null, Trouble = "unreadable PEM" })),
        Caller(Pass, "", false),
        Caller(Fail, "CN=Caller signed itself", true),
        Cert("cert.self-signed-inbound", NotApplicable, "not inbound"),
        Caller(Unknown, "issuer", null),
        Cert("cert.replaced", Pass, ""),
        Cert("cert.replaced", Pass, "", a => a.Change<CertificateFacts>(c => c with { NotAfter = Now.AddDays(900) }, unapproved: true)),
        Cert("cert.replaced", Fail, "became ffffffffffff", a => a.Change<CertificateFacts>(c => c with { KeyHash = new string('f', 64) }, unapproved: true)),
        Cert("cert.replaced", Unknown, "could not be read", Cut(c => c with { KeyHash = null })),
        Cert("cert.naming", Pass, "") with { Lists = Prefix("ledger_") },
        Cert("cert.naming", Fail, "none of Corp_") with { Lists = Prefix("Corp_") },
        Cert("cert.naming", NotApplicable, "no convention"),
        Out("out.plain-http", Pass, ""),
        Site(Pass, "", new OutboundSiteFacts { IsCsp = false, Url = "https://a.example", IsActive = true, DisablesProtocolSecurity = false }),
        Site(Fail, "disabled", new OutboundSiteFacts { IsCsp = false, Url = "https://a.example", IsActive = true, DisablesProtocolSecurity = true }),
        Out("out.plain-http", Fail, "begins with http", a => Credential(a, c => c with { Url = " HTTP://a.example" })),
        Site(NotApplicable, "switched off", new OutboundSiteFacts { IsCsp = false, Url = "http://a.example", IsActive = false }),
        Site(Unknown, "isActive", new OutboundSiteFacts { IsCsp = false, Url = "http://a.example" }),
        Site(Unknown, "disableProtocolSecurity", new OutboundSiteFacts { IsCsp = false, Url = "https://a.example", IsActive = true }),
        Out("out.legacy-credential", Pass, ""),
        Out("out.legacy-credential", Pass, "", a => Credential(a, c => c with { Type = "Legacy", Protocol = "Jwt" })),
        Out("out.legacy-credential", Fail, "Password", a => Credential(a, c => c with { Type = "Legacy", Protocol = "Password" })),
        Of("out.legacy-credential", NotApplicable, "no named credential", () => new APicture().Site(new OutboundSiteFacts { IsCsp = true })),
        Out("out.legacy-credential", Unknown, "type", a => Credential(a, c => c with { Type = null })),
        Out("out.legacy-credential", Unknown, "protocol", a => Credential(a, c => c with { Type = "Legacy" })),
        Out("out.mtls-port", Pass, "", a => Records(a, 8443)),
        Out("out.mtls-port", Fail, "leads to 443", a => Records(Credential(a, c => c with { Url = "https://ledger.example/api" }), 8443)),
        Out("out.mtls-port", Fail, "port 8443", a => Credential(a, c => c with { Url = "https://northgale.my.salesforce.com" })),
        Out("out.mtls-port", NotApplicable, "no port", null),
        Out("out.mtls-port", NotApplicable, "no client certificate", a => Credential(a, c => c with { Certificate = null })),
        Out("out.mtls-port", Unknown, "no absolute address", a => Credential(a, c => c with { Url = null })),
        Out("out.cert-missing", Pass, "", a => Records(a, 8443)),
        Out("out.cert-missing", Fail, "ledger.example", a => Records(Credential(a, c => c with { Certificate = null }), 8443)),
        Out("out.cert-missing", NotApplicable, "no mutual TLS", null),
        Out("out.cert-missing", Unknown, "address", a => Credential(a, c => c with { Url = null })),
        Out("out.principal-wide", Pass, "", a => Principals(a, 50)),
        Out("out.principal-wide", Fail, "51 users", a => Principals(a, 51)),
        Out("out.principal-wide", NotApplicable, "no external credential", a => Credential(a, c => c with { ExternalCredential = null })),
        Out("out.principal-wide", Unknown, "View Setup", a => a.Blind(Capability.PermissionSets)),
        Out("out.principal-wide", Unknown, "by id only", a => a.Change<AccessFacts>(x => x with { EntityType = "ExternalCredentialParameter" })),
    ];

    private static APicture Old(APicture a)
    {
        for (var i = 0; i < 24; i++) a.Put(ItemKind.Certificate, $"Old{i}", $"Old{i}", APicture.Certificate(CertificatePlace.Org, $"Old{i}", $"OO{i}"), Now.AddDays(-95));
        return a;
    }
}
