using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>The same page and count by hand, as fast as we can write it: the columns, the scope predicate, counted up to the
/// same depth, on the same indexes.</summary>
/// <param name="Where">Conditions beside scope and presence; "" for none.</param>
/// <param name="OrderBy">The whole order.</param>
/// <param name="Values">Parameters of <paramref name="Where"/>.</param>
internal sealed record GridBaseline(string Where, string OrderBy, int Skip, params (string Name, object Value)[] Values)
{
    /// <summary>What the page is read from; the rows are <c>a</c>.</summary>
    public string From { get; init; } = "Authorizations a";

    /// <summary>Conditions of each of the searches whose hits are united; then few match, and they are gathered first.</summary>
    public IReadOnlyList<string> Searches { get; init; } = [];

    /// <summary>So many match that walking the order is faster than gathering.</summary>
    public bool Walks { get; init; }

    /// <summary>What only the page needs, in the count it is <see cref="Searches"/>.</summary>
    public string PageOnly { get; init; } = "";

    private const int Take = 25;

    /// <param name="connectionString">Opened and closed like the use case's own.</param>
    /// <param name="groups">Org groups in scope; empty for all.</param>
    public async Task<(int Counted, List<ListAuthorizations.Row> Rows)> RunAsync(string connectionString, IReadOnlyList<OrgGroupId> groups)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        var scope = groups.Count == 0 ? "" : $" AND a.OrgGroupId IN ({string.Join(", ", groups.Select((_, i) => $"$g{i}"))})";
        var where = $"WHERE a.GoneAt IS NULL{scope}{Where}";

        var hits = string.Join(" UNION ", Searches.Select(s => $"SELECT Id FROM (SELECT a.Id FROM Authorizations a {where}{s} LIMIT {ListAuthorizations.Depth + 1})"));
        await using var count = Command(Searches.Count == 0
            ? $"SELECT COUNT(*) FROM (SELECT 1 FROM Authorizations a {where} LIMIT {ListAuthorizations.Depth + 1})"
            : $"SELECT COUNT(*) FROM (SELECT 1 FROM ({hits}) LIMIT {ListAuthorizations.Depth + 1})");
        var counted = Convert.ToInt32(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);

        await using var page = Command(
            $"""
            SELECT a.Id, a.Kind, a.DeveloperName, a.AppName, a.AppKind, a.Username, a.OwnerName, a.UserIsActive, a.OrgId,
                   (SELECT Label FROM Orgs WHERE Id = a.OrgId), (SELECT Name FROM Vendors WHERE Id = a.VendorId),
                   a.CreatedAt, a.LastUsedAt, a.UseCount, a.GoneAt, a.IsPortalOwn
            FROM {From} {(Searches.Count == 0 || Walks ? where + PageOnly : $"WHERE a.Id IN ({hits})")} ORDER BY {OrderBy} LIMIT {Take} OFFSET {Skip}
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
