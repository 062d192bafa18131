using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Connections out of and into a register, without anything that opens them. One that comes in calls nobody: it stands as
/// reconnect needed until a person who may connect hands its credential over. A known one stays as it is.</summary>
internal static class RegisterConnections
{
    private const string Cause = "Taken from a register, which holds no credentials. Look at where it leads, then hand its credential over, or disconnect it.";

    public static async Task<IReadOnlyList<ConnectionRecord>> ReadAsync(
        GovernanceDb db, IReadOnlyDictionary<OrgGroupId, string> groups, RegisterOrgs orgs, CancellationToken ct)
    {
        var responders = (await db.Responders.AsNoTracking().Select(r => r.ConnectionId).ToListAsync(ct)).ToHashSet();
        var connections = await db.Connections.AsNoTracking().Where(c => c.State != ConnectionState.Disconnected).ToListAsync(ct);
        var accounts = await db.HerokuAccounts.AsNoTracking().Where(h => h.State != ConnectionState.Disconnected).ToListAsync(ct);
        return
        [
            .. connections.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Id.Value).Select(c => new ConnectionRecord(
                ConnectionTarget.Org, c.Name, groups.GetValueOrDefault(c.OrgGroupId), c.Flow, c.LoginOrigin, c.ClientId, c.Username,
                c.OrgId is { } org ? orgs.NameOf(org) : null, responders.Contains(c.Id))),
            .. accounts.OrderBy(h => h.Name, StringComparer.OrdinalIgnoreCase).ThenBy(h => h.Id.Value)
                .Select(h => new ConnectionRecord(ConnectionTarget.Heroku, h.Name, Username: h.Email)),
        ];
    }

    /// <returns>Names of those added, or why one of them is refused.</returns>
    public static async Task<Result<IReadOnlyList<string>>> ApplyAsync(
        GovernanceDb db, ISalesforceOrg salesforce, IReadOnlyList<ConnectionRecord> records, RegisterOrgs orgs, string by, DateTimeOffset now, CancellationToken ct)
    {
        if (records.Count == 0) return Array.Empty<string>();
        var groups = (await db.OrgGroups.ToListAsync(ct)).Concat(db.OrgGroups.Local).DistinctBy(g => g.Id).ToDictionary(g => RegisterNames.Key(g.Name), g => g.Id);
        var known = await db.Connections.AsNoTracking().Where(c => c.State != ConnectionState.Disconnected)
            .Select(c => new { c.Name, c.OrgGroupId, c.LiveOrgId }).ToListAsync(ct);
        var names = known.Select(c => (c.OrgGroupId, RegisterNames.Key(c.Name))).ToHashSet();
        var live = known.Select(c => c.LiveOrgId).OfType<OrgId>().ToHashSet();
        var accounts = (await db.HerokuAccounts.Where(h => h.State != ConnectionState.Disconnected).Select(h => h.Name).ToListAsync(ct))
            .Select(RegisterNames.Key).ToHashSet(StringComparer.Ordinal);
        List<string> added = [];
        foreach (var record in records)
        {
            if (record.To == ConnectionTarget.Heroku)
            {
                if (!accounts.Add(RegisterNames.Key(record.Name))) continue;
                var account = new HerokuAccount(record.Name, by, now);
                if (account.NeedReconnect(Cause) is { } never) return never;
                db.HerokuAccounts.Add(account);
                added.Add(record.Name);
                continue;
            }
            if (!groups.TryGetValue(RegisterNames.Key(record.OrgGroup!), out var group))
                return ImportProblems.NotThere("connection", record.Name, "org group", record.OrgGroup!);
            if (record.Org is { } id && orgs.Find(id) is { } org && live.Contains(org)) continue;
            if (!names.Add((group, RegisterNames.Key(record.Name)))) continue;
            var host = salesforce.CheckLoginHost(record.LoginHost!);
            if (host.Problem is { } refused) return ImportProblems.BadConnection(record.Name, refused.Message);
            var connection = new Connection(record.Name, group, record.Flow!.Value, host.Value!, record.ClientId!, record.Username, by, now);
            if (connection.NeedReconnect(Cause) is { } not) return not;
            db.Connections.Add(connection);
            added.Add(record.Name);
        }
        return added;
    }
}
