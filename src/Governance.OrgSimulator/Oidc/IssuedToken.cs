namespace Governance.OrgSimulator.Oidc;

/// <summary>What an access token stands for.</summary>
public sealed record IssuedToken(SignedInAt Session, DateTimeOffset EndsAt);
