using Governance.Application.Catalog;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Exports;

internal sealed class CatalogRows() : ExportedList(FilteredList.Catalog)
{
    public override IReadOnlyList<string> Columns { get; } =
    [
        "id", "api name", "label", "org", "provider", "standing", "heroku app", "spec source", "spec version", "operations", "user mode", "user plus operations",
        "agent operations", "pii operations", "last change", "changed at", "spec is broken", "differs from declared",
    ];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        await ((ListSelection.OfCatalog)selection).Filter.Apply(ListCatalog.Handler.All(reading.Db))
            .OrderBy(f => f.Entry.NameKey).ThenBy(f => f.Entry.Id).Select(f => f.Entry.Id.Value).ToListAsync(ct);

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var ids = keys.Select(k => new CatalogEntryId(k)).ToArray();
        var rows = await ListCatalog.Handler.ReadAsync(ListCatalog.Handler.All(reading.Db).Where(f => ids.Contains(f.Entry.Id)), ct);
        return rows.ToDictionary(r => r.Id.Value, object?[] (r) =>
        [
            r.Id.Value, r.Name, r.Label, r.OrgLabel, r.ProviderType, r.Link, r.AppName, r.Spec?.Source, r.Spec?.ApiVersion, r.Spec?.Operations, r.Spec?.Mode,
            r.Spec?.UserPlus, r.Spec?.Agent, r.Spec?.Pii, r.Spec?.Change, r.Spec?.At, r.IsSpecBroken, r.DiffersFromDeclared,
        ]);
    }
}
