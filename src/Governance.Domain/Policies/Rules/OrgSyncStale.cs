using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.sync-stale: fails when the last complete read is older than the threshold.</summary>
public sealed class OrgSyncStale() : Rule<OrgPicture>("org.sync-stale", ThingKind.Org, Severity.Medium, "The picture is fresh")
{
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
        if (thing.Standing(Capability.Authorizations).AsOf is not { } read) return Verdict.Fail("It was never read completely.");
        var age = thing.Estate.Now - read;
        return Verdict.When(age > TimeSpan.FromHours(setting[Hours]), () => $"Read completely {(int)age.TotalHours} hours ago; at most {setting[Hours]} are wanted.");
    }
}
