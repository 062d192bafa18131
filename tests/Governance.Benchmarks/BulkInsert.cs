using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Authorizations;
using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>The bare half of a sync: the rows of one org into the same table, one prepared statement, one transaction.</summary>
internal static class BulkInsert
{
    private static readonly string[] Columns =
    [
        "Id", "OrgId", "OrgGroupId", "Kind", "RowKey", "AppName", "AppKey", "AppKind", "ApplicationId", "UserId", "Username", "UserKey",
        "OwnerName", "UserIsActive", "ProfileName", "CreatedAt", "LastUsedAt", "LastUsedKey", "UseCount", "UsesKey", "VendorId", "IsPortalOwn", "FirstSeenAt", "GoneAt",
    ];

    /// <param name="own">15-character id of the user whose grants are the portal's own.</param>
    public static void Write(SqliteConnection connection, string org, string group, string own, byte[] key, IEnumerable<BareRow> rows)
    {
        var seen = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO Authorizations ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(c => "$" + c))})";
        var values = Columns.Select(c => insert.Parameters.Add(new SqliteParameter("$" + c, DBNull.Value))).ToArray();
        insert.Prepare();
        foreach (var row in rows)
        {
            var user = row.UserId[..15];
            object[] all =
            [
                GridData.Sql(Guid.CreateVersion7()), org, group, "OAuth",
                Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(row.Handle))), row.AppName, row.AppName.ToLowerInvariant(),
                row.ApplicationId is null ? nameof(ClientAppKind.Unknown)
                    : row.ApplicationId.StartsWith("0H4", StringComparison.Ordinal) ? nameof(ClientAppKind.ConnectedApp) : nameof(ClientAppKind.ExternalClientApp),
                row.ApplicationId ?? (object)DBNull.Value, user, row.Username, row.Username.ToLowerInvariant(), row.OwnerName,
                row.IsActive ?? (object)DBNull.Value, row.Profile ?? (object)DBNull.Value, row.CreatedAt.ToUnixTimeMilliseconds(),
                row.LastUsedAt?.ToUnixTimeMilliseconds() ?? (object)DBNull.Value, row.LastUsedAt?.ToUnixTimeMilliseconds() ?? 0,
                row.UseCount ?? (object)DBNull.Value, row.UseCount ?? -1, DBNull.Value, user == own, seen, DBNull.Value,
            ];
            for (var i = 0; i < all.Length; i++) values[i].Value = all[i];
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    /// <summary>SHA-256 over what is known of every row but ids, keys and times of ours, in order.</summary>
    public static (int Rows, string Hash) Digest(BenchPortal portal)
    {
        using var connection = portal.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT a.OrgId || '|' || a.OrgGroupId || '|' || a.Kind || '|' || a.AppName || '|' || a.AppKey || '|' || a.AppKind || '|' || COALESCE(a.ApplicationId, '') || '|'
                || a.UserId || '|' || a.Username || '|' || a.UserKey || '|' || a.OwnerName || '|' || COALESCE(a.UserIsActive, '') || '|' || COALESCE(a.ProfileName, '')
                || '|' || a.CreatedAt || '|' || COALESCE(a.LastUsedAt, '') || '|' || COALESCE(a.UseCount, '') || '|' || a.IsPortalOwn || '|' || COALESCE(a.GoneAt, '') AS Line
            FROM Authorizations a WHERE a.IsPortalOwn = 0 ORDER BY Line
            """;
        using var reader = command.ExecuteReader();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0;
        for (; reader.Read(); rows++) hash.AppendData(Encoding.UTF8.GetBytes(reader.GetString(0) + "\n"));
        return (rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
