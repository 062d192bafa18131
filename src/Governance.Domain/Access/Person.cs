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

    /// <summary>Takes over labels at a sign-in.</summary>
    public void SignedIn(string name, string? mail, DateTimeOffset now) =>
        (Name, Mail, LastSignInAt) = (Text.Bounded(name, TextMaxLength), mail is null ? null : Text.Bounded(mail, TextMaxLength), now);
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

/// <summary>A portal session: the cookie holds only a random reference, the row its hash.</summary>
public sealed class PortalSession
{
    private PortalSession() { }

    /// <summary>A new session.</summary>
    public PortalSession(string referenceHash, byte[] ticket, string? subject, DateTimeOffset now, DateTimeOffset endsAt) =>
        (ReferenceHash, Ticket, Subject, StartedAt, LastActAt, EndsAt) = (referenceHash, ticket, subject, now, now, endsAt);

    /// <summary>SHA-256 of the cookie's reference, hex.</summary>
    public string ReferenceHash { get; private set; } = "";

    /// <summary>The sealed authentication ticket.</summary>
    public byte[] Ticket { get; private set; } = [];

    /// <summary>iss and sub of the person, for ending all of their sessions.</summary>
    public string? Subject { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>UTC; moves with the person's acts.</summary>
    public DateTimeOffset LastActAt { get; private set; }

    /// <summary>Absolute end, UTC.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Renewed ticket.</summary>
    public void Renew(byte[] ticket, DateTimeOffset now) => (Ticket, LastActAt) = (ticket, now);
}
