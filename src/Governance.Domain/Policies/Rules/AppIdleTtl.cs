using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.idle-ttl: fails when the effective idle limit of refresh tokens is longer than the threshold, or there is none.</summary>
public sealed class AppIdleTtl() : AppRule("app.idle-ttl", Severity.High, "Idle refresh tokens end")
{
    /// <summary>Longest idle time.</summary>
    public static readonly RuleParameter Days = new("days", "days", 30);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "The effective idle limit of refresh tokens is longer than the threshold, or there is none.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Set the app's refresh token policy to expire if not used for 30 days, or enforce the refresh-token idle limit.
        Jobs that run more seldom than that will need a new consent: look at Last used first.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.CanHoldRefreshTokens == false) return Verdict.NotApplicable("the app gets no refresh tokens");
        var limit = setting[Days];
        if (app.EffectiveIdleDays is { } days && days <= limit) return Verdict.Pass;
        // An absent switch may still be on: with it, 30 days are in effect whatever the stored policy says.
        if (policy.IdleTtlEnforced is null && limit >= 30) return app.FieldUnknown("isEnforceRefreshTokenTTL");
        if (policy.IdleTtlEnforced != true && policy.RefreshPolicy is null or { Kind: RefreshPolicyKind.Lifetime or RefreshPolicyKind.Inactivity, Days: null })
            return app.FieldUnknown("refreshTokenPolicy");
        if (app.CanHoldRefreshTokens is null) return Verdict.Unknown("whether the app gets refresh tokens: its scopes are not in what the org gave");
        return Verdict.Fail($"A refresh token lives {RefreshWords.Of(policy.RefreshPolicy)}{(policy.IdleTtlEnforced == true ? ", at most 30 idle days" : "")}; at most {limit} idle days are wanted.");
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(
            policy.RefreshPolicy is null ? null : RefreshWords.Of(policy.RefreshPolicy),
            policy.IdleTtlEnforced switch
            {
                true => "30 idle days",
                null => "enforced limit unknown",
                false => null,
            });
}
