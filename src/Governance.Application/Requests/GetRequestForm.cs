using Governance.Application.Data;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>What can be chosen in the form of one kind of request, within the org groups in which the actor may ask.</summary>
public static class GetRequestForm
{
    /// <summary>Most integrations that are offered, by name.</summary>
    public const int MostIntegrations = 500;

    /// <param name="Kind">Which kind; one without a form is Invalid.</param>
    [Requires(Permission.FileRequest)]
    [Rated(Rate.Searches)]
    public sealed record Query(RequestKind Kind) : IQuery<Answer>;

    /// <param name="Orgs">By label; empty where none is asked for.</param>
    /// <param name="OrgGroups">By name; empty where none is asked for.</param>
    /// <param name="Integrations">By name, at most <see cref="MostIntegrations"/>; empty where none is asked for.</param>
    public sealed record Answer(IReadOnlyList<Option> Orgs, IReadOnlyList<Option> OrgGroups, IReadOnlyList<Option> Integrations);

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
                Asks(RequestFieldKind.Integration) ? await IntegrationsAsync(cancellationToken) : []);
        }

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
