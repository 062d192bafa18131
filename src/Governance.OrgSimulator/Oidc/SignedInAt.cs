namespace Governance.OrgSimulator.Oidc;

/// <summary>A browser's session at the provider.</summary>
public sealed record SignedInAt(string Subject, string SessionId, DateTimeOffset AuthTime);
