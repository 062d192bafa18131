using Governance.Domain.Heroku;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.failed: fails when an AppLink connection or authorization is in a failed state for longer than the threshold.</summary>
public sealed class AppLinkFailed() : Rule<AppLinkRecordThing>("applink.failed", ThingKind.AppLinkConnection, Severity.Medium, "AppLink records work")
{
    /// <summary>Longest time.</summary>
    public static readonly RuleParameter Hours = new("hours", "hours", 24);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Hours];

    /// <inheritdoc />
    public override string FailsWhen => "An AppLink connection or authorization is in a failed state for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Look at its error; make it anew, or remove it if nobody missed it.
        """;

    /// <inheritdoc />
    public override Verdict Judge(AppLinkRecordThing thing, RuleSetting setting)
    {
        if (thing.Status == AppLinkStatus.Unknown) return Verdict.Unknown($"AppLink says {thing.StatusWord}, a word that nobody has documented");
        if (thing.Status is AppLinkStatus.Ended or AppLinkStatus.Ending) return Verdict.NotApplicable("it has ended");
        if (thing.Status != AppLinkStatus.Failed) return Verdict.Pass;
        if (thing.StatusSince is not { } since) return Verdict.Unknown("it failed; since when is not recorded");
        return thing.Now - since > TimeSpan.FromHours(setting[Hours])
            ? Verdict.Fail($"In the state {thing.StatusWord} since {Day.Of(since)}, {(int)(thing.Now - since).TotalHours} hours; at most {setting[Hours]} are wanted.")
            : Verdict.Pass;
    }
}
