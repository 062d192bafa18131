using System.Globalization;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>What happens in an org, each list in one query: logins of client apps, changes in Setup, sessions alive. The first two
/// are read on from what is known, oldest first, so that a list that is too long is read on the next time; both overlap with what
/// is known, because rows may arrive late.</summary>
/// <remarks>Repeatable. Source: Object Reference, LoginHistory (few fields can be filtered), SetupAuditTrail, AuthSession (without
/// Manage Users the org shows the portal's own sessions only).</remarks>
internal static class EventList
{
    /// <summary>Logins of one read.</summary>
    public const int MostLogins = 20_000;

    /// <summary>Changes of one read.</summary>
    public const int MostChanges = 5_000;

    /// <summary>Sessions of one read.</summary>
    public const int MostSessions = 2_000;

    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    // Values and labels: which of them a filter takes differs by version.
    private static readonly string OauthLogins =
        string.Join(", ", new[] { "Oauth", "Oauth2", "Remote Access Client", "Remote Access 2.0" }.Select(Soql.Text));

    public static async Task<CapabilityRead> LoginsAsync(InventoryReading reading, CancellationToken ct)
    {
        var list = await RowsAsync(reading, string.Create(CultureInfo.InvariantCulture,
            $"SELECT UserId, LoginTime, SourceIp, Application, TlsProtocol, Status FROM LoginHistory WHERE LoginTime >= {Since(reading, reading.Ask.Since.Login)} AND LoginType IN ({OauthLogins}) ORDER BY LoginTime LIMIT {MostLogins}"), ct);
        if (list is { Problem: { } problem, Rows.Count: 0 }) return reading.Fail(problem, NeededRights.ManageUsers);
        Dictionary<(string User, string App, string? Address, string? Protocol), LoginSeen> seen = [];
        foreach (var row in reading.Part(list, "Login history", NeededRights.ManageUsers))
        {
            // A login that was refused used nothing.
            if (RowValue.Words(row, "Status") is { } status && status != "Success") continue;
            if (RowValue.Key(row, "UserId") is not { } user || RowValue.Words(row, "Application") is not { } app || OrgJson.Moment(row, "LoginTime") is not { } at) continue;
            var (address, protocol) = (RowValue.Words(row, "SourceIp", LoginUse.AddressMaxLength), RowValue.Words(row, "TlsProtocol", LoginUse.ProtocolMaxLength));
            seen[(user, app, address, protocol)] = seen.TryGetValue((user, app, address, protocol), out var before)
                ? before with { FirstAt = before.FirstAt < at ? before.FirstAt : at, LastAt = before.LastAt > at ? before.LastAt : at }
                : new LoginSeen(user, app, address, protocol, at, at);
        }
        if (list.Rows.Count == MostLogins) reading.Trouble($"More than {MostLogins} logins of client apps since the last read. The rest is read the next time.");
        return reading.Happened() with { Logins = [.. seen.Values] };
    }

    public static async Task<CapabilityRead> SetupChangesAsync(InventoryReading reading, CancellationToken ct)
    {
        var list = await RowsAsync(reading, string.Create(CultureInfo.InvariantCulture,
            $"SELECT Id, Action, Section, Display, CreatedDate, CreatedBy.Username FROM SetupAuditTrail WHERE CreatedDate >= {Since(reading, reading.Ask.Since.SetupChange)} ORDER BY CreatedDate LIMIT {MostChanges}"), ct);
        if (list is { Problem: { } problem, Rows.Count: 0 }) return reading.Fail(problem, NeededRights.ViewSetup);
        List<SetupLine> lines = [];
        foreach (var row in reading.Part(list, "Setup Audit Trail", NeededRights.ViewSetup))
        {
            if (RowValue.Key(row) is not { } key || OrgJson.Moment(row, "CreatedDate") is not { } at) continue;
            lines.Add(new SetupLine(
                key, RowValue.Words(row, "Action") ?? "", RowValue.Words(row, "Section"), RowValue.Words(row, "Display", SetupChange.DisplayMaxLength) ?? "",
                RowValue.Of(row, "CreatedBy", "Username"), at));
        }
        if (list.Rows.Count == MostChanges) reading.Trouble($"More than {MostChanges} changes in Setup since the last read. The rest is read the next time.");
        return reading.Happened() with { SetupChanges = lines };
    }

    public static async Task<CapabilityRead> SessionsAsync(InventoryReading reading, CancellationToken ct)
    {
        if (reading.Ask.NotHeld.Contains(NeededRights.ManageUsers))
            return reading.Fail(Problem.RemoteRefused(RemoteCodes.RightMissing, ""), NeededRights.ManageUsers);
        var list = await RowsAsync(reading, string.Create(CultureInfo.InvariantCulture,
            $"SELECT UsersId, Users.Username, SessionType, LoginType, LoginHistory.Application, SourceIp, CreatedDate, LastModifiedDate, NumSecondsValid FROM AuthSession ORDER BY LastModifiedDate DESC LIMIT {MostSessions}"), ct);
        if (list is { Problem: { } problem, Rows.Count: 0 }) return reading.Fail(problem, NeededRights.ManageUsers);
        List<SessionSeen> sessions = [];
        foreach (var row in reading.Part(list, "Sessions", NeededRights.ManageUsers))
        {
            if (RowValue.Key(row, "UsersId") is not { } user) continue;
            sessions.Add(new SessionSeen(
                user, RowValue.Of(row, "Users", "Username"), RowValue.Words(row, "SessionType"), RowValue.Words(row, "LoginType"),
                RowValue.Of(row, "LoginHistory", "Application"), RowValue.Words(row, "SourceIp"), OrgJson.Moment(row, "CreatedDate"),
                OrgJson.Moment(row, "LastModifiedDate") is { } used && OrgJson.Count(row, "NumSecondsValid") is { } seconds ? used.AddSeconds(seconds) : null));
        }
        if (list.Rows.Count == MostSessions) reading.Trouble($"More than {MostSessions} sessions are alive: the {MostSessions} used last are shown.");
        return reading.Happened() with { Sessions = sessions };
    }

    private static string Since(InventoryReading reading, DateTimeOffset? known) =>
        Soql.Moment(known is { } at ? at - Overlap : reading.StartedAt - EventWindows.Lately);

    private static async Task<OrgRows> RowsAsync(InventoryReading reading, string soql, CancellationToken ct) =>
        (await OrgLists.ReadAsync(reading.Talk, [OrgRead.Query(soql)], ct))[0];
}
