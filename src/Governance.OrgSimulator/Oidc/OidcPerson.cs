namespace Governance.OrgSimulator.Oidc;

/// <summary>Somebody who can sign in.</summary>
/// <param name="Name">Shown name; unique here, and what the sign-in page's button says.</param>
/// <param name="Email">Label.</param>
/// <param name="Subject">sub.</param>
/// <param name="Groups">Values of the claim groups.</param>
public sealed record OidcPerson(string Name, string Email, string Subject, IReadOnlyList<string> Groups);
