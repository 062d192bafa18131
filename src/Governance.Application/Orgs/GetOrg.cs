using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Orgs;

/// <summary>One org: what it is, how the portal reaches it, what it may read there and what it read when.</summary>
public static class GetOrg
{
    private const int RunsShown = 20;

    /// <param name="Id">The connection.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(ConnectionId Id) : IQuery<Detail>;

    /// <param name="Id">The connection.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="OrgGroup">Its group.</param>
    /// <param name="State">Where the connection stands.</param>
    /// <param name="Cause">Why a person must act, or what is missing.</param>
    /// <param name="Flow">How the portal signs in.</param>
    /// <param name="LoginOrigin">Where.</param>
    /// <param name="ClientId">Consumer key of the portal's client app.</param>
    /// <param name="Username">Who it acts as.</param>
    /// <param name="CreatedBy">Who connected it.</param>
    /// <param name="CreatedAt">UTC.</param>
    /// <param name="ConnectedAt">UTC; null before the first success.</param>
    /// <param name="Org">What the org said about itself; null until it answered.</param>
    /// <param name="Capabilities">What can be read, each with its own age.</param>
    /// <param name="Rights">The self-test, right by right.</param>
    /// <param name="Runs">The latest reads, newest first.</param>
    /// <param name="ByKind">Present authorizations by kind of client app; null when never read completely.</param>
    /// <param name="Syncing">True while a read is queued or running.</param>
    public sealed record Detail(
        ConnectionId Id, string Name, string OrgGroup, ConnectionState State, string? Cause, ConnectionFlow Flow,
        string LoginOrigin, string ClientId, string? Username, string CreatedBy, DateTimeOffset CreatedAt,
        DateTimeOffset? ConnectedAt, OrgFacts? Org, IReadOnlyList<CapabilityRow> Capabilities,
        IReadOnlyList<RightRow> Rights, IReadOnlyList<RunRow> Runs, IReadOnlyDictionary<ClientAppKind, int>? ByKind, bool Syncing)
    {
        /// <summary>Age of the authorizations shown, UTC; null when never read completely.</summary>
        public DateTimeOffset? AsOf => Capabilities.SingleOrDefault(c => c.Capability == Capability.Authorizations)?.AsOf;
    }

    /// <param name="Id">Ours.</param>
    /// <param name="SalesforceId">18 characters.</param>
    /// <param name="Name">Its own name for itself.</param>
    /// <param name="Environment">Production, sandbox and so on.</param>
    /// <param name="Infrastructure">Likely, by the instance name.</param>
    /// <param name="InstanceName">As in USA42.</param>
    /// <param name="Host">Origin of its My Domain.</param>
    public sealed record OrgFacts(
        OrgId Id, string SalesforceId, string Name, OrgEnvironment Environment, OrgInfrastructure Infrastructure,
        string InstanceName, string Host);

    /// <param name="Capability">What is read.</param>
    /// <param name="Status">How the last attempt ended.</param>
    /// <param name="Detail">The missing right or the reason.</param>
    /// <param name="TriedAt">UTC.</param>
    /// <param name="AsOf">Start of the last complete read, UTC.</param>
    public sealed record CapabilityRow(
        Capability Capability, CapabilityStatus Status, string? Detail, DateTimeOffset TriedAt, DateTimeOffset? AsOf);

    /// <param name="Right">Salesforce's name.</param>
    /// <param name="Held">Null when the org could not tell.</param>
    /// <param name="NeededFor">What fails without it.</param>
    public sealed record RightRow(string Right, bool? Held, string NeededFor);

    /// <param name="StartedAt">UTC.</param>
    /// <param name="Took">How long.</param>
    /// <param name="Purpose">Why.</param>
    /// <param name="RowsRead">Distinct rows.</param>
    /// <param name="RowsCounted">The org's count().</param>
    /// <param name="IsComplete">Rows = count, right confirmed.</param>
    /// <param name="Problem">Why it is not complete.</param>
    /// <param name="Calls">Calls made.</param>
    public sealed record RunRow(
        DateTimeOffset StartedAt, TimeSpan Took, SyncPurpose Purpose, int RowsRead, int? RowsCounted, bool IsComplete,
        string? Problem, int Calls);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } connection)
                return ConnectionProblems.NotFound;
            var org = await db.Orgs.AsNoTracking().Where(o => o.Id == connection.OrgId)
                .Select(o => new OrgFacts(o.Id, o.SalesforceId, o.Name, o.Environment, o.Infrastructure, o.InstanceName, o.Host))
                .SingleOrDefaultAsync(cancellationToken);
            var capabilities = await db.Capabilities.AsNoTracking().Where(s => s.ConnectionId == connection.Id)
                .Select(s => new CapabilityRow(s.Capability, s.Status, s.Detail, s.TriedAt, s.AsOf)).ToListAsync(cancellationToken);
            var rights = await db.Rights.AsNoTracking().Where(r => r.ConnectionId == connection.Id)
                .Select(r => new RightRow(r.Right, r.Held, r.NeededFor)).ToListAsync(cancellationToken);
            var runs = await db.SyncRuns.AsNoTracking().Where(r => r.ConnectionId == connection.Id)
                .OrderByDescending(r => r.StartedAt).ThenBy(r => r.Id).Take(RunsShown).ToListAsync(cancellationToken);
            var read = capabilities.Any(c => c.Capability == Capability.Authorizations && c.AsOf is not null);
            var kinds = read && org is not null
                ? await db.Authorizations.Where(a => a.OrgId == org.Id && a.GoneAt == null).GroupBy(a => a.AppKind)
                    .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken)
                : null;
            var subject = connection.Id.Value;
            return new Detail(
                connection.Id, connection.Name,
                await db.OrgGroups.Where(g => g.Id == connection.OrgGroupId).Select(g => g.Name).SingleAsync(cancellationToken),
                connection.State, connection.Cause, connection.Flow, connection.LoginOrigin, connection.ClientId,
                connection.Username, connection.CreatedBy, connection.CreatedAt, connection.ConnectedAt, org,
                [.. capabilities.OrderBy(c => c.Capability)],
                [.. rights.OrderBy(r => r.Held ?? false).ThenBy(r => r.Right, StringComparer.Ordinal)],
                [.. runs.Select(r => new RunRow(r.StartedAt, r.FinishedAt - r.StartedAt, r.Purpose, r.RowsRead, r.RowsCounted, r.IsComplete, r.Problem, r.Calls))],
                kinds, await db.Work.AnyAsync(w => w.SubjectId == subject && w.DoneAt == null, cancellationToken));
        }
    }
}
