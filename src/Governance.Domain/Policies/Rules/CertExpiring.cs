using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.expiring: fails when the certificate ends within the first step of the ladder.</summary>
public sealed class CertExpiring() : Rule<CertificateThing>("cert.expiring", ThingKind.Certificate, Severity.Medium, "No certificate is about to end")
{
    /// <summary>First step of the ladder.</summary>
    public static readonly RuleParameter First = new("first", "days", 90, HigherIsStricter: true);

    /// <summary>From here on medium.</summary>
    public static readonly RuleParameter Medium = new("medium", "days", 60, HigherIsStricter: true);

    /// <summary>From here on high.</summary>
    public static readonly RuleParameter High = new("high", "days", 30, HigherIsStricter: true);

    /// <summary>From here on critical.</summary>
    public static readonly RuleParameter Critical = new("critical", "days", 7, HigherIsStricter: true);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [First, Medium, High, Critical];

    /// <inheritdoc />
    public override string FailsWhen => "The certificate ends within the first step of the ladder.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Plan the rotation with its owner: new key pair, upload beside the old one, switch over, remove the old one.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Certificates;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting)
    {
        if (thing.Facts.EndsAt() is not { } end) return Verdict.Unknown(thing.Facts.Trouble ?? "its end is not in what the org gave");
        var left = end - thing.Org.Estate.Now;
        if (left <= TimeSpan.Zero) return Verdict.NotApplicable("it has ended");
        return StepOf(left, setting) is { } step ? Verdict.Fail($"It ends on {Day.Of(end)}, in {Day.Count(left)}.", step) : Verdict.Pass;
    }

    /// <summary>Step of the ladder on which a certificate stands; null while its end is beyond the first.</summary>
    public static Severity? StepOf(TimeSpan left, RuleSetting setting) => left switch
    {
        _ when left > TimeSpan.FromDays(setting[First]) => null,
        _ when left <= TimeSpan.FromDays(setting[Critical]) => Policies.Severity.Critical,
        _ when left <= TimeSpan.FromDays(setting[High]) => Policies.Severity.High,
        _ when left <= TimeSpan.FromDays(setting[Medium]) => Policies.Severity.Medium,
        _ => Policies.Severity.Low,
    };
}
