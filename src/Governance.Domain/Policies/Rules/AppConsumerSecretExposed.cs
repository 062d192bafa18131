using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.consumer-secret-exposed: fails when the consumer secret is readable by metadata in this org, or was found in an imported snapshot.</summary>
public sealed class AppConsumerSecretExposed() : AppRule("app.consumer-secret-exposed", Severity.Critical, "Consumer secrets stay hidden")
{
    /// <inheritdoc />
    public override string FailsWhen => "The consumer secret is readable by metadata in this org, or was found in an imported snapshot.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Switch off Allow Access to OAuth Consumer Secrets via Metadata API and via REST API.
        Rotate the secret: whoever had the right, or the snapshot, has it.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.SecretWasReadable) return Verdict.Fail("The consumer secret came with the metadata; it was dropped unread.");
        if (policy.Kind != ClientAppKind.ExternalClientApp) return Verdict.Pass;
        return app.Org.Settings?.Facts switch
        {
            { SecretsInMetadata: true } => Verdict.Fail("The org lets consumer secrets be read by metadata."),
            { SecretsInRest: true } => Verdict.Fail("The org lets consumer secrets be read by REST."),
            { SecretsInMetadata: false, SecretsInRest: false } => Verdict.Pass,
            _ => Verdict.Unknown(app.Org.Blind(Capability.Metadata) ?? "enableConsumerSecretApiAccess is not in what the org gave"),
        };
    }
}
