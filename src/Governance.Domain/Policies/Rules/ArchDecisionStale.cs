using Governance.Domain.Integrations;

namespace Governance.Domain.Policies.Rules;

/// <summary>arch.decision-stale: fails when an input of the recorded decision has changed since it was signed.</summary>
public sealed class ArchDecisionStale() : Rule<IntegrationThing>("arch.decision-stale", ThingKind.Integration, Severity.Medium, "Decisions rest on facts of today")
{
    /// <inheritdoc />
    public override string FailsWhen => "An input of the recorded decision has changed since it was signed.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Answer the review again and have it signed: only the named parts are to be decided anew.
        """;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (thing.Facts.Decision is not { IsSigned: true } decision) return Verdict.NotApplicable("no decision is signed");
        if (thing.Inputs is not { } now) return Verdict.Unknown("an input of the decision is not recorded any more");
        if (decision.Inputs == now) return Verdict.Pass;
        return Differences(decision, now);
    }

    private static Verdict Differences(ArchitectureDecision decision, ArchitectureInputs now)
    {
        var changed = ArchitectureTable.Changed(decision.Inputs, now);
        return changed.Count == 0 ? Verdict.Pass
            : Verdict.Fail($"Since {Day.Of(decision.SignedAt!.Value)}: {string.Join("; ", changed.Select(i => $"{decision.Inputs.Words(i)}, now {now.Words(i)}"))}. "
                + $"To be decided anew: {string.Join(", ", ArchitectureTable.Stale(decision.Inputs, now).Select(Name))}.");
    }

    private static string Name(ArchitecturePart part) => part switch
    {
        ArchitecturePart.Authentication => "authentication",
        ArchitecturePart.Certificates => "certificates",
        ArchitecturePart.AllowList => "list of addresses",
        ArchitecturePart.Gateway => "gateway",
        _ => "checklist",
    };
}
