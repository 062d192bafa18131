using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Exports;

internal sealed class FindingRows() : ExportedList(FilteredList.Findings)
{
    public override IReadOnlyList<string> Columns { get; } =
        ["id", "rule", "title", "severity", "state", "thing kind", "thing", "thing id", "org", "reason", "since", "closed at", "waived until", "returns"];

    public override async Task<IReadOnlyList<Guid>> KeysAsync(Reading reading, ListSelection selection, CancellationToken ct) =>
        await ((ListSelection.OfFindings)selection).Filter.Apply(reading.Db.Findings.AsNoTracking(), reading.Now)
            .OrderByDescending(f => f.Severity).ThenBy(f => f.Since).ThenBy(f => f.Id).Select(f => f.Id.Value).ToListAsync(ct);

    public override async Task<IReadOnlyDictionary<Guid, object?[]>> RowsAsync(Reading reading, IReadOnlyList<Guid> keys, CancellationToken ct)
    {
        var ids = keys.Select(k => new FindingId(k)).ToArray();
        var rows = await reading.Db.Findings.AsNoTracking().Where(f => ids.Contains(f.Id))
            .Select(f => new { Finding = f, Org = reading.Db.Orgs.Where(o => o.Id == f.OrgId).Select(o => o.Label).FirstOrDefault() }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Finding.Id.Value, object?[] (r) =>
        [
            r.Finding.Id.Value, r.Finding.RuleId, RuleCatalogue.Find(r.Finding.RuleId)?.Title, r.Finding.Severity, r.Finding.StateAt(reading.Now), r.Finding.Thing,
            r.Finding.ThingName, r.Finding.ThingId, r.Org, r.Finding.Reason, r.Finding.Since, r.Finding.ClosedAt, r.Finding.WaivedUntil, r.Finding.Returns,
        ]);
    }
}
