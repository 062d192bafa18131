using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Takes over the integrations and the list of people of a register.</summary>
internal static class RegisterIntegrations
{
    /// <param name="db">Within the import's transaction.</param>
    /// <param name="records">As read.</param>
    /// <param name="orgs">What they may name.</param>
    /// <param name="known">By comparable name; those added come to it.</param>
    /// <param name="stamp">Who answers what they say.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Those added, and those changed; or what is wrong with one of them.</returns>
    public static async Task<Result<(IReadOnlyList<Integration> Added, IReadOnlyList<Integration> Changed)>> ApplyAsync(
        GovernanceDb db, IReadOnlyList<IntegrationRecord> records, RegisterOrgs orgs, Dictionary<string, Integration> known, AnswerStamp stamp,
        CancellationToken ct)
    {
        var now = stamp.At;
        var vendors = (await db.Vendors.ToListAsync(ct)).Concat(db.Vendors.Local).DistinctBy(v => v.Id).ToDictionary(v => RegisterNames.Key(v.Name), v => v.Id);
        if (records.FirstOrDefault(r => r.Vendor is { } v && !vendors.ContainsKey(RegisterNames.Key(v))) is { } lost)
            return ImportProblems.NotThere("integration", lost.Name, "vendor", lost.Vendor!);
        if (records.SelectMany(r => r.Parts.Select(p => (r.Name, p.Org))).FirstOrDefault(p => p.Org is { } o && orgs.Find(o) is null)
            is { Org: { } org } unbound) return ImportProblems.NotThere("integration", unbound.Name, "org", org);

        List<Integration> added = [], changed = [];
        foreach (var record in records)
        {
            var draft = record.ToDraft(name => vendors[RegisterNames.Key(name)], orgs.Find);
            var parts = draft.Parts.Select(p => p.ToPart()).ToList();
            var owner = record.Owner is { } mail ? Mail.Key(mail) : null;
            if (!known.TryGetValue(RegisterNames.Key(record.Name), out var integration))
            {
                integration = new Integration(record.Name, draft.Facts.InPlaceOf(new IntegrationFacts(), stamp), parts, now);
                db.Integrations.Add(integration);
                known.Add(RegisterNames.Key(record.Name), integration);
                added.Add(integration);
            }
            else
            {
                var before = integration.Facts();
                // What a register does not hold stays.
                var facts = (draft.Facts with { GatewayRunBy = before.GatewayRunBy, Contract = before.Contract, SlotsFreedBy = before.SlotsFreedBy })
                    .InPlaceOf(before, stamp);
                var isSame = integration.Name == record.Name && integration.FactsText == facts.Write() && (owner is null || owner == integration.Owner)
                    && integration.Parts.Select(p => p.Identity).ToHashSet().SetEquals(parts.Select(p => p.Identity));
                if (isSame) continue;
                integration.Change(record.Name, facts, parts);
                changed.Add(integration);
            }
            if (owner is not null && owner != integration.Owner) integration.Own(owner, now);
        }
        return (added, changed);
    }

    /// <summary>A list of people takes the place of the last one; an empty one leaves it.</summary>
    /// <returns>How many are listed.</returns>
    public static async Task<int> ListAsync(GovernanceDb db, IReadOnlyList<PersonRecord> people, DateTimeOffset now, CancellationToken ct)
    {
        if (people.Count == 0) return 0;
        var known = await db.ListedPeople.ToDictionaryAsync(p => p.Mail, ct);
        foreach (var person in people)
        {
            var mail = Mail.Key(person.Mail);
            if (known.TryGetValue(mail, out var listed)) listed.ListAgain(person.Name, now);
            else db.ListedPeople.Add(new ListedPerson(mail, person.Name, now));
        }
        return people.Count;
    }
}
