using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain.Access;
using Governance.Domain.Orgs;

namespace Governance.TestKit;

/// <summary>The people of the tests. Each belongs to a provider group of their own, and the role map of every test
/// portal gives that group its role: rights are found as in production.</summary>
public static class Actors
{
    /// <summary>Org groups of every test portal.</summary>
    public static readonly IReadOnlyList<string> OrgGroups = ["EMEA", "AMER"];

    /// <summary>Reads everything.</summary>
    public static readonly Actor Auditor = Person(Role.Auditor, null);

    /// <summary>Connects orgs.</summary>
    public static readonly Actor OrgAdmin = Person(Role.OrgAdmin, null);

    /// <summary>Decides.</summary>
    public static readonly Actor SecurityReviewer = Person(Role.SecurityReviewer, null);

    /// <summary>Cuts off.</summary>
    public static readonly Actor Responder = Person(Role.IncidentResponder, null);

    /// <summary>Runs the portal.</summary>
    public static readonly Actor PortalAdmin = Person(Role.PortalAdmin, null);

    /// <summary>Signed in, in a group the role map does not know.</summary>
    public static readonly Actor NoRole = new("person:no-role", "Nora Norole", ["group-nobody"]) { Session = "session-no-role", SourceIp = "192.0.2.9" };

    /// <summary>All five roles, unscoped.</summary>
    public static IReadOnlyList<Actor> Everybody => [Auditor, OrgAdmin, SecurityReviewer, Responder, PortalAdmin];

    /// <summary>Holds a role in one org group only.</summary>
    /// <param name="role">Which role.</param>
    /// <param name="group">One of <see cref="OrgGroups"/>.</param>
    public static Actor Scoped(Role role, string group = "EMEA") => Person(role, group);

    /// <summary>Holds exactly this role everywhere.</summary>
    public static Actor Holding(Role role) => Person(role, null);

    /// <summary>Session of whoever was given none.</summary>
    public const string AnySession = "session-any";

    /// <summary>Every session that these people have.</summary>
    internal static IReadOnlyList<string> Sessions =>
    [
        AnySession, NoRole.Session!,
        .. Enum.GetValues<Role>().SelectMany(r => OrgGroups.Select(g => Scoped(r, g)).Append(Holding(r))).Select(a => a.Session!).Distinct(),
    ];

    /// <summary>The provider's group behind a role.</summary>
    public static string GroupOf(Role role, string? orgGroup) =>
        orgGroup is null ? $"group-{role}" : $"group-{role}-{orgGroup}";

    /// <summary>Writes org groups and the role map.</summary>
    internal static void Seed(GovernanceDb db)
    {
        var groups = OrgGroups.Select(name => new OrgGroup(name)).ToArray();
        db.OrgGroups.AddRange(groups);
        foreach (var role in Enum.GetValues<Role>())
        {
            db.RoleAssignments.Add(new RoleAssignment(GroupOf(role, null), role, null));
            foreach (var group in groups)
                db.RoleAssignments.Add(new RoleAssignment(GroupOf(role, group.Name), role, group.Id));
        }
    }

    private static Actor Person(Role role, string? orgGroup)
    {
        var id = orgGroup is null ? $"{role}" : $"{role}-{orgGroup}";
        return new Actor($"person:{id}", orgGroup is null ? $"{role}" : $"{role} of {orgGroup}", [GroupOf(role, orgGroup)])
        {
            Session = $"session-{id}"[..Math.Min(16, 8 + id.Length)],
            SourceIp = "192.0.2.1",
        };
    }
}
