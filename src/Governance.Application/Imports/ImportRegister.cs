using System.Security.Cryptography;
using System.Text;
using Governance.Application.Access;
using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Takes over org groups and vendors from a register: adds what is missing, changes the rules of vendors that
/// are there, removes nothing. Repeating it changes nothing.</summary>
public static class ImportRegister
{
    /// <param name="OrgGroups">Names; known ones stay as they are.</param>
    /// <param name="Vendors">A known name, in whatever case, gets these rules in place of its own.</param>
    [Requires(Permission.ManageOrgGroups)]
    [Audited("register.imported")]
    public sealed record Command(IReadOnlyList<string> OrgGroups, IReadOnlyList<VendorRecord> Vendors) : ICommand<Receipt>;

    /// <param name="Name">Unique.</param>
    /// <param name="Rules">Any of them claims an app.</param>
    public sealed record VendorRecord(string Name, IReadOnlyList<RuleRecord> Rules);

    /// <param name="Kind">How it compares.</param>
    /// <param name="Pattern">Name of an app or its beginning, in any case.</param>
    public sealed record RuleRecord(VendorRuleKind Kind, string Pattern);

    /// <param name="OrgGroupsAdded">New ones.</param>
    /// <param name="VendorsAdded">New ones.</param>
    /// <param name="VendorsChanged">Known ones whose name or rules differed.</param>
    public sealed record Receipt(int OrgGroupsAdded, int VendorsAdded, int VendorsChanged);

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, DiskFloor disk) : IHandler<Command, Receipt>
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

            string[] lines = [.. groups.Select(g => $"org group {g}"), .. added.Concat(changed).Select(v => CanonicalJson.Write(v.ToAudit().Values))];
            audit.After(new AuditFields().Add("orgGroupsAdded", string.Join("; ", groups)).Add("vendorsAdded", Names(added))
                .Add("vendorsChanged", Names(changed)).Add("records", lines.Length).Add("sha256", HashOf(lines)));
            return new Receipt(groups.Count, added.Count, changed.Count);
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
            }
            return (added, changed);
        }

        private static bool Same(IEnumerable<VendorRule> some, IEnumerable<VendorRule> others) =>
            some.Select(r => (r.Kind, r.Pattern)).ToHashSet().SetEquals(others.Select(r => (r.Kind, r.Pattern)));

        private static string Names(List<Vendor> vendors) => string.Join("; ", vendors.Select(v => v.Name));

        private static string HashOf(string[] lines) => Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))));
    }
}
