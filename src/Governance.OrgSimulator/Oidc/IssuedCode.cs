namespace Governance.OrgSimulator.Oidc;

/// <summary>What a code stands for; redeemed once, within 60 s.</summary>
public sealed record IssuedCode(AuthorizationRequest Request, SignedInAt Session, DateTimeOffset At);
