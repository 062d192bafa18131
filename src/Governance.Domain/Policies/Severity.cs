namespace Governance.Domain.Policies;

/// <summary>How grave a failure is; in this order.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Low,

    /// <summary>To be mended in the ordinary course.</summary>
    Medium,

    /// <summary>To be mended soon.</summary>
    High,

    /// <summary>To be mended now.</summary>
    Critical,
}

/// <summary>What a rule looks at.</summary>
public enum ThingKind
{
    /// <summary>A connected app or external client app in one org.</summary>
    ClientApp,

    /// <summary>A grant.</summary>
    Authorization,

    /// <summary>An AppLink connection or authorization, as AppLink keeps it.</summary>
    AppLinkConnection,

    /// <summary>A Heroku AppLink add-on.</summary>
    AppLinkAddon,

    /// <summary>A published API: External Service registration, publication, or both.</summary>
    CatalogEntry,

    /// <summary>A permission set.</summary>
    PermissionSet,

    /// <summary>A user of an org who owns a grant or is an integration user.</summary>
    User,

    /// <summary>A certificate.</summary>
    Certificate,

    /// <summary>A named credential, remote site or CSP trusted site.</summary>
    Outbound,

    /// <summary>An integration.</summary>
    Integration,

    /// <summary>A vendor.</summary>
    Vendor,

    /// <summary>An org.</summary>
    Org,

    /// <summary>What client apps did in an org, as event data tells it.</summary>
    Activity,

    /// <summary>An emergency sign-in to the portal.</summary>
    BreakGlass,
}
