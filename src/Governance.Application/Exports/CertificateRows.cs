using Governance.Application.Certificates;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Exports;

internal sealed class CertificateRows() : ExportedList(FilteredList.Certificates)
{
    public override IReadOnlyList<string> Columns { get; } =
        ["id", "certificate", "api name", "place", "org", "expires", "step", "trouble", "used by", "uses unknown", "key", "key size", "open findings", "worst"];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        // Nulls are told apart first: databases disagree on where they go.
        await ((ListSelection.OfCertificates)selection).Filter.Apply(reading.Db.Items.AsNoTracking(), reading.Db.CertificateCare,
                await CertificateRegister.OwnMailAsync(reading.Db, reading.Current, ct))
            .OrderBy(i => i.EndsAt == null).ThenBy(i => i.EndsAt).ThenBy(i => i.NameKey).ThenBy(i => i.Id).Select(i => i.Id.Value).ToListAsync(ct);

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var (db, ids) = (reading.Db, keys.Select(k => new ItemId(k)).ToArray());
        var items = await db.Items.AsNoTracking().Where(i => ids.Contains(i.Id)).ToListAsync(ct);
        var of = items.Select(i => i.OrgId).Distinct().ToArray();
        var orgs = await db.Orgs.AsNoTracking().Where(o => of.Contains(o.Id)).ToListAsync(ct);
        return (await ListCertificates.RowsAsync(db, items, orgs, reading.Now, ct)).ToDictionary(r => r.Id.Value, object?[] (r) =>
        [
            r.Id.Value, r.Name, r.ApiName, r.Place, r.OrgLabel, r.EndsAt, r.Step, r.Trouble,
            r.UsesUnknown is null ? r.Uses.Select(u => $"{u.Purpose}: {u.User}") : null, r.UsesUnknown, r.KeyAlgorithm, r.KeySize, r.Findings, r.Worst,
        ]);
    }
}
