using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.dual-use: fails when one certificate is used for mutual TLS and for signing JWTs.</summary>
public sealed class CertDualUse() : Rule<CertificateThing>("cert.dual-use", ThingKind.Certificate, Severity.High, "One certificate, one purpose")
{
    /// <inheritdoc />
    public override string FailsWhen => "One certificate is used for mutual TLS and for signing JWTs.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make a second certificate and move one of the two uses to it: a key that leaks then opens one door, not both.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting)
    {
        CertificateUse? tls = null, jwt = null;
        foreach (var use in thing.Uses.Each())
        {
            if (use.Purpose == CertificatePurpose.MutualTls) tls ??= use;
            else jwt ??= use;
        }
        if (tls is not null && jwt is not null) return Verdict.Fail($"Mutual TLS for {tls.User}, and JWT signing for {jwt.User}.");
        if (thing.Org.Blind(Capability.Metadata) is { } blind) return Verdict.Unknown(blind);
        return tls is null && jwt is null ? Verdict.NotApplicable("nothing known uses it") : Verdict.Pass;
    }
}
