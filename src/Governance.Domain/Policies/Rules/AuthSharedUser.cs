namespace Governance.Domain.Policies.Rules;

/// <summary>auth.shared-user: fails when one integration user serves more integrations than the threshold.</summary>
public sealed class AuthSharedUser() : Rule<GrantThing>("auth.shared-user", ThingKind.Authorization, Severity.High, "One integration, one user")
{
    /// <summary>Most integrations.</summary>
    public static readonly RuleParameter Most = new("integrations", "integrations", 1);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Most];

    /// <inheritdoc />
    public override string FailsWhen => "One integration user serves more integrations than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Give each integration a user of its own: otherwise neither rights nor log entries can be told apart.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        var integrations = thing.Org.Estate.IntegrationsOfUser(thing.Org.Org.Id, thing.UserId);
        if (integrations.Count == 0) return Verdict.NotApplicable("its owner belongs to no integration");
        return integrations.Count > setting[Most]
            ? Verdict.Fail($"{thing.Username} serves {integrations.Count} integrations: {string.Join(", ", integrations.Select(i => i.Name).Order(StringComparer.Ordinal))}.")
            : Verdict.Pass;
    }
}
