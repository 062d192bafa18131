using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>perm.not-api-only: fails when an integration user can also log in through the user interface.</summary>
public sealed class PermNotApiOnly() : Rule<UserThing>("perm.not-api-only", ThingKind.User, Severity.Medium, "Integration users cannot use the screens")
{
    /// <inheritdoc />
    public override string FailsWhen => "An integration user can also log in through the user interface.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Give the user API Only User, or the profile Minimum Access - API Only Integrations.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(UserThing thing, RuleSetting setting)
    {
        if (thing.Org.IsIntegrationUser(thing.Item.Key) is not { } isIntegration)
            return Verdict.Unknown(thing.Org.Blind(Capability.PermissionSets) ?? "licence and profile are not in what the org gave");
        if (!isIntegration) return Verdict.NotApplicable("it is no integration user");
        if (thing.Item.Facts.ProfileName?.Contains("API Only", StringComparison.Ordinal) == true || thing.Org.PermissionsOf(thing.Item.Key).Contains("ApiUserOnly")) return Verdict.Pass;
        return thing.Org.Blind(Capability.PermissionSets) is { } blind
            ? Verdict.Unknown(blind)
            : Verdict.Fail($"{thing.Item.Name} has the profile {thing.Item.Facts.ProfileName ?? "unknown"} and is not API Only.");
    }
}
