using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.contractor: fails when the grant's owner is a support, partner or contractor user.</summary>
public sealed class AuthContractor() : Rule<GrantThing>("auth.contractor", ThingKind.Authorization, Severity.Medium, "Grants belong to employees' or integration users")
{
    /// <summary>User types of people outside the company.</summary>
    public static readonly RuleList Types = new("types", ["PowerPartner", "CspLitePortal", "CustomerSuccess", "PowerCustomerSuccess", "CsnOnly"]);

    /// <summary>Words in a profile's name that say the same.</summary>
    public static readonly RuleList Words = new("words", ["Contractor", "Partner", "Support"]);

    /// <inheritdoc />
    public override IReadOnlyList<RuleList> Lists => [Types, Words];

    /// <inheritdoc />
    public override string FailsWhen => "The grant's owner is a support, partner or contractor user.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have an integration user take the integration over, then revoke this grant before the contract ends.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Users;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.Org.User(thing.UserId) is not { } user) return Verdict.Unknown(thing.Org.Blind(Capability.Users) ?? "the owner was not among the users read");
        if (user.Facts.UserType is { } type && setting[Types].Has(type)) return Verdict.Fail($"{thing.Username} is of the type {type}.");
        if (user.Facts.ProfileName is { } profile)
        {
            foreach (var word in setting[Words].Each())
            {
                if (profile.Contains(word, StringComparison.OrdinalIgnoreCase)) return Verdict.Fail($"{thing.Username} has the profile {profile}, which says {word}.");
            }
        }
        return user.Facts is { UserType: null } or { ProfileName: null } ? Verdict.Unknown("type or profile of the owner is not in what the org gave") : Verdict.Pass;
    }
}
