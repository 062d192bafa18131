using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>out.principal-wide: fails when access to a credential's principal is granted to more users than the threshold.</summary>
public sealed class OutPrincipalWide() : Rule<OutboundThing>("out.principal-wide", ThingKind.Outbound, Severity.Medium, "Few users may use a credential")
{
    /// <summary>Most users.</summary>
    public static readonly RuleParameter Users = new("users", "users", 50);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Users];

    /// <inheritdoc />
    public override string FailsWhen => "Access to a credential's principal is granted to more users than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Grant the principal by a permission set of its own, held by the callers only.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(OutboundThing thing, RuleSetting setting)
    {
        if (thing.Credential?.Facts.ExternalCredential is not { } name) return Verdict.NotApplicable("it has no external credential");
        if (thing.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        var most = 0;
        var isNamed = false;
        foreach (var set in thing.Org.Sets.Each())
        {
            foreach (var principal in set.Facts.Principals.Each())
            {
                if (principal.Length > name.Length && principal[name.Length] == '-' && principal.StartsWith(name, StringComparison.Ordinal))
                    (isNamed, most) = (true, most + thing.Org.HoldersOf(set.Key).Count);
            }
        }
        if (most > setting[Users] && CountUsers(thing.Org, name) is var users && users > setting[Users])
            return Verdict.Fail($"{users} users may use a principal of {name}; at most {setting[Users]} are wanted.");
        foreach (var access in thing.Org.Accesses.Each())
        {
            // Where a set opens a principal by id, any of these may be ours.
            if (!isNamed && access.Facts.EntityType == "ExternalCredentialParameter") return Verdict.Unknown("the org tells by id only which principal a set opens");
        }
        return Verdict.Pass;
    }

    private static int CountUsers(OrgPicture org, string credential) =>
        org.Sets.Where(s => s.Facts.Principals.Any(p => p.StartsWith(credential + "-", StringComparison.Ordinal))).SelectMany(s => org.HoldersOf(s.Key))
            .Distinct(StringComparer.Ordinal).Count();
}
