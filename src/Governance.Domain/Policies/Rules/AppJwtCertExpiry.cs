using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.jwt-cert-expiry: fails when the certificate inside the app ends within the threshold.</summary>
public sealed class AppJwtCertExpiry() : AppRule("app.jwt-cert-expiry", Severity.High, "The certificate inside the app lasts")
{
    /// <summary>Days before its end.</summary>
    public static readonly RuleParameter Days = new("days", "days", 30, HigherIsStricter: true);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "The certificate inside the app ends within the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have the vendor or the integration's owner make a new key pair, and upload its certificate to the app before the old one ends: sign-ins by JWT stop at that instant.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.CertificateThumbprint is null) return Verdict.NotApplicable("there is no certificate inside the app");
        if (app.Org.AppCertificate(policy.CertificateThumbprint)?.Facts.EndsAt() is not { } end) return Verdict.Unknown("the certificate inside the app could not be read");
        var left = end - app.Org.Estate.Now;
        if (left > TimeSpan.FromDays(setting[Days])) return Verdict.Pass;
        return Verdict.Fail(left <= TimeSpan.Zero ? $"It ended on {Day.Of(end)}." : $"It ends on {Day.Of(end)}, in {Day.Count(left)}.");
    }
}
