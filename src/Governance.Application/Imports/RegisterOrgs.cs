using Governance.Application.Data;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>How a register names orgs: by Salesforce id; one that is known by snapshots only, by the key that this portal gave it.</summary>
internal sealed class RegisterOrgs
{
    private readonly Dictionary<string, OrgId> _byKey;
    private readonly Dictionary<OrgId, string> _byId;

    private RegisterOrgs(Dictionary<OrgId, string> byId) => (_byId, _byKey) = (byId, byId.ToDictionary(o => o.Value, o => o.Key, StringComparer.Ordinal));

    public static async Task<RegisterOrgs> ReadAsync(GovernanceDb db, CancellationToken ct) =>
        new(await db.Orgs.AsNoTracking().ToDictionaryAsync(o => o.Id, o => o.SalesforceKey, ct));

    /// <summary>Null when the portal has no such org; text from a file may be anything.</summary>
    public OrgId? Find(string name) => _byKey.TryGetValue(SalesforceIds.IsId(name) ? SalesforceIds.Key(name) : name, out var id) ? id : null;

    /// <summary>Null for an org that is gone.</summary>
    public string? NameOf(OrgId id) => _byId.GetValueOrDefault(id);
}
