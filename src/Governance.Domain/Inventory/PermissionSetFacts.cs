namespace Governance.Domain.Inventory;

/// <summary>What a set allows on one object.</summary>
/// <param name="Type">API name of the object, as in Case.</param>
/// <param name="Read">Read.</param>
/// <param name="Create">Create.</param>
/// <param name="Edit">Edit.</param>
/// <param name="Delete">Delete.</param>
/// <param name="ViewAll">View all records.</param>
/// <param name="ModifyAll">Modify all records.</param>
public sealed record ObjectRight(string Type, bool Read, bool Create, bool Edit, bool Delete, bool ViewAll, bool ModifyAll);

/// <summary>A permission set, a profile's shadow set or a group's combined set. Item key: the id on 15 characters, or in a
/// snapshot "set:" or "profile:" and the name; item name: the label.</summary>
/// <remarks>Source: Object Reference, PermissionSet, ObjectPermissions. A set with Modify All Data has no object rows: no rows
/// do not mean no access.</remarks>
public sealed record PermissionSetFacts : ItemFacts
{
    /// <summary>Asked of every set, but no reason to look at one for itself: every ordinary profile has one of them. The holders
    /// of a set with none but these are read only where they run integrations.</summary>
    public static readonly IReadOnlyList<string> EverydayPermissions = ["ApiEnabled", "ExportReport", "ViewSetup", "ApiUserOnly"];

    /// <summary>API name.</summary>
    public required string ApiName { get; init; }

    /// <summary>Regular, Profile, Group, Session, Integration or Standard; null when not said.</summary>
    public string? Type { get; init; }

    /// <summary>Name of the profile whose rights these are; null for a set of its own.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Group whose combined rights these are, id on 15 characters; null otherwise.</summary>
    public string? GroupId { get; init; }

    /// <summary>True for a session-based set.</summary>
    public bool? HasActivationRequired { get; init; }

    /// <summary>Namespace of the package it came in.</summary>
    public string? Namespace { get; init; }

    /// <summary>User permissions it grants, by API name (ModifyAllData), ordered; only those asked for.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>User permissions that were asked for and that this org knows; what is not among them is unknown.</summary>
    public IReadOnlyList<string> AskedPermissions { get; init; } = [];

    /// <summary>Object rights, ordered by object; null when they could not be read.</summary>
    public IReadOnlyList<ObjectRight>? Objects { get; init; }

    /// <summary>Credential principals it opens, as in CredName-PrincipalName (snapshots).</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>UTC.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Name of the user who changed it last.</summary>
    public string? ModifiedBy { get; init; }

    /// <summary>True when it grants the permission, false when it does not, null when that was not asked.</summary>
    public bool? Grants(string permission) =>
        Holds(Permissions, permission) ? true
        : Holds(AskedPermissions, permission) ? false
        : null;

    // Asked for millions of times: no enumerator.
    private static bool Holds(IReadOnlyList<string> list, string permission)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], permission, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}

/// <summary>A permission set group. Item key: the id on 15 characters, or "group:" and the name; item name: the label.</summary>
public sealed record PermissionSetGroupFacts : ItemFacts
{
    /// <summary>API name.</summary>
    public required string ApiName { get; init; }

    /// <summary>Updated, Outdated, Updating or Failed.</summary>
    public string? Status { get; init; }

    /// <summary>True for a session-based group.</summary>
    public bool? HasActivationRequired { get; init; }

    /// <summary>Member sets, ids on 15 characters or names, ordered. A session-based set in here is active without
    /// activation.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];
}

/// <summary>A set held by a user. Item key: the id of the assignment on 15 characters; item name: empty.</summary>
public sealed record AssignmentFacts : ItemFacts
{
    /// <summary>Who, 15 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>Which set, 15 characters.</summary>
    public required string PermissionSetId { get; init; }

    /// <summary>Through which group, 15 characters; null when directly.</summary>
    public string? GroupId { get; init; }

    /// <summary>False when it is not in effect.</summary>
    public bool? IsActive { get; init; }

    /// <summary>UTC; null when it does not end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc />
    public override DateTimeOffset? EndsAt() => ExpiresAt;
}

/// <summary>A set that opens a client app or a credential principal. Item key: the id of the row on 15 characters; item name:
/// empty.</summary>
public sealed record AccessFacts : ItemFacts
{
    /// <summary>Which set, 15 characters.</summary>
    public required string PermissionSetId { get; init; }

    /// <summary>What it opens, 15 characters.</summary>
    public required string EntityId { get; init; }

    /// <summary>ConnectedApplication, ExternalClientApplication or ExternalCredentialParameter.</summary>
    public required string EntityType { get; init; }
}

/// <summary>A session-based set that is active in a session now. Item key: the id of the row on 15 characters; item name:
/// empty.</summary>
public sealed record ActivationFacts : ItemFacts
{
    /// <summary>Whose session, 15 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>Which set, 15 characters; null when a whole group.</summary>
    public string? PermissionSetId { get; init; }

    /// <summary>Which group, 15 characters; null when a set.</summary>
    public string? GroupId { get; init; }

    /// <summary>Org text.</summary>
    public string? Description { get; init; }
}
