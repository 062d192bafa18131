using Governance.Domain;

namespace Governance.Application.Policies;

/// <summary>What can be wrong about policies and findings.</summary>
public static class PolicyProblems
{
    /// <summary>No such org in scope.</summary>
    public static Problem OrgNotFound { get; } = Problem.NotFound("policies.org-not-found", "There is no such org here.");

    /// <summary>No such finding in scope.</summary>
    public static Problem FindingNotFound { get; } = Problem.NotFound("policies.finding-not-found", "There is no such finding here.");
}
