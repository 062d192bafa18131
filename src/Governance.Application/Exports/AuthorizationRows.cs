using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Exports;

internal sealed class AuthorizationRows() : ExportedList(FilteredList.Authorizations)
{
    public override IReadOnlyList<string> Columns { get; } =
    [
        "id", "client app", "kind", "app kind", "user", "owner", "owner is active", "org", "vendor", "created", "last used", "use is known", "uses", "gone since", "own grant of the portal",
    ];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        await AuthorizationSearch.Apply(reading.Db, ((ListSelection.OfAuthorizations)selection).Filter, reading.Now).AsNoTracking()
            .OrderBy(a => a.AppKey).ThenBy(a => a.Id).Select(a => a.Id.Value).ToListAsync(ct);

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var (db, ids) = (reading.Db, keys.Select(k => new AuthorizationId(k)).ToArray());
        var rows = await db.Authorizations.AsNoTracking().Where(a => ids.Contains(a.Id)).Select(a => new
        {
            Grant = a,
            Org = db.Orgs.Where(o => o.Id == a.OrgId).Select(o => o.Label).FirstOrDefault(),
            Vendor = db.Vendors.Where(v => v.Id == a.VendorId).Select(v => v.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Grant.Id.Value, object?[] (r) =>
        [
            r.Grant.Id.Value, r.Grant.AppName, r.Grant.Kind, r.Grant.AppKind, r.Grant.Username, r.Grant.OwnerName, r.Grant.UserIsActive, r.Org, r.Vendor, r.Grant.CreatedAt,
            r.Grant.LastUsedAt, r.Grant.Kind == AuthorizationKind.OAuth, r.Grant.UseCount, r.Grant.GoneAt, r.Grant.IsPortalOwn,
        ]);
    }
}
