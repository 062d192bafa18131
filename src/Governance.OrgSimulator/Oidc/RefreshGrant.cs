namespace Governance.OrgSimulator.Oidc;

/// <summary>What a client may refresh: one token at a time works, and one that was used ends the grant
/// (OAuth 2.0 Security BCP, RFC 9700 §4.14.2).</summary>
/// <param name="session">Whose sign-in it goes on with.</param>
/// <param name="scope">As granted.</param>
public sealed class RefreshGrant(SignedInAt session, string scope)
{
    public SignedInAt Session { get; } = session;

    public string Scope { get; } = scope;

    /// <summary>The one that works now.</summary>
    public string Current { get; set; } = "";
}
