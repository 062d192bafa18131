using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>The architecture review of one integration: its questions with where each answer comes from, what the table recommends and
/// on which facts, and the decision that is signed.</summary>
public static class GetArchitectureReview
{
    /// <summary>Most signed decisions shown, latest first.</summary>
    public const int MostDecisions = 50;

    /// <param name="Id">Which integration.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(IntegrationId Id) : IQuery<Review>;

    /// <param name="Id">Which integration.</param>
    /// <param name="Version">Hand it back with answers.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="IsWhole">Seen over all org groups; otherwise the orgs outside the actor's are left out, and decisions are not shown.</param>
    /// <param name="Facts">What is recorded, for the form.</param>
    /// <param name="Questionnaire">Inputs of the table, each with its source.</param>
    /// <param name="Missing">What is missing for a recommendation.</param>
    /// <param name="Inputs">As the table takes them; null while one is missing.</param>
    /// <param name="Parts">The decisions; empty while an input is missing.</param>
    /// <param name="Breaks">What a move to Hyperforce would break.</param>
    /// <param name="Checklist">The review's questions, answered from what is there.</param>
    /// <param name="Orgs">Orgs it reaches.</param>
    /// <param name="Substance">What is signed, as a digest: hand it back with the signature.</param>
    /// <param name="Decisions">Signed ones, latest first.</param>
    /// <param name="MayAnswer">The actor may answer.</param>
    /// <param name="Refusal">Why the actor can't sign now; null when they can.</param>
    public sealed record Review(
        IntegrationId Id, Guid Version, string Name, bool IsWhole, IntegrationFacts Facts, IReadOnlyList<ReviewLine> Questionnaire, IReadOnlyList<string> Missing,
        ArchitectureInputs? Inputs, IReadOnlyList<PartLine> Parts, IReadOnlyList<ReviewLine> Breaks, IReadOnlyList<ReviewLine> Checklist,
        IReadOnlyList<ReviewOrg> Orgs, string Substance, IReadOnlyList<SignedRecord> Decisions, bool MayAnswer, Problem? Refusal)
    {
        /// <summary>What the table says; null while an input is missing.</summary>
        public ArchitectureRecommendation? Recommended => Inputs is { } inputs ? ArchitectureTable.Recommend(inputs) : null;
    }

    /// <param name="Part">Which decision.</param>
    /// <param name="Says">What is recommended.</param>
    /// <param name="RestsOn">The facts, in words.</param>
    /// <param name="Changed">What changed of them since it was signed: "it was, now it is"; empty when nothing did or nothing is signed.</param>
    public sealed record PartLine(ArchitecturePart Part, string Says, IReadOnlyList<string> RestsOn, IReadOnlyList<string> Changed)
    {
        /// <summary>To be decided anew.</summary>
        public bool IsStale => Changed.Count > 0;
    }

    /// <param name="Id">Ours.</param>
    /// <param name="SignedBy">Name at the time.</param>
    /// <param name="SignedAt">UTC.</param>
    /// <param name="Text">The record.</param>
    /// <param name="TextHash">SHA-256 of it, hex.</param>
    /// <param name="IsIntact">The text is the one that was signed.</param>
    public sealed record SignedRecord(SignedDecisionId Id, string SignedBy, DateTimeOffset SignedAt, string Text, string TextHash, bool IsIntact);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Review>
    {
        public async Task<Result<Review>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await IntegrationRegister.FindAsync(db, current, request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            var material = await ArchitectureReader.ReadAsync(db, integration, clock.GetUtcNow(), cancellationToken);
            var signed = await db.SignedDecisions.AsNoTracking().Where(d => d.IntegrationId == integration.Id)
                .OrderByDescending(d => d.SignedAt).ThenByDescending(d => d.Id).Take(MostDecisions).ToListAsync(cancellationToken);
            var facts = material.Facts with { Decision = null };
            return new Review(
                integration.Id, integration.Version, integration.Name, current.Scope.All, facts, material.Questionnaire(), material.Missing(), material.Inputs,
                PartsOf(material, signed.FirstOrDefault()?.Inputs()), material.Breaks(), material.Checklist(), material.Orgs,
                SignedDecision.SubstanceOf(material), [.. signed.Select(d => new SignedRecord(d.Id, d.SignedBy, d.SignedAt, d.Text, d.TextHash, d.IsIntact))],
                current.Actor.IsPerson && PermissionMatrix.Allows(current.Roles, Permission.EditIntegration), RefusalOf(material, signed.FirstOrDefault()));
        }

        private static IReadOnlyList<PartLine> PartsOf(ReviewMaterial material, ArchitectureInputs? before)
        {
            if (material is not { Inputs: { } now, Recommended: { } said }) return [];
            var changed = before is null ? [] : ArchitectureTable.Changed(before, now);
            return
            [
                .. ArchitectureTable.Parts.Select(part => new PartLine(
                    part, ArchitectureWords.Of(part, said), ArchitectureTable.Facts(part, now),
                    [.. ArchitectureTable.DependsOn(part).Where(changed.Contains).Select(i => $"{before!.Words(i)}, now {now.Words(i)}")])),
            ];
        }

        private Problem? RefusalOf(ReviewMaterial material, SignedDecision? last) =>
            !PermissionMatrix.Allows(current.Roles, Permission.SignArchitectureDecision) ? AccessProblems.Denied(Permission.SignArchitectureDecision)
                : SignArchitecture.RefusalOf(current, material, last);
    }
}
