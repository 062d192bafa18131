using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Sessions of a person. Ending one deletes its row: the next message of it is refused, on every instance.</summary>
internal static class PersonSessions
{
    /// <summary>Characters of the hash that pages, tickets and audit know a session by.</summary>
    public const int ShortHash = 16;

    /// <summary>As a session's row names its person.</summary>
    public static string SubjectOf(Person person) => $"{person.Issuer} {person.Subject}";

    /// <summary>The person a session's row names; null when it names none, or nobody known.</summary>
    public static async Task<Person?> PersonOfAsync(GovernanceDb db, string? subject, CancellationToken ct) =>
        subject is null ? null : await db.People.SingleOrDefaultAsync(p => p.Issuer + " " + p.Subject == subject, ct);

    /// <summary>Those that have not ended.</summary>
    public static IQueryable<PortalSession> LiveOf(GovernanceDb db, string subject, DateTimeOffset now)
    {
        var idleSince = now - PortalSession.Idle;
        return db.Sessions.Where(s => s.Subject == subject && s.EndsAt > now && s.LastActAt > idleSince);
    }

    /// <summary>Ends all of a person's.</summary>
    /// <returns>How many rows.</returns>
    public static Task<int> EndAllAsync(GovernanceDb db, Person person, CancellationToken ct)
    {
        var subject = SubjectOf(person);
        return db.Sessions.Where(s => s.Subject == subject).ExecuteDeleteAsync(ct);
    }

    /// <summary>The person as an audit entry names them.</summary>
    public static AuditSubject AuditOf(Person person) => new("person", person.Id.Value.ToString("D"), person.Name);

    /// <summary>The message is about its own sender.</summary>
    public static bool IsSelf(CurrentActor current, PersonId id) => current.Actor.Id == $"person:{id.Value:D}";
}
