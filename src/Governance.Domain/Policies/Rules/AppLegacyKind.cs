using Governance.Domain.Authorizations;
using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.legacy-kind: fails when it is a connected app where an external client app could be used.</summary>
public sealed class AppLegacyKind() : Rule<AppThing>("app.legacy-kind", ThingKind.ClientApp, Severity.Low, "External client apps are used")
{
    /// <inheritdoc />
    public override string FailsWhen => "It is a connected app where an external client app could be used.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Plan the move to an external client app with the vendor; connected apps keep working, but new ones cannot be made.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.ClientApps;

    /// <inheritdoc />
    public override Verdict Judge(AppThing thing, RuleSetting setting)
    {
        return thing.Kind switch
        {
            ClientAppKind.ExternalClientApp => Verdict.Pass,
            ClientAppKind.ConnectedApp when thing.Row?.Namespace is { } package => Verdict.NotApplicable($"it came in the package {package}: its kind is the vendor's to choose"),
            ClientAppKind.ConnectedApp when thing.Row is null && thing.Policy?.Facts.ApiName.Contains("__", StringComparison.Ordinal) == true =>
                Verdict.NotApplicable("its API name has a namespace: it came in a package, and its kind is the vendor's to choose"),
            ClientAppKind.ConnectedApp => Verdict.Fail("It is a connected app; Salesforce makes no new ones since Spring '26."),
            _ => Verdict.Unknown("its kind is not known: it is not installed"),
        };
    }
}
