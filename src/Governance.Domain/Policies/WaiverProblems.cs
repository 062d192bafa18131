namespace Governance.Domain.Policies;

/// <summary>Refusals around waivers.</summary>
public static class WaiverProblems
{
    /// <summary>No such waiver in scope.</summary>
    public static readonly Problem NotFound = Problem.NotFound("waiver.not-found", "There is no such waiver here. Reload the page.");

    /// <summary>Decided, withdrawn or over.</summary>
    public static readonly Problem NotOpen = Problem.Conflict("waiver.not-open",
        "This waiver was decided, withdrawn or is over meanwhile. Nothing was changed. Reload the page.");

    /// <summary>Somebody else decides.</summary>
    public static readonly Problem Own = new(ProblemKind.Forbidden, "waiver.own",
        "You asked for this waiver. A Security reviewer other than you approves or rejects it; you can withdraw it.");

    /// <summary>Only the asker withdraws.</summary>
    public static readonly Problem NotYours = new(ProblemKind.Forbidden, "waiver.not-yours",
        "Only the person who asked for a waiver can withdraw it. A Security reviewer can reject it.");

    /// <summary>A job or the command line is no person.</summary>
    public static readonly Problem PersonNeeded = new(ProblemKind.Forbidden, "waiver.person-needed",
        "A waiver takes two people who are signed in. The command line can't stand in for either.");

    /// <summary>A rejection says why.</summary>
    public static readonly Problem ReasonNeeded = Problem.Invalid("waiver.reason-needed", "A rejection needs a reason of at least 10 characters.");

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
