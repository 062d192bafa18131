using System.Globalization;
using Governance.Application.Incidents;
using Governance.Domain.Incidents;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>States and levels in words. Nothing below L2 is called more than accepted.</summary>
internal static class IncidentWords
{
    public static string Of(IncidentState state) => state switch
    {
        IncidentState.WaitingForPerson => "waiting for a person",
        _ => Words.Sentence(state.ToString()).ToLowerInvariant(),
    };

    public static Tone ToneOf(IncidentState state) => state switch
    {
        IncidentState.Contained => Tone.Pass,
        IncidentState.WaitingForPerson => Tone.High,
        IncidentState.Closed => Tone.Neutral,
        _ => Tone.Running,
    };

    public static string Of(TargetState state) => state switch
    {
        TargetState.Planned => "queued",
        TargetState.WaitingForPerson => "waiting for a person",
        TargetState.Skipped => "left out",
        _ => Words.Sentence(state.ToString()).ToLowerInvariant(),
    };

    public const string TakenBack = "taken back";

    public static Tone ToneOf(TargetState state) => state switch
    {
        TargetState.Planned => Tone.Waiting,
        TargetState.Running => Tone.Running,
        TargetState.WaitingForPerson => Tone.Person,
        TargetState.Done => Tone.Pass,
        TargetState.StillAlive => Tone.Critical,
        TargetState.Skipped => Tone.NotApplicable,
        TargetState.Unreachable => Tone.Unknown,
        _ => Tone.High,
    };

    /// <summary>Stands between what a target is called and its user; AppLink may not have said whom a connection acts as.</summary>
    public static string Between(TargetKind kind, string user) => kind switch
    {
        TargetKind.AppLinkConnection => user.Length == 0 ? ", AppLink connection" : ", AppLink connection as ",
        TargetKind.OAuth or TargetKind.AppLink => " of ",
        _ => user.Length == 0 ? $": {What(kind)}" : $": {What(kind)}, ",
    };

    /// <summary>What is done to it, as a heading without a capital.</summary>
    public static string What(TargetKind kind) => kind switch
    {
        TargetKind.AppSwitch => "switch it off",
        TargetKind.AppApproval => "admin-approved users only, nobody selected",
        TargetKind.Preauthorization => "remove a pre-authorization",
        TargetKind.AppTokens => "end all its tokens in one call",
        TargetKind.AppSessions => "end its sessions",
        TargetKind.UserFreeze => "freeze",
        TargetKind.Assignment => "take a permission set from",
        TargetKind.Block => "block it in Setup",
        TargetKind.ConsumerSecret => "rotate its consumer secret, with no overlap",
        TargetKind.AppCertificate => "retire its certificate",
        TargetKind.AppLinkConnection => "delete the AppLink connection",
        TargetKind.AppLink => "remove the AppLink authorization",
        _ => "revoke the authorization",
    };

    /// <summary>The same with a capital; what Setup calls something keeps its own.</summary>
    public static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    public static string Of(IncidentStep step) => step switch
    {
        IncidentStep.Door => "Shut the door",
        IncidentStep.Revoke => "Revoke",
        IncidentStep.Freeze => "Freeze principals",
        IncidentStep.Secrets => "Kill secrets",
        _ => "AppLink",
    };

    /// <summary>What a person does about a target that is still there.</summary>
    public static string Remedy(TargetKind kind) => !IncidentTarget.IsOfHeroku(kind)
        ? "Treat the access as working: end it in the org’s Setup, or block the app there."
        : "Treat the access as working: remove it with the Heroku CLI, and end the app’s tokens in the org’s Setup.";

    /// <summary>For the ladder: null while nothing was asked.</summary>
    public static int? Rung(ProofLevel level) => level switch
    {
        ProofLevel.None => null,
        ProofLevel.L0 => 0,
        ProofLevel.L1 or ProofLevel.L1p => 1,
        ProofLevel.L2 => 2,
        ProofLevel.L3 => 3,
        _ => 4,
    };

    /// <summary>Instead of the ladder's own words; null keeps them.</summary>
    public static string? RungText(TargetState state, ProofLevel level) => (state, level) switch
    {
        (TargetState.WaitingForPerson, _) => "For a person",
        (TargetState.Skipped, _) => "Left out",
        (_, ProofLevel.L1p) => "L1p confirmed by a person",
        (TargetState.StillAlive, ProofLevel.None) => "Granted anew",
        (not TargetState.Planned, ProofLevel.None) => "Never asked",
        _ => null,
    };

    /// <summary>Claims (L0, L1) and proof (L2 and up) side by side, then what failed.</summary>
    public static IReadOnlyList<BarSegment> Segments(GetIncident.LevelCounts levels, int stillAlive, int failed, int persons)
    {
        BarSegment[] all =
        [
            new("l4", "L4 canary refused", levels.L4), new("l3", "L3 no success since", levels.L3),
            new("l2", "L2 gone on re-read", levels.L2), new("l1", "L1 accepted", levels.L1), new("l0", "L0 asked", levels.L0),
            new("q", "queued", levels.None), new("crit", "still alive", stillAlive), new("unk", "ended without proof", failed - stillAlive),
            new("na", "by a person", persons),
        ];
        return [.. all.Where(s => s.Value > 0)];
    }

    /// <summary>Where an org lists the apps that hold tokens, and where a person ends them by hand.</summary>
    public static string UsagePage(string host) => $"{host}/lightning/setup/ConnectedAppsUsage/home";

    /// <summary>"1 target", "1,200 targets".</summary>
    public static string Count(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
