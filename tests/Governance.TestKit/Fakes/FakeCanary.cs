using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;

namespace Governance.TestKit.Fakes;

/// <summary>A credential of a client app at a <see cref="FakeOrg"/>.</summary>
/// <param name="UserId">Whom it signs in.</param>
/// <param name="Username">Their name.</param>
public sealed record FakeCanary(string UserId, string Username)
{
    /// <summary>The row that a refresh token stands for; it works while that lives.</summary>
    public TokenRowKey? Row { get; init; }

    /// <summary>The door that client credentials go through; they work until that is shut.</summary>
    public (TargetKind Kind, string Subject)? Door { get; init; }

    /// <summary>Answered instead of the truth.</summary>
    public CanaryOutcome? Says { get; set; }

    /// <summary>False where the org's list does not show its use.</summary>
    public bool Moves { get; set; } = true;
}
