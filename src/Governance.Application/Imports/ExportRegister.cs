using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>The register as a file, to be imported again here or elsewhere. Holds no secret: none is in what it is made of.</summary>
public static class ExportRegister
{
    /// <summary>Asks for all of it.</summary>
    [Requires(Permission.ManageOrgGroups)]
    [Audited("register.exported")]
    public sealed record Command : ICommand<ImportRegister.Command>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, ImportRegister.Command>
    {
        public async Task<Result<ImportRegister.Command>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("register", "register", "Register"));
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var groups = await db.OrgGroups.Select(g => g.Name).ToListAsync(cancellationToken);
            var vendors = await db.Vendors.AsNoTracking().ToListAsync(cancellationToken);
            var integrations = await db.Integrations.AsNoTracking().ToListAsync(cancellationToken);
            var orgs = await db.Orgs.AsNoTracking().ToDictionaryAsync(o => o.Id, o => o.SalesforceKey, cancellationToken);
            var people = await db.ListedPeople.AsNoTracking().ToListAsync(cancellationToken);
            var last = people.Count == 0 ? (DateTimeOffset?)null : people.Max(p => p.ListedAt);
            audit.After(new AuditFields().Add("orgGroups", groups.Count).Add("vendors", vendors.Count).Add("integrations", integrations.Count));
            return new ImportRegister.Command(
                [.. groups.Order(StringComparer.OrdinalIgnoreCase)],
                [.. vendors.OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).Select(v => new VendorRecord(
                    v.Name, [.. v.Rules.OrderBy(r => r.Kind).ThenBy(r => r.Pattern, StringComparer.Ordinal).Select(r => new VendorRuleRecord(r.Kind, r.Pattern))],
                    VendorProfileRecord.Of(v.Profile())))],
                [.. integrations.OrderBy(i => i.Name, StringComparer.OrdinalIgnoreCase).Select(i => IntegrationRecord.Of(
                    i, id => vendors.FirstOrDefault(v => v.Id == id)?.Name, id => orgs.GetValueOrDefault(id)))],
                [.. people.Where(p => p.ListedAt == last).OrderBy(p => p.Mail, StringComparer.Ordinal).Select(p => new PersonRecord(p.Mail, p.Name))]);
        }
    }
}
