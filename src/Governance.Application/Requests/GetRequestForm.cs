using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>What can be chosen in the form of one kind of request, within the org groups in which the actor may ask.</summary>
public static class GetRequestForm
{
    /// <summary>Most integrations that are offered, by name.</summary>
    public const int MostIntegrations = 500;

    /// <summary>Most names of an org that are offered for a field, by name.</summary>
    public const int MostNames = 500;

    /// <param name="Kind">Which kind; one without a form is Invalid.</param>
    /// <param name="Org">The org chosen in it, whose names are offered; null for none yet.</param>
    [Requires(Permission.FileRequest)]
    [Rated(Rate.Searches)]
    public sealed record Query(RequestKind Kind, OrgId? Org = null) : IQuery<Answer>;

    /// <param name="Orgs">By label; empty where none is asked for.</param>
    /// <param name="OrgGroups">By name; empty where none is asked for.</param>
    /// <param name="Integrations">By name, at most <see cref="MostIntegrations"/>; empty where none is asked for.</param>
    public sealed record Answer(IReadOnlyList<Option> Orgs, IReadOnlyList<Option> OrgGroups, IReadOnlyList<Option> Integrations)
    {
        /// <summary>By field: names that the org showed last, at most <see cref="MostNames"/> each. Others can be typed.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<Option>> Names { get; init; } = new Dictionary<string, IReadOnlyList<Option>>();
    }

    /// <param name="Value">As the form hands it back.</param>
    /// <param name="Words">May hold org text.</param>
    public sealed record Option(string Value, string Words);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (RequestForms.Of(request.Kind) is not { } form) return RequestProblems.NoForm;
            bool Asks(RequestFieldKind kind) => form.Fields.Any(f => f.Kind == kind);
            return new Answer(
                Asks(RequestFieldKind.Org) ? await OrgsAsync(cancellationToken) : [],
                Asks(RequestFieldKind.OrgGroup) ? await GroupsAsync(cancellationToken) : [],
                Asks(RequestFieldKind.Integration) ? await IntegrationsAsync(cancellationToken) : [])
            {
                Names = request.Org is { } org ? await NamesAsync(form, org, cancellationToken) : new Dictionary<string, IReadOnlyList<Option>>(),
            };
        }

        private async Task<Dictionary<string, IReadOnlyList<Option>>> NamesAsync(RequestForm form, OrgId org, CancellationToken ct)
        {
            var names = new Dictionary<string, IReadOnlyList<Option>>(StringComparer.Ordinal);
            foreach (var field in form.Fields)
            {
                if (field.Offers is not { } kind) continue;
                names[field.Name] = kind == ItemKind.PermissionSet
                    ? [.. (await NamedSets.OfAsync(db, org, ct)).Take(MostNames).Select(s => new Option(s.Facts.ApiName, s.Label))]
                    : [.. (await db.Items.AsNoTracking().Where(i => i.OrgId == org && i.Kind == kind && i.GoneAt == null).OrderBy(i => i.NameKey).ThenBy(i => i.Id).Take(MostNames).ToListAsync(ct)).Select(OptionOf)];
            }
            return names;
        }

        private static Option OptionOf(InventoryItem item) => item.Kind == ItemKind.ClientApp && item.Facts<ClientAppFacts>().ApiName is { } name ? new(name, item.Name) : new(item.Name, item.Name);

        private async Task<IReadOnlyList<Option>> OrgsAsync(CancellationToken ct) =>
            [.. (await db.Orgs.AsNoTracking().OrderBy(o => o.Label).ThenBy(o => o.Id).Select(o => new { o.Id, o.Label, o.Environment }).ToListAsync(ct))
                .Select(o => new Option(o.Id.Value.ToString("D"), $"{o.Label} ({o.Environment.ToString().ToLowerInvariant()})"))];

        private async Task<IReadOnlyList<Option>> GroupsAsync(CancellationToken ct) =>
            [.. (await db.OrgGroups.AsNoTracking().OrderBy(g => g.Name).Select(g => new { g.Id, g.Name }).ToListAsync(ct)).Select(g => new Option(g.Id.Value.ToString("D"), g.Name))];

        private async Task<IReadOnlyList<Option>> IntegrationsAsync(CancellationToken ct)
        {
            var all = await db.Integrations.AsNoTracking().Include(i => i.Parts).OrderBy(i => i.Name).ThenBy(i => i.Id).ToListAsync(ct);
            if (!current.Scope.All)
            {
                var reach = await IntegrationReach.ReadAsync(db, all, ct);
                all = [.. all.Where(i => reach.Contains(i.Id))];
            }
            return [.. all.Take(MostIntegrations).Select(i => new Option(i.Id.Value.ToString("D"), i.Name))];
        }
    }
}
