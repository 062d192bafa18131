using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.rotation: fails when refresh tokens are possible and their rotation is off.</summary>
public sealed class AppRotation() : AppRule("app.rotation", Severity.High, "Refresh tokens rotate")
{
    /// <inheritdoc />
    public override string FailsWhen => "Refresh tokens are possible and their rotation is off.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Switch on Enable Refresh Token Rotation in the app's OAuth settings.
        Ask the vendor first whether its client keeps the new refresh token of each answer and refreshes one at a time: a reused old token ends the grant.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.CanHoldRefreshTokens == false) return Verdict.NotApplicable("the app gets no refresh tokens");
        return policy.RotationEnabled switch
        {
            true => Verdict.Pass,
            null => app.FieldUnknown("isRefreshTokenRotationEnabled"),
            false when app.CanHoldRefreshTokens is null => Verdict.Unknown("whether the app gets refresh tokens: its scopes are not in what the org gave"),
            false => Verdict.Fail("Rotation of refresh tokens is off."),
        };
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(OnOff(policy.RotationEnabled));
}
