namespace Governance.Domain.Inventory;

/// <summary>What an inventory item is, in Salesforce's words.</summary>
public enum ItemKind
{
    /// <summary>A connected app or external client app as its own row says; facts <see cref="ClientAppFacts"/>.</summary>
    ClientApp,

    /// <summary>The OAuth policy of a client app as its metadata says; facts <see cref="AppPolicyFacts"/>.</summary>
    AppPolicy,

    /// <summary>A user who owns a grant, is assigned a looked-at permission set or has the integration licence; facts
    /// <see cref="UserFacts"/>.</summary>
    User,

    /// <summary>A permission set, a profile's shadow set or a group's combined set; facts <see cref="PermissionSetFacts"/>.</summary>
    PermissionSet,

    /// <summary>A permission set group with its members; facts <see cref="PermissionSetGroupFacts"/>.</summary>
    PermissionSetGroup,

    /// <summary>A permission set assigned to a user; facts <see cref="AssignmentFacts"/>.</summary>
    Assignment,

    /// <summary>A set that opens a client app or a credential (SetupEntityAccess); facts <see cref="AccessFacts"/>.</summary>
    Access,

    /// <summary>A session-based set that is active now; facts <see cref="ActivationFacts"/>.</summary>
    Activation,

    /// <summary>A certificate in the org's certificate and key management; facts <see cref="CertificateFacts"/>.</summary>
    Certificate,

    /// <summary>A certificate inside a client app, or an inbound client certificate; facts <see cref="CertificateFacts"/>.</summary>
    AppCertificate,

    /// <summary>Facts <see cref="NamedCredentialFacts"/>.</summary>
    NamedCredential,

    /// <summary>Facts <see cref="ExternalCredentialFacts"/>.</summary>
    ExternalCredential,

    /// <summary>A remote site or CSP trusted site; facts <see cref="OutboundSiteFacts"/>.</summary>
    OutboundSite,

    /// <summary>Facts <see cref="AuthProviderFacts"/>.</summary>
    AuthProvider,

    /// <summary>An External Service registration; facts <see cref="RegistrationFacts"/>.</summary>
    Registration,

    /// <summary>The org-wide OAuth, app and session settings, one item per org; facts <see cref="OrgSettingsFacts"/>.</summary>
    OrgSettings,
}

/// <summary>What an org says about one item. Only members that may be shown: no secret fits in. A null member is unknown: the
/// org did not say, or the API version did not know it.</summary>
/// <remarks>Stored as JSON; a member that is renamed or dropped reads as unknown in what was stored before.</remarks>
public abstract record ItemFacts
{
    /// <summary>When it ends by itself, UTC: a certificate, an assignment. Null when it does not.</summary>
    public virtual DateTimeOffset? EndsAt() => null;
}
