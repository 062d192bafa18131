using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Exports;

/// <summary>The matrix: per control its verdict, and the value seen.</summary>
internal sealed class ClientAppRows() : ExportedList(FilteredList.ClientApps)
{
    public override IReadOnlyList<string> Columns { get; } =
        ["id", "client app", "kind", "installed", "org", "grants", .. ControlMatrix.Columns.SelectMany(c => new[] { c.Title, $"{c.Title} stored", $"{c.Title} effective" })];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        await ((ListSelection.OfClientApps)selection).Filter.Apply(reading.Db.AppControls.AsNoTracking())
            .OrderByDescending(c => c.Worst).ThenBy(c => c.AppKey).ThenBy(c => c.ThingId).Select(c => c.ThingId).ToListAsync(ct);

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var (db, ids) = (reading.Db, keys.ToArray());
        var rows = await (from app in db.AppControls.AsNoTracking()
                          join org in db.Orgs on app.OrgId equals org.Id
                          where ids.Contains(app.ThingId)
                          select new { App = app, org.Label }).ToListAsync(ct);
        return rows.ToDictionary(r => r.App.ThingId, object?[] (r) =>
        [
            r.App.ThingId, r.App.AppName, r.App.Kind, r.App.IsInstalled, r.Label, r.App.Grants,
            .. r.App.Cells().SelectMany(c => new object?[] { c.Severity is { } severity ? $"{c.Outcome}, {severity}" : c.Outcome.ToString(), c.Stored, c.Effective }),
        ]);
    }
}
