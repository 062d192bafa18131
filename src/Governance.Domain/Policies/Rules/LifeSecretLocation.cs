using Governance.Domain.Integrations;

namespace Governance.Domain.Policies.Rules;

/// <summary>life.secret-location: fails when where the vendor keeps the credential is code or unknown.</summary>
public sealed class LifeSecretLocation() : Rule<IntegrationThing>("life.secret-location", ThingKind.Integration, Severity.Medium, "Credentials lie in a secret manager")
{
    /// <inheritdoc />
    public override string FailsWhen => "Where the vendor keeps the credential is code or unknown.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the vendor; if it is code, have it moved to a secret manager and rotated.
        """;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting) =>
        thing.Facts.SecretPlace switch
        {
            SecretPlace.Manager => Verdict.Pass,
            SecretPlace.Code => Verdict.Fail("The vendor keeps the credential in code."),
            _ => Verdict.Fail("Where the vendor keeps the credential is not known."),
        };
}
