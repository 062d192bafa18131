using Governance.Domain;

namespace Governance.Application.Integrations;

/// <summary>Refusals around architecture reviews.</summary>
public static class ArchitectureProblems
{
    /// <summary>Only people answer, sign and confirm.</summary>
    public static readonly Problem PersonNeeded =
        new(ProblemKind.Forbidden, "architecture.person-needed", "Only a person who is signed in can do this, not a job or the command line.");

    /// <summary>Whoever answered last does not sign.</summary>
    public static readonly Problem Own = new(ProblemKind.Forbidden, "architecture.own-answers",
        "You answered this review last, so another Security reviewer signs. Nothing was signed.");

    /// <summary>Nobody said who gave the answers.</summary>
    public static readonly Problem NotAnswered = Problem.Conflict("architecture.not-answered",
        "Nobody has answered this review yet. Somebody answers it first, then somebody else signs.");

    /// <summary>An input is missing.</summary>
    public static readonly Problem Missing = Problem.Conflict("architecture.missing",
        "An answer that the decision rests on is missing. Nothing was signed. The review lists what is missing.");

    /// <summary>It is not what the signer was shown.</summary>
    public static readonly Problem Changed = Problem.Conflict("architecture.changed",
        "What this decision rests on changed after you opened it. Nothing was signed. Read it again, then sign.");

    /// <summary>That decision stands already.</summary>
    public static readonly Problem SignedAlready = Problem.Conflict("architecture.signed-already",
        "This very review is signed already and nothing it rests on has changed. Nothing was signed again.");

    /// <summary>No such org, or outside the actor's groups.</summary>
    public static readonly Problem NoSuchOrg = Problem.NotFound("architecture.no-org", "There is no such org, or it is outside your org groups.");

    /// <summary>The org is on another instance than the one shown.</summary>
    public static readonly Problem Moved = Problem.Conflict("architecture.org-moved",
        "The org is on another instance than the one you saw. Nothing was confirmed. Look at the instance again, then confirm.");
}
