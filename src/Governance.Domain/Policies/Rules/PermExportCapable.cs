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
        if (thing.Org.IsIntegrationUser(thing.Item.Key) != true && thing.Apps.Count == 0) return Verdict.NotApplicable("it owns no grant and is no integration user");
        if (thing.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        if (!thing.Org.PermissionsOf(thing.Item.Key).Contains("ApiEnabled")) return Verdict.Pass;
        var sets = thing.Org.SetsOf(thing.Item.Key).ToArray();
        if (sets.Any(s => s.Facts.Grants("ViewAllData") == true || s.Facts.Grants("ModifyAllData") == true)) return Verdict.Fail("It has API access and View All Data: every object can be exported.");
        var objects = sets.SelectMany(s => s.Facts.Objects ?? []).Where(o => o.ViewAll || o.ModifyAll).Select(o => o.Type).Where(setting[Classified].Contains).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (objects.Length > 0) return Verdict.Fail($"It has API access and may view all of {string.Join(", ", objects)}.");
        return sets.Any(s => s.Facts.Objects is null) ? Verdict.Unknown("object permissions could not be read") : Verdict.Pass;
    }
}
