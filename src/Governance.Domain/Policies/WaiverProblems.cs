namespace Governance.Domain.Policies;

/// <summary>Refusals around waivers.</summary>
public static class WaiverProblems
{
    /// <summary>No such waiver in scope.</summary>
    public static readonly Problem NotFound = Problem.NotFound("waiver.not-found", "There is no such waiver here. Reload the page.");

    /// <summary>Decided, withdrawn or over.</summary>
    public static readonly Problem NotOpen = Problem.Conflict("waiver.not-open",
        "This waiver was decided, withdrawn or is over meanwhile. Nothing was changed. Reload the page.");

    /// <summary>What waits is withdrawn where it waits.</summary>
    public static readonly Problem NotDecided = Problem.Conflict("waiver.not-decided",
        "This waiver waits for a decision. Whoever asked for it can withdraw its request.");

    /// <summary>A job or the command line is no person.</summary>
    public static readonly Problem PersonNeeded = new(ProblemKind.Forbidden, "waiver.person-needed",
        "A waiver takes two people who are signed in. The command line can't stand in for either.");

    /// <summary>Nothing to except.</summary>
    public static readonly Problem FindingClosed = Problem.Conflict("waiver.finding-closed", "This finding is closed: there is nothing to waive.");

    /// <summary>One at a time.</summary>
    public static readonly Problem Exists = Problem.Conflict("waiver.exists", "A waiver for this finding holds already, or waits for a decision.");

    /// <summary>The end is not within what is allowed.</summary>
    public static readonly Problem BadEnd = Problem.Invalid("waiver.bad-end", $"A waiver ends within {Waiver.MaxDays} days, today at the earliest (UTC).");

    /// <summary>What was shown is not what stands.</summary>
    public static readonly Problem Changed = Problem.Conflict("waiver.changed",
        "The finding became graver since this page showed it, so nothing was done. Reload and look again.");
}
