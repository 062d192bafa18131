using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>detect.bulk-then-delete: fails when a bulk job was deleted within the threshold of finishing, or the app used the bulk API for the first time ever.</summary>
public sealed class DetectBulkThenDelete() : Rule<ActivityThing>("detect.bulk-then-delete", ThingKind.Activity, Severity.Critical, "Bulk jobs leave their trace")
{
    /// <summary>Deleted sooner is too soon.</summary>
    public static readonly RuleParameter Minutes = new("minutes", "minutes", 5, HigherIsStricter: true);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Minutes];

    /// <inheritdoc />
    public override Capability? Source => Capability.ApiUsage;

    /// <inheritdoc />
    public override string FailsWhen => "A bulk job was deleted within the threshold of finishing, or the app used the bulk API for the first time ever.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Declare an incident: exports were cleaned up this way. Save the event logs first, for they can be deleted too.
        """;

    /// <inheritdoc />
    public override Verdict Judge(ActivityThing thing, RuleSetting setting)
    {
        if (thing.AppName is null) return Verdict.NotApplicable("it is no app's activity");
        if (thing.BulkJobs is not { } jobs) return Verdict.Unknown(thing.Org.Unread(Capability.ApiUsage) ?? "bulk jobs are not read: the free files of API usage count their calls, and only Event Monitoring tells when a job finished and was deleted");
        if (jobs.Count == 0) return Verdict.Pass;
        var unknown = false;
        foreach (var job in jobs.Each())
        {
            if (job is { FinishedAt: { } finished, DeletedAt: { } deleted } && deleted - finished <= TimeSpan.FromMinutes(setting[Minutes]))
                return Verdict.Fail($"A bulk job that finished on {Day.Of(finished)} was deleted {(int)(deleted - finished).TotalSeconds} seconds later.");
            if (job.IsFirstEver == true) return Verdict.Fail($"{thing.AppName} used the bulk API for the first time ever.");
            unknown |= job.IsFirstEver is null;
        }
        return unknown ? Verdict.Unknown("whether the app used the bulk API before is not known") : Verdict.Pass;
    }
}
