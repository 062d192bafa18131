using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.refresh-lifetime: fails when a refresh token is valid until revoked and no idle limit is in effect.</summary>
public sealed class AppRefreshLifetime() : AppRule("app.refresh-lifetime", Severity.High, "Refresh tokens end by themselves")
{
    /// <inheritdoc />
    public override string FailsWhen => "A refresh token is valid until revoked and no idle limit is in effect.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Set the refresh token policy to expire if not used for 30 days or less.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.CanHoldRefreshTokens == false) return Verdict.NotApplicable("the app gets no refresh tokens");
        if (policy.RefreshPolicy is null) return policy.IdleTtlEnforced == true ? Verdict.Pass : app.FieldUnknown("refreshTokenPolicy");
        if (policy.RefreshPolicy.Kind != RefreshPolicyKind.Infinite || policy.IdleTtlEnforced == true) return Verdict.Pass;
        if (policy.IdleTtlEnforced is null) return app.FieldUnknown("isEnforceRefreshTokenTTL");
        return app.CanHoldRefreshTokens is null
            ? Verdict.Unknown("whether the app gets refresh tokens: its scopes are not in what the org gave")
            : Verdict.Fail("Refresh tokens are valid until revoked, and no idle limit is in effect.");
    }
}
