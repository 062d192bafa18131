using Governance.Domain;

namespace Governance.Application.Filters;

/// <summary>Refusals around saved filters.</summary>
public static class FilterProblems
{
    /// <summary>Never saved, deleted, or somebody else's.</summary>
    public static readonly Problem NotFound = new(ProblemKind.NotFound, "filter.not-found", "There is no such saved filter of yours. It may have been deleted.");

    /// <summary>A person keeps a bounded number.</summary>
    public static readonly Problem TooMany = new(ProblemKind.Conflict, "filter.too-many", "You have 100 saved filters, which is the most. Delete one you no longer need.");
}
