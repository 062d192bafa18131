using Governance.Domain.Authorizations;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.longlived-when-applink: fails when the vendor offers AppLink user or user-plus mode, and a long-lived grant is still used.</summary>
public sealed class AuthLonglivedWhenAppLink() : Rule<GrantThing>("auth.longlived-when-applink", ThingKind.Authorization, Severity.Medium, "Short-lived access where it is offered")
{
    /// <inheritdoc />
    public override string FailsWhen => "The vendor offers AppLink user or user-plus mode, and a long-lived grant is still used.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Move the integration to AppLink user or user-plus mode, then revoke this grant.
        """;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting) =>
        thing.Vendor is not { } vendor ? Verdict.NotApplicable("it belongs to no vendor")
            : vendor.OffersAppLink switch
            {
                true when thing.Kind == AuthorizationKind.OAuth => Verdict.Fail($"{vendor.Name} offers AppLink user mode; this is a long-lived grant."),
                null => Verdict.Unknown($"the vendor record of {vendor.Name} does not say whether it offers AppLink"),
                _ => Verdict.Pass,
            };
}
