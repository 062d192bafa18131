namespace Governance.Domain.Requests;

/// <summary>One authorization that a request asks to revoke.</summary>
/// <param name="RequestId">Of which request.</param>
/// <param name="AuthorizationId">Which.</param>
public sealed record RequestTarget(RequestId RequestId, AuthorizationId AuthorizationId);
