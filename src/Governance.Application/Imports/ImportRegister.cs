using Governance.Application.Access;
using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Takes over a register: adds what is missing, changes what is there, removes nothing. Repeating it changes nothing. It
/// grants nothing: a waiver is asked for by whoever imports and decided by another reviewer, a decision comes without its signature,
/// a connection without what opens it.</summary>
public static class ImportRegister
{
    /// <param name="OrgGroups">Names; known ones stay as they are.</param>
    /// <param name="Vendors">A known name, in whatever case, gets these rules in place of its own.</param>
    /// <param name="Integrations">A known name, in whatever case, gets what is recorded here in place of its own; an absent owner stays.</param>
    /// <param name="People">The list of people, in place of the last one; empty leaves that.</param>
    [Requires(Permission.ManageOrgGroups)]
    [Audited("register.imported")]
    public sealed record Command(
        IReadOnlyList<string> OrgGroups, IReadOnlyList<VendorRecord> Vendors, IReadOnlyList<IntegrationRecord> Integrations,
        IReadOnlyList<PersonRecord> People) : ICommand<Receipt>
    {
        /// <summary>Who renews which certificate; one that no org has shown is left out.</summary>
        public IReadOnlyList<OwnerRecord> Owners { get; init; } = [];

        /// <summary>What is asked for; one whose finding is not open here is left out.</summary>
        public IReadOnlyList<WaiverRecord> Waivers { get; init; } = [];

        /// <summary>Recorded, unsigned, where nothing was signed.</summary>
        public IReadOnlyList<DecisionRecord> ArchitectureDecisions { get; init; } = [];

        /// <summary>Each waits for its credential; known ones stay as they are.</summary>
        public IReadOnlyList<ConnectionRecord> Connections { get; init; } = [];
    }

    /// <param name="OrgGroupsAdded">New ones.</param>
    /// <param name="VendorsAdded">New ones.</param>
    /// <param name="VendorsChanged">Known ones whose name, rules or profile differed.</param>
    /// <param name="IntegrationsAdded">New ones.</param>
    /// <param name="IntegrationsChanged">Known ones of which something differed.</param>
    /// <param name="PeopleListed">On the list of people.</param>
    public sealed record Receipt(
        int OrgGroupsAdded, int VendorsAdded, int VendorsChanged, int IntegrationsAdded = 0, int IntegrationsChanged = 0, int PeopleListed = 0)
    {
        /// <summary>Most records left out that are named.</summary>
        public const int MostNamed = 50;

        /// <summary>Certificates that got another owner or deputy.</summary>
        public int OwnersNamed { get; init; }

        /// <summary>Waivers that wait for another reviewer now.</summary>
        public int WaiversAsked { get; init; }

        /// <summary>Architecture decisions recorded, unsigned.</summary>
        public int DecisionsRecorded { get; init; }

        /// <summary>Connections that wait for their credential.</summary>
        public int ConnectionsAdded { get; init; }

        /// <summary>Records that were not taken, for what they are about is not here.</summary>
        public int LeftOut { get; init; }

        /// <summary>The first <see cref="MostNamed"/> of them, each with why; null when there is none.</summary>
        public IReadOnlyList<string>? LeftOutNames { get; init; }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, DiskFloor disk, ISalesforceOrg salesforce, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("register", "register", "Register"));
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (disk.IsLow) return DiskFloor.Low;

            var vendors = await db.Vendors.ToListAsync(cancellationToken);
            if (ImportProblems.ClaimedTwice(request.Vendors, vendors) is { } clash) return clash;

            var groups = await AddGroupsAsync(request.OrgGroups, cancellationToken);
            var (added, changed) = Apply(request.Vendors, vendors);
            if (added.Count + changed.Count > 0) db.Raise(new VendorRulesChanged());

            var now = clock.GetUtcNow();
            var orgs = await RegisterOrgs.ReadAsync(db, cancellationToken);
            var known = (await db.Integrations.ToListAsync(cancellationToken)).ToDictionary(i => RegisterNames.Key(i.Name), StringComparer.Ordinal);
            var applied = await RegisterIntegrations.ApplyAsync(db, request.Integrations, orgs, known, current.Stamp(now), cancellationToken);
            if (applied.Problem is { } refusal) return refusal;
            var (confirmed, edited) = applied.Value;
            var decided = RegisterDecisions.Apply(known, request.ArchitectureDecisions);
            if (decided.Problem is { } undecided) return undecided;
            if (confirmed.Count + edited.Count + decided.Value!.Count > 0) db.Raise(new IntegrationChanged([.. confirmed.Concat(edited).SelectMany(i => i.Parts)]));
            var listed = await RegisterIntegrations.ListAsync(db, request.People, now, cancellationToken);
            var connected = await RegisterConnections.ApplyAsync(db, salesforce, request.Connections, orgs, current.Actor.Name, now, cancellationToken);
            if (connected.Problem is { } unconnected) return unconnected;
            List<string> leftOut = [];
            var named = await RegisterOwners.ApplyAsync(db, request.Owners, orgs, leftOut, now, cancellationToken);
            var asked = await RegisterWaivers.ApplyAsync(db, request.Waivers, orgs, RoleMapLines.PersonOf(current), leftOut, now, cancellationToken);

            if (groups.Count > 0) db.Raise(new OrgGroupsChanged(groups.Count));
            string[] lines =
            [
                .. groups.Select(g => $"org group {g}"), .. added.Concat(changed).Select(v => CanonicalJson.Write(v.ToAudit().Values)),
                .. confirmed.Concat(edited).Select(i => CanonicalJson.Write(i.ToAudit().Values)), .. asked.Select(w => CanonicalJson.Write(w.ToAudit().Values)),
                .. decided.Value.Select(i => $"decision {CanonicalJson.Write(i.ToAudit().Values)}"), .. connected.Value!.Select(c => $"connection {c}"),
            ];
            audit.After(new AuditFields().Add("orgGroupsAdded", string.Join("; ", groups)).Add("vendorsAdded", Names(added))
                .Add("vendorsChanged", Names(changed)).Add("integrationsAdded", string.Join("; ", confirmed.Select(i => i.Name)))
                .Add("integrationsChanged", string.Join("; ", edited.Select(i => i.Name))).Add("peopleListed", listed)
                .Add("ownersNamed", named).Add("waiversAsked", string.Join("; ", asked.Select(w => $"{w.RuleId}: {w.ThingName}")))
                .Add("decisionsRecorded", string.Join("; ", decided.Value.Select(i => i.Name))).Add("connectionsAdded", string.Join("; ", connected.Value!))
                .Add("leftOut", leftOut.Count)
                .Add("records", lines.Length).Add("sha256", HashOf(lines)));
            return new Receipt(groups.Count, added.Count, changed.Count, confirmed.Count, edited.Count, listed)
            {
                OwnersNamed = named,
                WaiversAsked = asked.Count,
                DecisionsRecorded = decided.Value.Count,
                ConnectionsAdded = connected.Value!.Count,
                LeftOut = leftOut.Count,
                LeftOutNames = leftOut.Count == 0 ? null : [.. leftOut.Take(Receipt.MostNamed)],
            };
        }

        private async Task<List<string>> AddGroupsAsync(IReadOnlyList<string> wanted, CancellationToken ct)
        {
            var names = await db.OrgGroups.Select(g => g.Name).ToListAsync(ct);
            var known = names.Select(RegisterNames.Key).ToHashSet(StringComparer.Ordinal);
            List<string> added = [.. wanted.Where(name => known.Add(RegisterNames.Key(name)))];
            db.OrgGroups.AddRange(added.Select(name => new OrgGroup(name)));
            return added;
        }

        private (List<Vendor> Added, List<Vendor> Changed) Apply(IReadOnlyList<VendorRecord> records, List<Vendor> vendors)
        {
            var known = vendors.ToDictionary(v => RegisterNames.Key(v.Name), StringComparer.Ordinal);
            var (added, changed) = (new List<Vendor>(), new List<Vendor>());
            foreach (var record in records)
            {
                var rules = record.Rules.Select(r => new VendorRule(r.Kind, r.Pattern)).ToArray();
                if (!known.TryGetValue(RegisterNames.Key(record.Name), out var vendor))
                {
                    vendor = new Vendor(record.Name, rules);
                    db.Vendors.Add(vendor);
                    added.Add(vendor);
                }
                else if (vendor.Name != record.Name || !Same(vendor.Rules, rules))
                {
                    vendor.Rename(record.Name, rules);
                    changed.Add(vendor);
                }
                if (record.Profile?.ToProfile() is not { } profile || profile.Write() == vendor.ProfileText) continue;
                vendor.Describe(profile);
                if (!added.Contains(vendor) && !changed.Contains(vendor)) changed.Add(vendor);
            }
            return (added, changed);
        }

        private static bool Same(IEnumerable<VendorRule> some, IEnumerable<VendorRule> others) =>
            some.Select(r => (r.Kind, r.Pattern)).ToHashSet().SetEquals(others.Select(r => (r.Kind, r.Pattern)));

        private static string Names(List<Vendor> vendors) => string.Join("; ", vendors.Select(v => v.Name));

        private static string HashOf(string[] lines) => Text.Sha256(string.Join('\n', lines.Order(StringComparer.Ordinal)));
    }
}
