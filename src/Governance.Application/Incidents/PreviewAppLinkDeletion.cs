using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Heroku;

namespace Governance.Application.Incidents;

/// <summary>Shows what deleting one AppLink connection would stop before anything is sent.</summary>
public static class PreviewAppLinkDeletion
{
    /// <param name="Connection">The AppLink connection.</param>
    [Requires(Permission.RevokeInIncident)]
    [Rated(Rate.Searches)]
    public sealed record Query(AppLinkRecordId Connection) : IQuery<Plan>;

    /// <param name="Name">connection_name.</param>
    /// <param name="StatusWord">AppLink's own word.</param>
    /// <param name="Status">What it means.</param>
    /// <param name="Org">Label of the org.</param>
    /// <param name="Username">The Salesforce user it acts as; null until known.</param>
    /// <param name="Account">Name of the Heroku account.</param>
    /// <param name="Addon">Name of the add-on.</param>
    /// <param name="Apps">Apps that share the add-on, by name: every one of them loses it.</param>
    /// <param name="Ending">Publications and data action targets that end with it, by name.</param>
    /// <param name="Staying">AppLink authorizations of the same org in the same add-on: they go on working.</param>
    /// <param name="AsOf">Age of what is shown, UTC; null when the add-on was never read completely.</param>
    /// <param name="Trouble">Why the last read of the add-on was not complete, so that more may hang on it; null when it was.</param>
    /// <param name="Hash">Hand it back with the confirmation.</param>
    public sealed record Plan(
        string Name, string StatusWord, AppLinkStatus Status, string Org, string? Username, string Account, string Addon,
        IReadOnlyList<string> Apps, IReadOnlyList<Ending> Ending, IReadOnlyList<Staying> Staying, DateTimeOffset? AsOf,
        string? Trouble, string Hash);

    /// <param name="Kind">Publication or data action target.</param>
    /// <param name="Name">Name of the External Service registration, or label.</param>
    /// <param name="App">Heroku app behind it; null when unknown.</param>
    public sealed record Ending(AppLinkDependentKind Kind, string Name, string? App);

    /// <param name="Name">developer_name.</param>
    /// <param name="Username">The Salesforce user; null until known.</param>
    /// <param name="Authorization">Its line in the list of authorizations; null when it has none.</param>
    public sealed record Staying(string Name, string? Username, AuthorizationId? Authorization);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Plan>
    {
        public async Task<Result<Plan>> Handle(Query request, CancellationToken cancellationToken)
        {
            var built = await AppLinkDeletionPlan.BuildAsync(db, request.Connection, cancellationToken);
            if (built.Problem is { } refusal) return refusal;
            var plan = built.Value!;
            var (record, addon) = (plan.Record, plan.Addon);
            return new Plan(
                record.Name, record.StatusWord, record.Status, plan.Org.Label, record.Username, plan.Account.Name, addon.Name,
                [.. addon.Attachments.Select(a => a.AppName).Distinct().Order(StringComparer.Ordinal)],
                [.. plan.Ending.Select(d => new Ending(d.Kind, d.Name, addon.Attachments.FirstOrDefault(a => a.AppKey == d.AppKey)?.AppName))],
                [.. plan.Staying.Select(r => new Staying(r.Name, r.Username, r.AuthorizationId))], addon.AsOf, addon.Trouble, plan.Hash);
        }
    }
}
