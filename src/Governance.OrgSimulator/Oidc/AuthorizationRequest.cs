namespace Governance.OrgSimulator.Oidc;

/// <summary>A checked request of the authorization endpoint.</summary>
public sealed record AuthorizationRequest
{
    public required string RedirectUri { get; init; }

    public required string Scope { get; init; }

    public required string CodeChallenge { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    /// <summary>Name, mail or subject to put first.</summary>
    public string? LoginHint { get; init; }

    public required DateTimeOffset At { get; init; }
}
