using Governance.Domain;

namespace Governance.Application.Authorizations;

/// <summary>Refusals around authorizations.</summary>
public static class AuthorizationProblems
{
    /// <summary>No such authorization in the actor's org groups.</summary>
    public static readonly Problem NotFound = Problem.NotFound(
        "authorization.not-found", "There is no such authorization, or it is outside your org groups.");
}
