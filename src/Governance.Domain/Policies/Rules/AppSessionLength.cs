using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.session-length: fails when an access session may last longer than the threshold.</summary>
public sealed class AppSessionLength() : AppRule("app.session-length", Severity.Medium, "Access sessions are short")
{
    /// <summary>Longest session.</summary>
    public static readonly RuleParameter Minutes = new("minutes", "minutes", 120);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Minutes];

    /// <inheritdoc />
    public override string FailsWhen => "An access session may last longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Set the app's session timeout to two hours or less; clients with a refresh token do not notice.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        var limit = setting[Minutes];
        if (policy.SessionMinutes is { } minutes)
            return minutes > limit
            ? Verdict.Fail($"An access session lasts {minutes} minutes; at most {limit} are wanted.")
            : Verdict.Pass;
        return SessionLength.MinutesOf(app.Org.Settings?.Facts.SessionTimeout) is { } general
            ? (general > limit
            ? Verdict.Fail($"The app has no length of its own; the org's is {general} minutes, at most {limit} are wanted.")
            : Verdict.Pass)
            : Verdict.Unknown("the app has no length of its own, and the org's could not be read");
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(
            policy.SessionMinutes is { } minutes ? $"{minutes} min" : "the org's",
            policy.SessionMinutes is null && SessionLength.MinutesOf(app.Org.Settings?.Facts.SessionTimeout) is { } general ? $"{general} min" : null);
}
