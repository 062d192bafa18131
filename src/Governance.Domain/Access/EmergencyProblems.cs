namespace Governance.Domain.Access;

/// <summary>Refusals around emergency sign-in.</summary>
public static class EmergencyProblems
{
    /// <summary>Wrong, used up, or replaced by newer ones: which of them is not said.</summary>
    public static readonly Problem WrongCode = new(ProblemKind.Forbidden, "emergency.wrong-code",
        "This code does not work. Compare it with your sheet; each code works once, and newer codes replace older ones.");

    /// <summary>No such use.</summary>
    public static readonly Problem NotFound = Problem.NotFound("emergency.not-found", "There is no such emergency sign-in. Reload the page.");

    /// <summary>Closed already.</summary>
    public static readonly Problem Reviewed = Problem.Conflict("emergency.reviewed", "Somebody reviewed this emergency sign-in already. Reload the page.");

    /// <summary>A job or the command line is no person.</summary>
    public static readonly Problem PersonNeeded = new(ProblemKind.Forbidden, "emergency.person-needed",
        "A person who is signed in reviews an emergency sign-in. The command line can't.");

    /// <summary>One's own use is for others to look at.</summary>
    public static readonly Problem OwnUse = new(ProblemKind.Forbidden, "emergency.own-use",
        "This emergency sign-in was made under your name. Another Security reviewer or Portal admin reviews it.");
}
