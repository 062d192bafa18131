namespace Governance.Domain.Policies;

/// <summary>Refusals around policies and their changes.</summary>
public static class PolicyChangeProblems
{
    /// <summary>No such policy.</summary>
    public static readonly Problem PolicyNotFound = Problem.NotFound("policy.not-found", "There is no such policy. Reload the page.");

    /// <summary>No such proposal.</summary>
    public static readonly Problem NotFound = Problem.NotFound("policy-change.not-found", "There is no such policy change. Reload the page.");

    /// <summary>Decided, withdrawn or expired.</summary>
    public static readonly Problem NotOpen = Problem.Conflict("policy-change.not-open",
        "This policy change was decided, withdrawn or has expired meanwhile. Nothing was changed. Reload the page.");

    /// <summary>Another change of the same policy was decided since.</summary>
    public static readonly Problem Stale = Problem.Conflict("policy-change.stale",
        "The policy was changed since this was written, so nothing was done. Withdraw it and propose it again over the policy as it is now.");

    /// <summary>A job is no person, and the command line decides nothing.</summary>
    public static readonly Problem PersonNeeded = new(ProblemKind.Forbidden, "policy-change.person-needed",
        "A policy change is proposed by a person or from the command line, and decided by another person who is signed in.");

    /// <summary>Nothing differs.</summary>
    public static readonly Problem NoDifference = Problem.Conflict("policy-change.no-difference",
        "This is the policy as it holds now, word for word. There is nothing to decide.");

    /// <summary>A shipped baseline says what it says.</summary>
    public static readonly Problem Baseline = Problem.Conflict("policy-change.baseline",
        "This is a shipped baseline: where it holds can be changed, what it says cannot. Give your version another name.");

    /// <summary>One at a time.</summary>
    public static readonly Problem Waiting = Problem.Conflict("policy-change.waiting",
        "Another change of this policy waits for a decision. It has to be decided or withdrawn first.");

    /// <summary>Nobody approves what was not judged.</summary>
    public static readonly Problem NotPreviewed = Problem.Conflict("policy-change.not-previewed",
        "What this change would do is still being judged, org by org. It can be approved when the preview stands here.");
}
