namespace Governance.OrgSimulator.Oidc;

/// <summary>What the provider does wrong on purpose, one thing at a time.</summary>
public enum OidcAttack
{
    None,
    WrongNonce,
    AlgNone,
    WrongAudience,
    WrongIssuer,
    Expired,

    /// <summary>Answers with the state of an earlier sign-in.</summary>
    ReplayedState,

    /// <summary>The iss parameter beside the code names another issuer (RFC 9207).</summary>
    MixedIssuer,
    NoAuthTime,
    OldAuthTime,
    NoAmr,

    /// <summary>Groups are left out for their number, with a pointer in their place.</summary>
    GroupOverage,
}
