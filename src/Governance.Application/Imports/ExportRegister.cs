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
    /// <param name="Part">The only type of record that is wanted; null for all of it.</param>
    [Requires(Permission.ManageOrgGroups)]
    [Audited("register.exported")]
    public sealed record Command(RegisterPart? Part = null) : ICommand<ImportRegister.Command>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, ImportRegister.Command>
    {
        public async Task<Result<ImportRegister.Command>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("register", "register", "Register"));
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var groups = await db.OrgGroups.AsNoTracking().ToDictionaryAsync(g => g.Id, g => g.Name, cancellationToken);
            var vendors = await db.Vendors.AsNoTracking().ToListAsync(cancellationToken);
            var integrations = await db.Integrations.AsNoTracking().ToListAsync(cancellationToken);
            var orgs = await RegisterOrgs.ReadAsync(db, cancellationToken);
            var people = await db.ListedPeople.AsNoTracking().ToListAsync(cancellationToken);
            var last = people.Count == 0 ? (DateTimeOffset?)null : people.Max(p => p.ListedAt);
            var all = new ImportRegister.Command(
                [.. groups.Values.Order(StringComparer.OrdinalIgnoreCase)],
                [.. vendors.OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).Select(v => new VendorRecord(
                    v.Name, [.. v.Rules.OrderBy(r => r.Kind).ThenBy(r => r.Pattern, StringComparer.Ordinal).Select(r => new VendorRuleRecord(r.Kind, r.Pattern))],
                    VendorProfileRecord.Of(v.Profile())))],
                [.. integrations.OrderBy(i => i.Name, StringComparer.OrdinalIgnoreCase).Select(i => IntegrationRecord.Of(
                    i, id => vendors.FirstOrDefault(v => v.Id == id)?.Name, orgs.NameOf))],
                [.. people.Where(p => p.ListedAt == last).OrderBy(p => p.Mail, StringComparer.Ordinal).Select(p => new PersonRecord(p.Mail, p.Name))])
            {
                Owners = await RegisterOwners.ReadAsync(db, orgs, cancellationToken),
                Waivers = await RegisterWaivers.ReadAsync(db, orgs, clock.GetUtcNow(), cancellationToken),
                ArchitectureDecisions = await RegisterDecisions.ReadAsync(db, integrations.ToDictionary(i => i.Id, i => i.Name), cancellationToken),
                Connections = await RegisterConnections.ReadAsync(db, groups, orgs, cancellationToken),
            };
            var given = request.Part is { } part ? RegisterParts.Only(all, part) : all;
            var fields = new AuditFields();
            foreach (var each in RegisterParts.All) fields.Add(RegisterParts.NameOf(each), RegisterParts.Count(given, each));
            audit.After(fields);
            return given;
        }
    }
}
