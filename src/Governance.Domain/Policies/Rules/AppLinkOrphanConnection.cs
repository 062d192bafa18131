using Governance.Domain.Heroku;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.orphan-connection: fails when an AppLink connection has had no publication, no data action target and no authorization beside it for longer than the threshold.</summary>
public sealed class AppLinkOrphanConnection() : Rule<AppLinkRecordThing>("applink.orphan-connection", ThingKind.AppLinkConnection, Severity.Medium, "AppLink connections are used")
{
    /// <summary>Longest time alone.</summary>
    public static readonly RuleParameter Days = new("days", "days", 30);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "An AppLink connection has had no publication, no data action target and no authorization beside it for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the add-on's owner whether it is still needed, then disconnect it: it trusts a whole org.
        """;

    /// <inheritdoc />
    public override Verdict Judge(AppLinkRecordThing thing, RuleSetting setting)
    {
        if (thing.Kind != AppLinkKind.Connection) return Verdict.NotApplicable("it is an authorization");
        if (thing.Status is AppLinkStatus.Ended or AppLinkStatus.Ending) return Verdict.NotApplicable("it has ended");
        if (thing.PublicationOrgKeys is { Count: > 0 } || thing.Targets > 0 || thing.Authorizations > 0) return Verdict.Pass;
        if (thing.PublicationOrgKeys is null) return Verdict.Unknown("its publications could not be read");
        if (thing.Targets is null) return Verdict.Unknown("its data action targets could not be read");
        if (thing.Authorizations is null) return Verdict.Unknown("the add-on's authorizations could not be read");
        if (thing.BareSince is not { } since) return Verdict.Unknown("since when it stands alone is not recorded");
        return thing.Now - since > TimeSpan.FromDays(setting[Days])
            ? Verdict.Fail($"No publication, target or authorization since {Day.Of(since)}; at most {setting[Days]} days are wanted.")
            : Verdict.Pass;
    }
}
