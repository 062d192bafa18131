namespace Governance.Domain.Access;

/// <summary>Somebody who signed in: known by (issuer, subject); name and mail are labels only.</summary>
public sealed class Person
{
    /// <summary>Longest issuer, subject, name or mail kept, characters.</summary>
    public const int TextMaxLength = 256;

    private Person() { }

    /// <summary>First sign-in.</summary>
    public Person(string issuer, string subject, DateTimeOffset now) =>
        (Id, Issuer, Subject, FirstSeenAt) = (PersonId.New(), issuer, subject, now);

    /// <summary>Whoever signs in by an emergency code: a person for that use alone, who can be blocked and signed out like
    /// any other.</summary>
    public static Person OfEmergency(string claimedName, DateTimeOffset now)
    {
        var id = PersonId.New();
        return new Person(EmergencyUse.Issuer, id.Value.ToString("D"), now)
        {
            Id = id,
            Name = EmergencyUse.ShownName(claimedName),
            LastSignInAt = now,
        };
    }

    /// <summary>Ours.</summary>
    public PersonId Id { get; private set; }

    /// <summary>iss.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>sub.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>As the provider last said.</summary>
    public string Name { get; private set; } = "";

    /// <summary>As the provider last said; a label, never an identity.</summary>
    public string? Mail { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset LastSignInAt { get; private set; }

    /// <summary>The provider's group ids as it last said, one a line: shown when a role change is decided, never a right.</summary>
    public string KnownGroups { get; private set; } = "";

    /// <summary>Since when nothing of theirs is accepted, UTC; null when it is.</summary>
    public DateTimeOffset? BlockedAt { get; private set; }

    /// <summary>Actor name of whoever blocked them.</summary>
    public string? BlockedBy { get; private set; }

    /// <summary>Takes over labels at a sign-in.</summary>
    public void SignedIn(string name, string? mail, IReadOnlyCollection<string> groups, DateTimeOffset now)
    {
        (Name, Mail, LastSignInAt) = (Text.Bounded(name, TextMaxLength), mail is null ? null : Text.Bounded(mail, TextMaxLength), now);
        Know(groups);
    }

    /// <summary>Takes over the groups that the provider names now.</summary>
    public void Know(IReadOnlyCollection<string> groups) =>
        KnownGroups = string.Join('\n', groups.Where(g => g.Length <= ProviderGroup.MaxLength && !g.Contains('\n')));

    /// <summary>Was in the group when the provider last said, letter for letter.</summary>
    public bool WasIn(string group) => KnownGroups.Split('\n').Contains(group, StringComparer.Ordinal);

    /// <summary>Refuses them from now on; their sessions are ended beside it.</summary>
    public void Block(string by, DateTimeOffset now) => (BlockedAt, BlockedBy) = (now, Text.Bounded(by, TextMaxLength));

    /// <summary>Lets them sign in again.</summary>
    public void Unblock() => (BlockedAt, BlockedBy) = (null, null);
}

/// <summary>One line of the role map: a provider group holds a role, in one org group or in all.</summary>
public sealed class RoleAssignment
{
    private RoleAssignment() { }

    /// <summary>A line; null org group means all.</summary>
    public RoleAssignment(string group, Role role, OrgGroupId? orgGroup) =>
        (Id, Group, Role, OrgGroupId) = (Guid.CreateVersion7(), group, role, orgGroup);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>The provider's group id, compared exactly.</summary>
    public string Group { get; private set; } = "";

    /// <summary>What the group may do.</summary>
    public Role Role { get; private set; }

    /// <summary>Limited to this org group; null for all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }
}
