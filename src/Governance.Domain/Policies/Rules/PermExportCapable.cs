using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>perm.export-capable: fails when an integration user can read every record of a classified object through the API, and so export it in bulk.</summary>
public sealed class PermExportCapable() : Rule<UserThing>("perm.export-capable", ThingKind.User, Severity.High, "Read-only is not export")
{
    /// <summary>Classified objects, by API name.</summary>
    public static readonly RuleList Classified = new("objects", ["Account", "Case", "Contact", "Lead", "Opportunity", "User"]);

    /// <inheritdoc />
    public override IReadOnlyList<RuleList> Lists => [Classified];

    /// <inheritdoc />
    public override string FailsWhen => "An integration user can read every record of a classified object through the API, and so export it in bulk.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take View All Records off the object and share the records it needs, or take the object out of the set.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(UserThing thing, RuleSetting setting)
    {
        var isIntegration = thing.Org.IsIntegrationUser(thing.Item.Key);
        if (isIntegration == false && thing.Apps.Count == 0) return Verdict.NotApplicable("it owns no grant and is no integration user");
        if (thing.Item.Facts.IsActive == false) return Verdict.NotApplicable("it is deactivated");
        if (thing.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        if (isIntegration is null && thing.Apps.Count == 0) return Verdict.Unknown("licence and profile are not in what the org gave");
        var sets = thing.Org.SetsOf(thing.Item.Key);
        if (sets.Count == 0) return Verdict.Unknown("none of its sets was among those read");
        bool isRead = true, isAsked = false, hasApi = false, seesAll = false;
        SortedSet<string>? objects = null;
        foreach (var set in sets.Each())
        {
            isAsked |= set.Facts.Grants("ApiEnabled") is not null;
            hasApi |= set.Facts.Grants("ApiEnabled") == true;
            seesAll |= set.Facts.Grants("ViewAllData") == true || set.Facts.Grants("ModifyAllData") == true;
            if (set.Facts.Objects is not { } rights)
            {
                isRead = false;
                continue;
            }
            foreach (var right in rights.Each())
            {
                if ((right.ViewAll || right.ModifyAll) && setting[Classified].Has(right.Type)) (objects ??= new(StringComparer.Ordinal)).Add(right.Type);
            }
        }
        if (!isAsked) return Verdict.Unknown("whether it has API access was not asked");
        if (!hasApi) return Verdict.Pass;
        if (seesAll) return Verdict.Fail("It has API access and View All Data: every object can be exported.");
        if (objects is not null) return Verdict.Fail($"It has API access and may view all of {string.Join(", ", objects)}.");
        return isRead ? Verdict.Pass : Verdict.Unknown("object permissions could not be read");
    }
}
