namespace Governance.Domain.Incidents;

/// <summary>What a target is, and so through what it is reached and how it is proven.</summary>
public enum TargetKind
{
    /// <summary>An OauthToken row of an org.</summary>
    OAuth,

    /// <summary>An AppLink authorization.</summary>
    AppLink,

    /// <summary>An AppLink connection: with it end its publications and data action targets.</summary>
    AppLinkConnection,

    /// <summary>An external client app to be switched off.</summary>
    AppSwitch,

    /// <summary>A connected app to be left to admin-approved users, with nobody selected.</summary>
    AppApproval,

    /// <summary>A set or profile that opens a client app.</summary>
    Preauthorization,

    /// <summary>All tokens of an external client app, ended in one call; the rows among them are targets of their own.</summary>
    AppTokens,

    /// <summary>The sessions that a client app holds.</summary>
    AppSessions,

    /// <summary>A user to be frozen.</summary>
    UserFreeze,

    /// <summary>A permission set that a frozen user holds.</summary>
    Assignment,

    /// <summary>Blocking a client app, which only Setup can do.</summary>
    Block,

    /// <summary>The consumer secret of a client app, to be rotated with no overlap.</summary>
    ConsumerSecret,

    /// <summary>The certificate a client app signs in with, to be retired.</summary>
    AppCertificate,
}
