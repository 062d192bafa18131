using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.expired: fails when the certificate has ended.</summary>
public sealed class CertExpired() : Rule<CertificateThing>("cert.expired", ThingKind.Certificate, Severity.Critical, "No certificate has ended")
{
    /// <inheritdoc />
    public override string FailsWhen => "The certificate has ended.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Renew it now: whatever uses it fails already. Then find out why no reminder was heard.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Certificates;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting) =>
        thing.Facts.EndsAt() is not { } end ? Verdict.Unknown(thing.Facts.Trouble ?? "its end is not in what the org gave")
            : end <= thing.Org.Estate.Now ? Verdict.Fail($"It ended on {Day.Of(end)}.")
            : Verdict.Pass;
}
