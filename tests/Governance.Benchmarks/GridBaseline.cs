using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>The same page and count by hand: the columns, the joins, the scope predicate, counted up to the same depth.</summary>
/// <param name="Where">Conditions beside scope and presence; "" for none.</param>
/// <param name="OrderBy">The whole order.</param>
/// <param name="Values">Parameters of <paramref name="Where"/>.</param>
internal sealed record GridBaseline(string Where, string OrderBy, int Skip, params (string Name, object Value)[] Values)
{
    private const int Take = 25;

    /// <param name="connectionString">Opened and closed like the use case's own.</param>
    /// <param name="groups">Org groups in scope; empty for all.</param>
    public async Task<(int Counted, List<ListAuthorizations.Row> Rows)> RunAsync(string connectionString, IReadOnlyList<OrgGroupId> groups)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        var scope = groups.Count == 0 ? "" : $" AND a.OrgGroupId IN ({string.Join(", ", groups.Select((_, i) => $"$g{i}"))})";
        var where = $"WHERE a.GoneAt IS NULL{scope}{Where}";

        await using var count = Command($"SELECT COUNT(*) FROM (SELECT 1 FROM Authorizations a {where} LIMIT {ListAuthorizations.Depth + 1})");
        var counted = Convert.ToInt32(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);

        await using var page = Command(
            $"""
            SELECT a.Id, a.Kind, a.DeveloperName, a.AppName, a.AppKind, a.Username, a.OwnerName, a.UserIsActive, a.OrgId, o.Label,
                   v.Name, a.CreatedAt, a.LastUsedAt, a.UseCount, a.GoneAt, a.IsPortalOwn
            FROM Authorizations a JOIN Orgs o ON o.Id = a.OrgId LEFT JOIN Vendors v ON v.Id = a.VendorId
            {where} ORDER BY {OrderBy} LIMIT {Take} OFFSET {Skip}
            """);
        await using var reader = await page.ExecuteReaderAsync();
        var rows = new List<ListAuthorizations.Row>(Take);
        while (await reader.ReadAsync()) rows.Add(Row(reader));
        return (counted, rows);

        SqliteCommand Command(string sql)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < groups.Count; i++) command.Parameters.AddWithValue($"$g{i}", GridData.Sql(groups[i].Value));
            foreach (var (name, value) in Values) command.Parameters.AddWithValue(name, value);
            return command;
        }
    }

    private static ListAuthorizations.Row Row(SqliteDataReader r) => new(
        new AuthorizationId(r.GetGuid(0)), Enum.Parse<AuthorizationKind>(r.GetString(1)), r.IsDBNull(2) ? null : r.GetString(2), r.GetString(3),
        Enum.Parse<ClientAppKind>(r.GetString(4)), r.GetString(5), r.GetString(6), r.IsDBNull(7) ? null : r.GetBoolean(7),
        new OrgId(r.GetGuid(8)), r.GetString(9), r.IsDBNull(10) ? null : r.GetString(10), Moment(r, 11)!.Value, Moment(r, 12),
        r.IsDBNull(13) ? null : r.GetInt32(13), Moment(r, 14), r.GetBoolean(15));

    private static DateTimeOffset? Moment(SqliteDataReader r, int column) =>
        r.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(column));
}
