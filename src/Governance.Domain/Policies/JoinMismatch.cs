namespace Governance.Domain.Policies;

/// <summary>What can be amiss between AppLink and an org.</summary>
public enum JoinMismatchKind
{
    /// <summary>An add-on publishes an API, and the org holds no registration of it.</summary>
    PublicationWithoutRegistration,

    /// <summary>The org holds a registration made by AppLink, and no add-on publishes it.</summary>
    RegistrationWithoutPublication,

    /// <summary>A publication names a connection that its add-on does not have.</summary>
    PublicationWithoutConnection,

    /// <summary>A publication hangs on a connection that does not work.</summary>
    PublicationOverBrokenConnection,

    /// <summary>A publication lies in another org than its connection leads to.</summary>
    PublicationInOtherOrg,

    /// <summary>The app behind a publication is not attached to its add-on.</summary>
    PublicationOfUnattachedApp,

    /// <summary>Two publications claim one registration.</summary>
    PublishedTwice,

    /// <summary>Publication and registration are one by id, and have different names.</summary>
    NamesDiffer,

    /// <summary>The registration calls through a named credential that the org does not hold, or through none.</summary>
    RegistrationWithoutCredential,

    /// <summary>Two registrations made by AppLink call through one named credential.</summary>
    CredentialShared,

    /// <summary>No permission set lets users invoke the registration.</summary>
    InvokeSetMissing,

    /// <summary>Nobody holds the set that lets users invoke the registration.</summary>
    InvokeSetUnassigned,

    /// <summary>An operation names a permission set for user-plus mode that the org does not hold.</summary>
    UserPlusSetMissing,

    /// <summary>The set named for user-plus mode needs no activation.</summary>
    UserPlusSetStanding,

    /// <summary>A user may invoke the registration and lacks the set named for user-plus mode.</summary>
    InvokerLacksUserPlus,

    /// <summary>An operation names a client app that the org does not hold.</summary>
    ClientAppMissing,

    /// <summary>The user of a connection or authorization is deactivated or frozen.</summary>
    UserInactive,

    /// <summary>AppLink and the org call one user by different names.</summary>
    UsernameDiffers,

    /// <summary>The user of a working connection holds no live grant of AppLink's client app.</summary>
    ConnectionWithoutGrant,

    /// <summary>A user holds a live grant of AppLink's client app, and no connection or authorization is theirs.</summary>
    GrantWithoutConnection,
}

/// <summary>One thing amiss between the two sides.</summary>
/// <param name="Kind">What.</param>
/// <param name="OrgKey">In which org, 15 characters; null when AppLink did not say.</param>
/// <param name="Subject">Name of the publication, registration, connection or user; outside text.</param>
public sealed record JoinMismatch(JoinMismatchKind Kind, string? OrgKey, string Subject);
