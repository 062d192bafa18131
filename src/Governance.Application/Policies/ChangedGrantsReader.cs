using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Puts together what the rules look at where some grants of an org changed, without reading the others.</summary>
internal static class ChangedGrantsReader
{
    /// <summary>Most values in one question to the database: SQL Server takes 2,100.</summary>
    public const int PerQuestion = 500;

    /// <param name="Picture">The org, whole but for grants: of those it has all of the apps and all of the owners concerned, and only
    /// what is in <paramref name="Things"/> may be judged by it.</param>
    /// <param name="Things">What is to be judged.</param>
    /// <param name="Concerned">Ids of all that, and of what is gone.</param>
    /// <param name="AppKeys">Labels, in comparable form, of the apps whose grants came, went or moved.</param>
    internal sealed record Slice(OrgPicture Picture, IReadOnlyList<JudgedThing> Things, IReadOnlySet<Guid> Concerned, IReadOnlySet<string> AppKeys);

    private sealed record Changed(AuthorizationId Id, string AppKey, string? ApplicationId, string UserKey, string UserId);

    /// <param name="db">Read within one transaction.</param>
    /// <param name="org">Which org.</param>
    /// <param name="noted">What changed.</param>
    /// <param name="now">Moment of judging, UTC.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Slice> ReadAsync(GovernanceDb db, Org org, IReadOnlyList<ChangedGrant> noted, DateTimeOffset now, CancellationToken ct)
    {
        var changed = await ChangedAsync(db, noted, ct);
        var moved = noted.Where(n => n.IsMoved).Select(n => n.GrantId).ToHashSet();
        var ofMoved = changed.Where(c => moved.Contains(c.Id)).ToList();
        var apps = ofMoved.Select(c => c.AppKey).ToHashSet(StringComparer.Ordinal);
        var grants = await GrantsAsync(db, org, apps, [.. changed.Select(c => c.UserKey).Distinct(StringComparer.Ordinal)], ct);
        var users = changed.Select(c => c.UserId).ToHashSet(StringComparer.Ordinal);
        var picture = await OrgPictureReader.PictureAsync(db, org, grants, now, ct, users);
        var activity = await ActivityReader.ReadAsync(db, picture, ct, users);

        var owners = ofMoved.Select(c => c.UserId).ToHashSet(StringComparer.Ordinal);
        var pairs = ofMoved.Select(c => (c.AppKey, c.UserId)).ToHashSet();
        var ids = changed.Select(c => c.Id).ToHashSet();
        var applications = ofMoved.Select(c => OrgPictureReader.ApplicationKey(c.ApplicationId)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var touched = picture.Apps.Where(a => apps.Contains(a.AppKey) || (a.RowKey is { } row && applications.Contains(row))).ToList();
        apps.UnionWith(touched.Select(a => a.AppKey));
        List<JudgedThing> things =
        [
            new(ThingKind.Org, org.Id.Value, org.Label, picture),
            .. touched.Select(a => new JudgedThing(ThingKind.ClientApp, OrgJudgement.IdOf(a), a.Name, a)),
            .. picture.Users.Where(u => owners.Contains(u.Key)).Select(u => new JudgedThing(ThingKind.User, u.Id.Value, u.Name, new UserThing(picture, u))),
            .. OrgPictureReader.GrantsOf(picture, grants, activity, g => ids.Contains(g.Id) || pairs.Contains((g.AppKey, g.UserId))),
        ];
        var gone = ofMoved.Select(c => OrgJudgement.IdOf(org.Id, OrgPictureReader.ApplicationKey(c.ApplicationId), c.AppKey));
        return new Slice(picture, things, things.Select(t => t.Id).Concat(ids.Select(i => i.Value)).Concat(gone).ToHashSet(), apps);
    }

    private static async Task<List<Changed>> ChangedAsync(GovernanceDb db, IReadOnlyList<ChangedGrant> noted, CancellationToken ct)
    {
        List<Changed> found = [];
        foreach (var ids in noted.Select(n => n.GrantId).Distinct().Chunk(PerQuestion))
        {
            found.AddRange(await db.Authorizations.AsNoTracking().Where(a => ids.Contains(a.Id))
                .Select(a => new Changed(a.Id, a.AppKey, a.ApplicationId, a.UserKey, a.UserId)).ToListAsync(ct));
        }
        return found;
    }

    // Apps and owners are asked for by name, which an index serves; the org is told apart here, or SQLite walks all of its grants.
    private static async Task<List<OrgPictureReader.GrantRow>> GrantsAsync(GovernanceDb db, Org org, IEnumerable<string> apps, IEnumerable<string> users, CancellationToken ct)
    {
        Dictionary<AuthorizationId, OrgPictureReader.GrantRow> found = [];
        var live = db.Authorizations.AsNoTracking().Where(a => a.OrgGroupId == org.OrgGroupId && a.GoneAt == null);
        foreach (var keys in apps.Chunk(PerQuestion)) await AddAsync(live.Where(a => keys.Contains(a.AppKey)));
        foreach (var keys in users.Chunk(PerQuestion)) await AddAsync(live.Where(a => keys.Contains(a.UserKey)));
        return [.. found.Values];

        async Task AddAsync(IQueryable<Authorization> rows)
        {
            foreach (var row in await OrgPictureReader.Rows(rows).ToListAsync(ct))
                if (row.Org == org.Id) found[row.Id] = row;
        }
    }
}
