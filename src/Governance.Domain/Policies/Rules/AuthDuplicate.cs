using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.duplicate: fails when there is more than one live grant for the same app and user; at five the oldest is lost.</summary>
public sealed class AuthDuplicate() : Rule<GrantThing>("auth.duplicate", ThingKind.Authorization, Severity.Low, "One grant for app and user")
{
    /// <summary>Most live grants.</summary>
    public static readonly RuleParameter Most = new("most", "grants", 1);

    /// <summary>From here on the ceiling of five is near.</summary>
    public static readonly RuleParameter Near = new("near", "grants", 4);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Most, Near];

    /// <inheritdoc />
    public override string FailsWhen => "There is more than one live grant for the same app and user; at five the oldest is lost.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Revoke all but the newest in use; a client that asks again and again keeps no tokens.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Authorizations;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting) =>
        thing.Siblings <= setting[Most] ? Verdict.Pass
            : Verdict.Fail(
                thing.Siblings >= setting[Near] ? $"{thing.Siblings} live grants for this app and user: at five approvals Salesforce drops the oldest." : $"{thing.Siblings} live grants for this app and user.",
                thing.Siblings >= setting[Near] ? Severity.Medium : null);
}
