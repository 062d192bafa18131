using System.Runtime.CompilerServices;
using System.Text;
using Governance.Application.Ports;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;

namespace Governance.TestKit.Fakes;

/// <summary>The evidence of a test's orgs: one row per kind, unless the org was told to have a gap or to wait.</summary>
public sealed class FakeEvidence(FakeOrgs orgs, TimeProvider clock) : IOrgEvidence
{
    /// <inheritdoc />
    public async IAsyncEnumerable<EvidenceRead> ReadAsync(OrgLink org, EvidenceAsk ask, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var kind in ask.Kinds)
        {
            var found = await orgs.FindAsync(org, OrgCall.ReadEvidence, ct);
            if (found.Problem is { } problem)
            {
                yield return new EvidenceRead(kind, clock.GetUtcNow(), null, problem.Message);
                continue;
            }
            found.Value!.LastEvidenceAsk = ask;
            if (found.Value.EvidencePauses.TryRemove(kind, out var pause)) await pause.WaitAsync(ct);
            yield return found.Value.EvidenceGaps.TryGetValue(kind, out var gap)
                ? new EvidenceRead(kind, clock.GetUtcNow(), null, gap)
                : new EvidenceRead(kind, clock.GetUtcNow(), ContentOf(found.Value, kind), null);
        }
    }

    /// <summary>What this org's file of a kind holds.</summary>
    public static byte[] ContentOf(FakeOrg org, EvidenceKind kind) => Encoding.UTF8.GetBytes(CanonicalJson.Write(new Dictionary<string, object?>
    {
        ["object"] = kind.ToString(),
        ["complete"] = true,
        ["rows"] = new object?[] { new Dictionary<string, object?> { ["Org"] = org.Name } },
        ["padding"] = new string('x', org.EvidenceBytes.GetValueOrDefault(kind)),
    }));
}
