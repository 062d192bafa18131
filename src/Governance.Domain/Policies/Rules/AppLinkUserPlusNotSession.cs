using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.user-plus-not-session: fails when a permission set that an operation names for user-plus mode needs no activation.</summary>
public sealed class AppLinkUserPlusNotSession() : Rule<CatalogThing>("applink.user-plus-not-session", ThingKind.CatalogEntry, Severity.High, "User-plus rights need their session")
{
    /// <inheritdoc />
    public override string FailsWhen => "A permission set that an operation names for user-plus mode needs no activation.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make a session-based set with the same rights, name it in the spec and publish anew; rights of this one are there all day.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(CatalogThing thing, RuleSetting setting)
    {
        if (!thing.IsAppLink) return Verdict.NotApplicable("AppLink did not make it");
        if (thing.UserPlusSets is not { } names) return Verdict.Unknown("its spec could not be read");
        if (names.Count == 0) return Verdict.NotApplicable("no operation is in user-plus mode");
        string? unread = null;
        foreach (var name in names.Each())
        {
            PermissionSetFacts? set = null;
            foreach (var candidate in thing.Org.Sets.Each())
            {
                if (candidate.Facts.ApiName == name) set = candidate.Facts;
            }
            if (set?.HasActivationRequired == false) return Verdict.Fail($"{name} needs no activation.");
            if (set?.HasActivationRequired is null) unread ??= thing.Org.Blind(Capability.PermissionSets) ?? $"the set {name} was not among the sets read";
        }
        return unread is null ? Verdict.Pass : Verdict.Unknown(unread);
    }
}
