using Governance.Application.Integrations;
using Governance.Domain.Access;

namespace Governance.Application.Exports;

internal sealed class IntegrationRows() : ExportedList(FilteredList.Integrations)
{
    public override IReadOnlyList<string> Columns { get; } =
        ["id", "integration", "vendor", "owner", "deputy", "orgs", "production orgs", "client apps", "grants", "last used", "review", "ends", "open findings", "worst"];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        [.. (await ListIntegrations.Handler.MatchingAsync(reading.Db, reading.Current, ((ListSelection.OfIntegrations)selection).Filter, reading.Now, ct)).Rows
            .OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Id.Value).Select(r => r.Id.Value)];

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var wanted = keys.ToHashSet();
        var (rows, pieces) = await ListIntegrations.Handler.MatchingAsync(reading.Db, reading.Current, new(), reading.Now, ct);
        var counted = await ListIntegrations.Handler.CountFindingsAsync(reading.Db, [.. rows.Where(r => wanted.Contains(r.Id.Value))], pieces, ct);
        return counted.ToDictionary(r => r.Id.Value, object?[] (r) =>
        [
            r.Id.Value, r.Name, r.VendorName, r.Owner, r.Deputy, r.Orgs, r.ProductionOrgs, r.Apps, r.Grants, r.LastUsedAt, r.ReviewAt, r.EndsAt, r.Findings, r.Worst,
        ]);
    }
}
