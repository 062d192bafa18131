using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.orphan-registration: fails when an External Service was registered by AppLink and no live publication stands behind it, or the reverse.</summary>
public sealed class AppLinkOrphanRegistration() : Rule<CatalogThing>("applink.orphan-registration", ThingKind.CatalogEntry, Severity.High, "Published and registered go together")
{
    /// <inheritdoc />
    public override string FailsWhen => "An External Service was registered by AppLink and no live publication stands behind it, or the reverse.";

    /// <inheritdoc />
    public override string Fix =>
        """
        If nothing stands behind the registration: ask who calls it, then delete it with its named credential and permission sets.
        If the registration is missing: publish anew, or remove the publication.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Registrations;

    /// <inheritdoc />
    /// <remarks>Whether nothing publishes it rests on every add-on, those of other org groups among them.</remarks>
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(CatalogThing thing, RuleSetting setting)
    {
        if (!thing.IsAppLink) return Verdict.NotApplicable("AppLink did not make it");
        if (thing.Registration is null)
        {
            return thing.Org.Blind(Capability.Registrations) is { } blind
                ? Verdict.Unknown(blind)
                : Verdict.Fail($"{thing.Publication!.ConnectionName} publishes {thing.Name}, and the org holds no such registration.");
        }
        if (thing.Publication is not null) return Verdict.Pass;
        return thing.PublicationsBlind is { } unread
            ? Verdict.Unknown(unread)
            : Verdict.Fail($"AppLink registered {thing.Name}, and no add-on publishes it.");
    }
}
