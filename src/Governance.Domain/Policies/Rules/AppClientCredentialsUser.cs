using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.client-credentials-user: fails when the client-credentials flow runs as an administrator or a person.</summary>
public sealed class AppClientCredentialsUser() : AppRule("app.client-credentials-user", Severity.High, "Client credentials run as a small user")
{
    /// <inheritdoc />
    public override string FailsWhen => "The client-credentials flow runs as an administrator or a person.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make an integration user with the rights this one integration needs, and choose it as the run-as user.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy is { ClientCredentialsEnabled: false } or { ClientCredentialsAllowed: false }) return Verdict.NotApplicable("the client-credentials flow is off");
        if (policy.ClientCredentialsEnabled is null && policy.ClientCredentialsAllowed is null) return app.FieldUnknown("isClientCredentialEnabled");
        if (string.IsNullOrEmpty(policy.ClientCredentialsUser)) return Verdict.Unknown("the run-as user is not in what the org gave");
        if (app.Org.UserNamed(policy.ClientCredentialsUser) is not { } user)
            return Verdict.Unknown(app.Org.Blind(Capability.Users) ?? $"the user {policy.ClientCredentialsUser} was not among the users read");
        if (app.Org.AdminPermissionsOf(user.Key) is { Count: > 0 } rights) return Verdict.Fail($"It runs as {user.Name}, who holds {string.Join(", ", rights)}.");
        return app.Org.IsIntegrationUser(user.Key) switch
        {
            false => Verdict.Fail($"It runs as {user.Name}, who is no integration user."),
            null => Verdict.Unknown(app.Org.Blind(Capability.PermissionSets) ?? $"licence and profile of {user.Name} are not in what the org gave"),
            true => app.Org.Blind(Capability.PermissionSets) is { } blind ? Verdict.Unknown(blind) : Verdict.Pass,
        };
    }
}
