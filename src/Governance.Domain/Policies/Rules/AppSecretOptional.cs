using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.secret-optional: fails when the client secret is optional for refreshing on a confidential client.</summary>
public sealed class AppSecretOptional() : AppRule("app.secret-optional", Severity.Medium, "Refreshing needs the secret")
{
    /// <inheritdoc />
    public override string FailsWhen => "The client secret is optional for refreshing on a confidential client.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Switch on Require Secret for Refresh Token Flow: a stolen refresh token alone is then worth nothing.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.SecretOptional == true) return Verdict.NotApplicable("a public client, which has no secret to keep");
        if (app.CanHoldRefreshTokens == false) return Verdict.NotApplicable("the app gets no refresh tokens");
        return policy.SecretRequiredForRefresh switch
        {
            true => Verdict.Pass,
            null => app.FieldUnknown("isSecretRequiredForRefreshToken"),
            false when app.CanHoldRefreshTokens is null => Verdict.Unknown("whether the app gets refresh tokens: its scopes are not in what the org gave"),
            false => Verdict.Fail("A refresh token works without the client secret."),
        };
    }
}
