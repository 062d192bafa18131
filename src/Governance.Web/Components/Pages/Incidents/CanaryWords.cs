using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>How a canary is spoken of.</summary>
internal static class CanaryWords
{
    public const string NeverAnswered = "Its answer was never written down, so nothing is claimed.";

    public static string Of(CanaryStage stage) => stage switch
    {
        CanaryStage.Deposit => "Handed over",
        CanaryStage.Before => "Canary before the cut",
        CanaryStage.After => "Canary after the cut",
        _ => "Canary at a later proof",
    };

    public static string Of(CanaryOutcome? outcome) => outcome switch
    {
        null => "No answer kept",
        CanaryOutcome.Worked => "Worked",
        CanaryOutcome.GrantEnded or CanaryOutcome.AppShut or CanaryOutcome.NotApproved => "Refused",
        CanaryOutcome.RefusedOtherwise => "Refused, for another reason",
        CanaryOutcome.NoAnswer => "No useful answer",
        _ => "Lost",
    };

    /// <summary>What is good before a cut is bad after it.</summary>
    public static Tone ToneOf(CanaryStage stage, CanaryOutcome? outcome) => outcome switch
    {
        CanaryOutcome.Worked => stage is CanaryStage.Deposit or CanaryStage.Before ? Tone.Pass : Tone.Critical,
        CanaryOutcome.GrantEnded or CanaryOutcome.AppShut or CanaryOutcome.NotApproved => stage is CanaryStage.After or CanaryStage.Later ? Tone.Pass : Tone.Medium,
        _ => Tone.Unknown,
    };

    public static string Of(ConnectionFlow flow) => flow == ConnectionFlow.ClientCredentials ? "client credentials: speaks of the app’s door" : "a refresh token: speaks of one authorization";
}
