using Governance.Application.Vendors;
using Governance.Domain.Access;

namespace Governance.Application.Exports;

internal sealed class VendorRows() : ExportedList(FilteredList.Vendors)
{
    public override IReadOnlyList<string> Columns { get; } = ["id", "vendor", "rules", "authorizations", "orgs", "last used"];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        [.. (await VendorRegister.VisibleAsync(reading.Db, reading.Current, ct)).OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).Select(v => v.Id.Value)];

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var wanted = keys.ToHashSet();
        var held = await VendorHolding.ReadAsync(reading.Db, ct);
        return (await VendorRegister.VisibleAsync(reading.Db, reading.Current, ct)).Where(v => wanted.Contains(v.Id.Value))
            .ToDictionary(v => v.Id.Value, object?[] (v) =>
            {
                var holding = held.GetValueOrDefault(v.Id, VendorHolding.Nothing);
                return [v.Id.Value, v.Name, v.Rules.Select(r => $"{r.Kind}: {r.Pattern}"), holding.Authorizations, holding.Orgs, holding.LastUsedAt];
            });
    }
}
