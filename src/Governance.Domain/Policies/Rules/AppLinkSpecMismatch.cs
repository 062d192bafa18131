using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.spec-mismatch: fails when the spec registered in the org differs from the declared one.</summary>
public sealed class AppLinkSpecMismatch() : Rule<CatalogThing>("applink.spec-mismatch", ThingKind.CatalogEntry, Severity.High, "The org holds the declared spec")
{
    /// <inheritdoc />
    public override string FailsWhen => "The spec registered in the org differs from the declared one.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Compare the two on the page of the catalog entry; publish the declared one, or have the other approved.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Registrations;

    /// <inheritdoc />
    public override Verdict Judge(CatalogThing thing, RuleSetting setting)
    {
        if (thing.DeclaredSpecHash is not { } declared) return Verdict.NotApplicable("no spec was declared for it");
        if (thing.Registration is not { } registration) return Verdict.Unknown(thing.Org.Blind(Capability.Registrations) ?? "the org holds no registration of it");
        if (registration.Facts.SpecHash is not { } held) return Verdict.Unknown("the registered spec could not be read");
        return string.Equals(held, declared, StringComparison.OrdinalIgnoreCase) ? Verdict.Pass
            : Verdict.Fail($"The registered spec begins with {Start(held)}, the declared one with {Start(declared)} (SHA-256).");
    }

    private static string Start(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
