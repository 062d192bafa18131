using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.shared-client: fails when one client app or consumer key serves more integrations than the threshold.</summary>
public sealed class AppSharedClient() : AppRule("app.shared-client", Severity.High, "One client, one integration")
{
    /// <summary>Most integrations.</summary>
    public static readonly RuleParameter Most = new("integrations", "integrations", 1);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Most];

    /// <inheritdoc />
    public override string FailsWhen => "One client app or consumer key serves more integrations than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Give each integration a client app of its own: with a shared one, no secret can be rotated and no grant revoked for one alone.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.Integrations.Count > setting[Most])
            return Verdict.Fail($"It serves {app.Integrations.Count} integrations: {string.Join(", ", app.Integrations.Select(i => i.Name).Order(StringComparer.Ordinal))}.");
        if (policy.ConsumerKey is not { } key) return Verdict.Unknown("its consumer key is not in what the org gave");
        return app.Org.Estate.LabelsByConsumerKey.GetValueOrDefault(key) is { } labels && labels.Count > setting[Most]
            ? Verdict.Fail($"One consumer key goes by {labels.Count} names: {string.Join(", ", labels)}.")
            : Verdict.Pass;
    }
}
