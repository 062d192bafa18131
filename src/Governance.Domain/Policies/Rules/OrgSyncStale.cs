using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.sync-stale: fails when the last complete read is older than the threshold.</summary>
public sealed class OrgSyncStale() : Rule<OrgPicture>("org.sync-stale", ThingKind.Org, Severity.Medium, "The picture is fresh")
{
    private static readonly Capability[] Everything = Enum.GetValues<Capability>();

    /// <summary>Oldest.</summary>
    public static readonly RuleParameter Hours = new("hours", "hours", 24);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Hours];

    /// <inheritdoc />
    public override string FailsWhen => "The last complete read is older than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Open the org's page: it says what the last reads failed on.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Authorizations;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        if (thing.Standing(Capability.Authorizations).AsOf is null) return Verdict.Fail("It was never read completely.");
        var limit = TimeSpan.FromHours(setting[Hours]);
        foreach (var capability in Everything)
        {
            // What the portal may not read, or the org does not have, is not stale: org.blind speaks of it.
            if (thing.Standing(capability) is not { AsOf: { } read, Status: CapabilityStatus.Ok or CapabilityStatus.Failed }) continue;
            if (thing.Estate.Now - read > limit)
                return Verdict.Fail($"{capability} was read completely {(int)(thing.Estate.Now - read).TotalHours} hours ago; at most {setting[Hours]} are wanted.");
        }
        return Verdict.Pass;
    }
}
