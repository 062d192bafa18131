using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.secret-age: fails when the client secret is older than the threshold, or of unknown age.</summary>
public sealed class AppSecretAge() : AppRule("app.secret-age", Severity.Medium, "Secrets are renewed")
{
    /// <summary>Oldest.</summary>
    public static readonly RuleParameter Days = new("days", "days", 180);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "The client secret is older than the threshold, or of unknown age.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Rotate the consumer secret with the vendor: an external client app can hold the old and the new one for a while.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.SecretOptional == true) return Verdict.NotApplicable("a public client, which has no secret");
        if (policy is { CertificateThumbprint: not null, ClientCredentialsEnabled: not true } && !app.UsesAuthorizationCode) return Verdict.NotApplicable("it signs in by certificate");
        return app.Org.Estate.SecretRotatedAt(app.Org.Org.Id, app.AppKey) is { } at
            ? (app.Org.Estate.Now - at > TimeSpan.FromDays(setting[Days])
            ? Verdict.Fail($"The secret was rotated last on {Day.Of(at)}; at most {setting[Days]} days are wanted.")
            : Verdict.Pass)
            : Verdict.Fail("The age of the secret is not known: the org does not tell, and nobody recorded a rotation.");
    }
}
