using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Architecture decisions out of and into a register. A signature never comes from a file: what comes in is recorded as
/// unsigned where nothing was signed here, and counts as no decision until somebody signs.</summary>
internal static class RegisterDecisions
{
    public static async Task<IReadOnlyList<DecisionRecord>> ReadAsync(GovernanceDb db, IReadOnlyDictionary<IntegrationId, string> names, CancellationToken ct) =>
    [
        .. (await db.SignedDecisions.AsNoTracking().ToListAsync(ct)).Where(d => names.ContainsKey(d.IntegrationId))
            .OrderBy(d => names[d.IntegrationId], StringComparer.OrdinalIgnoreCase).ThenBy(d => d.SignedAt).ThenBy(d => d.Id.Value)
            .Select(d => Of(names[d.IntegrationId], d.Inputs(), d)),
    ];

    /// <summary>True when text and digest do not contradict each other.</summary>
    public static bool IsIntact(DecisionRecord record) => record.Text is null || record.Sha256 is null
        || string.Equals(SignedDecision.HashOf(record.Text), record.Sha256, StringComparison.OrdinalIgnoreCase);

    /// <returns>Integrations that got a recorded decision, or why one of them is refused.</returns>
    public static Result<IReadOnlyList<Integration>> Apply(IReadOnlyDictionary<string, Integration> integrations, IReadOnlyList<DecisionRecord> records)
    {
        List<Integration> recorded = [];
        foreach (var latest in records.GroupBy(r => RegisterNames.Key(r.Integration)).Select(g => g.OrderBy(r => r.SignedAt ?? DateTimeOffset.MinValue).Last()))
        {
            if (!integrations.TryGetValue(RegisterNames.Key(latest.Integration), out var integration))
                return ImportProblems.NotThere("architecture decision", latest.Integration, "integration", latest.Integration);
            var facts = integration.Facts();
            var inputs = new ArchitectureInputs(
                latest.Direction, latest.DataClass, latest.Regime, latest.Deployment, latest.HasGateway, latest.HasFixedAddresses,
                latest.ExternalSystems, latest.SlotsUsed);
            if (facts.Decision is { IsSigned: true } || facts.Decision?.Inputs == inputs) continue;
            integration.Record(facts with { Decision = new ArchitectureDecision(inputs, ArchitectureTable.Recommend(inputs), null, null) });
            recorded.Add(integration);
        }
        return recorded;
    }

    private static DecisionRecord Of(string integration, ArchitectureInputs inputs, SignedDecision signed) => new(
        integration, inputs.Direction, inputs.DataClass, inputs.Regime, inputs.Deployment, inputs.HasGateway, inputs.HasFixedAddresses,
        inputs.ExternalSystems, inputs.SlotsUsed, signed.SignedBy, signed.SignedAt, signed.Text, signed.TextHash);
}
