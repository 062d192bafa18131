using Governance.Application.Data;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>Where owners stand, by e-mail address: a label of a portal user, never an identity.</summary>
internal sealed class Owners
{
    private readonly Dictionary<string, (string Name, bool IsBlocked, DateTimeOffset LastSignInAt)> _people;
    private readonly Dictionary<string, (string Name, DateTimeOffset ListedAt)> _listed;
    private readonly DateTimeOffset? _lastList;

    private Owners(
        Dictionary<string, (string Name, bool IsBlocked, DateTimeOffset LastSignInAt)> people,
        Dictionary<string, (string Name, DateTimeOffset ListedAt)> listed, DateTimeOffset? lastList) =>
        (_people, _listed, _lastList) = (people, listed, lastList);

    public static async Task<Owners> ReadAsync(GovernanceDb db, CancellationToken ct)
    {
        var people = await db.People.AsNoTracking().Where(p => p.Mail != null)
            .Select(p => new { Mail = p.Mail!, p.Name, p.BlockedAt, p.LastSignInAt }).ToListAsync(ct);
        var listed = await db.ListedPeople.AsNoTracking().ToListAsync(ct);
        return new Owners(
            people.OrderBy(p => p.LastSignInAt).GroupBy(p => Mail.Key(p.Mail), StringComparer.Ordinal).ToDictionary(
                g => g.Key, g => (g.Last().Name, g.Last().BlockedAt is not null, g.Last().LastSignInAt), StringComparer.Ordinal),
            listed.ToDictionary(p => p.Mail, p => (p.Name, p.ListedAt), StringComparer.Ordinal),
            listed.Count == 0 ? null : listed.Max(p => p.ListedAt));
    }

    /// <summary>Name as people know it; the address when nobody does.</summary>
    public string NameOf(string mail) => _people.TryGetValue(mail, out var person) ? person.Name : _listed.TryGetValue(mail, out var listed) ? listed.Name : mail;

    /// <summary>Null when the integration has none.</summary>
    public OwnerStanding? Of(Integration integration)
    {
        if (integration.Owner is not { } mail) return null;
        var isKnown = _people.TryGetValue(mail, out var person);
        return new OwnerStanding(
            NameOf(mail), isKnown ? person.IsBlocked : null, isKnown ? person.LastSignInAt : null, integration.OwnerConfirmedAt,
            _lastList is { } last ? _listed.TryGetValue(mail, out var listed) && listed.ListedAt == last : null);
    }
}
