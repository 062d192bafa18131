using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>The same by hand, as short as we can write it: reads every row of each org that judging reads, looks at what matters in
/// it with plain conditions, and writes as many findings with one prepared statement.</summary>
internal static class PolicyBaseline
{
    private sealed record Grant(Guid Id, string AppName, string AppKey, string? ApplicationId, string UserId, string Username, bool? IsActive, long CreatedAt, long? LastUsedAt, bool IsOwn);

    private sealed record Item(Guid Id, string Kind, string Key, string Name, JsonElement Facts, JsonElement? Approved, long FirstSeenAt, long ChangedAt);

    /// <summary>Judges all orgs.</summary>
    /// <returns>Findings written.</returns>
    public static int Run(BenchPortal portal, PolicyData data) => data.AllOrgs.Sum(o => Judge(portal, GridData.Sql(o.Id.Value), GridData.Sql(o.OrgGroupId.Value)));

    private static int Judge(BenchPortal portal, string org, string group)
    {
        using var connection = portal.Open();
        using var transaction = connection.BeginTransaction();
        var grants = Read(connection,
            "SELECT Id, AppName, AppKey, ApplicationId, UserId, Username, UserIsActive, CreatedAt, LastUsedAt, IsPortalOwn, Kind FROM Authorizations WHERE OrgId = $org AND GoneAt IS NULL", org,
            r => new Grant(r.GetGuid(0), r.GetString(1), r.GetString(2), Text(r, 3), r.GetString(4), r.GetString(5), r.IsDBNull(6) ? null : r.GetBoolean(6), r.GetInt64(7), r.IsDBNull(8) ? null : r.GetInt64(8), r.GetBoolean(9)));
        var items = Read(connection,
            "SELECT Id, Kind, \"Key\", Name, Facts, ApprovedFacts, FirstSeenAt, ChangedAt FROM InventoryItems WHERE OrgId = $org AND GoneAt IS NULL", org,
            r => new Item(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), Json(r.GetString(4)), Text(r, 5) is { } approved ? Json(approved) : null, r.GetInt64(6), r.GetInt64(7)));
        var cared = Read(connection, "SELECT c.ItemId, c.Owner, c.Deputy FROM CertificateCare c JOIN InventoryItems i ON i.Id = c.ItemId WHERE i.OrgId = $org", org,
            r => (Id: r.GetGuid(0), Owner: Text(r, 1), Deputy: Text(r, 2))).ToDictionary(c => c.Id);
        var claimed = Read(connection, "SELECT p.Kind, p.\"Key\", i.Name FROM IntegrationParts p JOIN Integrations i ON i.Id = p.IntegrationId WHERE p.OrgId IS NULL OR p.OrgId = $org", org,
            r => (Kind: r.GetString(0), Key: r.GetString(1), Name: r.GetString(2))).ToLookup(c => (c.Kind, c.Key));
        var known = Read(connection, "SELECT RuleId, ThingId FROM Findings WHERE OrgId = $org", org, r => (r.GetString(0), r.GetGuid(1))).ToHashSet();
        List<(string Rule, string Thing, Guid Id, string Name, string Reason)> failures = [.. OfGrants(grants, items, claimed), .. OfItems(items, cared)];
        failures.RemoveAll(f => known.Contains((f.Rule, f.Id)));
        Write(connection, org, group, failures);
        transaction.Commit();
        return failures.Count;
    }

    private static IEnumerable<(string Rule, string Thing, Guid Id, string Name, string Reason)> OfGrants(
        List<Grant> grants, List<Item> items, ILookup<(string Kind, string Key), (string Kind, string Key, string Name)> claimed)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        const long day = 86_400_000;
        var users = items.Where(i => i.Kind == "User").ToDictionary(i => i.Key);
        var sets = items.Where(i => i.Kind == "PermissionSet").ToDictionary(i => i.Key, i => Names(i.Facts, "permissions"));
        var held = items.Where(i => i.Kind == "Assignment").ToLookup(i => Text(i.Facts, "userId")!, i => Text(i.Facts, "permissionSetId")!);
        var same = grants.GroupBy(g => (g.AppKey, g.UserId)).ToDictionary(g => g.Key, g => g.Count());
        foreach (var g in grants)
        {
            string? rule = null;
            var user = users.GetValueOrDefault(g.UserId);
            if (g.LastUsedAt is { } used && now - used > 30 * day) rule = "auth.stale";
            else if (g.LastUsedAt is null && now - g.CreatedAt > 7 * day) rule = "auth.never-used";
            else if (g.IsActive == false || user?.Facts is { } facts && Is(facts, "isFrozen")) rule = "auth.user-inactive";
            else if (same[(g.AppKey, g.UserId)] > 1) rule = "auth.duplicate";
            else if (!g.IsOwn && !claimed.Contains(("App", g.AppKey))) rule = "auth.no-integration";
            else if (user is null || Text(user.Facts, "licenseName") != "Salesforce Integration") rule = "auth.human-owner";
            else if (Text(user.Facts, "userType") is "PowerPartner" or "CsnOnly" || Text(user.Facts, "profileName")!.Contains("Partner", StringComparison.Ordinal)) rule = "auth.contractor";
            else if (claimed[("User", g.Username)].Skip(1).Any()) rule = "auth.shared-user";
            else if (held[g.UserId].Any(s => sets.TryGetValue(s, out var p) && (p.Contains("ModifyAllData") || p.Contains("ViewAllData") || p.Contains("ManageUsers")))) rule = "auth.admin-owner";
            if (rule is not null) yield return (rule, "Authorization", g.Id, $"{g.AppName} as {g.Username}", $"Last used {g.LastUsedAt}.");
        }
    }

    private static IEnumerable<(string Rule, string Thing, Guid Id, string Name, string Reason)> OfItems(
        List<Item> items, Dictionary<Guid, (Guid Id, string? Owner, string? Deputy)> cared)
    {
        foreach (var item in items)
        {
            var f = item.Facts;
            var rule = item.Kind switch
            {
                "AppPolicy" => !Is(f, "pkceRequired") ? "app.pkce" : !Is(f, "rotationEnabled") ? "app.rotation" : !Is(f, "idleTtlEnforced") ? "app.idle-ttl"
                    : !f.TryGetProperty("tokenIpRanges", out var ranges) || ranges.GetArrayLength() == 0 ? "app.ip-allowlist" : Text(f, "permittedUsers") != "AdminApproved" ? "app.permitted-users"
                    : Text(f, "ipRelaxation") != "Enforce" ? "app.ip-relaxation" : f.GetProperty("sessionMinutes").GetInt32() > 120 ? "app.session-length" : Names(f, "scopes").Contains("full") ? "app.scope-full" : null,
                "ClientApp" => item.Approved is not null ? "app.changed" : null,
                "AppCertificate" or "Certificate" => !cared.TryGetValue(item.Id, out var care) || care.Owner is null || care.Deputy is null ? "cert.no-owner"
                    : f.GetProperty("notAfter").GetDateTimeOffset() < TimeProvider.System.GetUtcNow().AddDays(30) ? "cert.expiring" : f.GetProperty("keySize").GetInt32() < 2_048 ? "cert.weak-key" : null,
                "PermissionSet" => Names(f, "permissions").Contains("ModifyAllData") ? "perm.dangerous" : null,
                "User" => Is(f, "isFrozen") ? "auth.user-inactive" : null,
                _ => null,
            };
            if (rule is not null) yield return (rule, "ClientApp", item.Id, item.Name, "It is so.");
        }
    }

    private static void Write(SqliteConnection connection, string org, string group, List<(string Rule, string Thing, Guid Id, string Name, string Reason)> failures)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText =
            """
            INSERT INTO Findings (Id, RuleId, Thing, ThingId, ThingName, ThingKey, OrgId, OrgGroupId, Severity, State, Reason, Source, Since, Returns, Version)
            VALUES ($id, $rule, $thing, $of, $name, $key, $org, $group, 2, 'Open', $reason, 'Authorizations', $now, 0, $version)
            """;
        string[] names = ["$id", "$rule", "$thing", "$of", "$name", "$key", "$reason", "$version"];
        var values = names.Select(n => insert.Parameters.Add(new SqliteParameter(n, DBNull.Value))).ToArray();
        insert.Parameters.AddWithValue("$org", org);
        insert.Parameters.AddWithValue("$group", group);
        insert.Parameters.AddWithValue("$now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        insert.Prepare();
        foreach (var (rule, thing, id, name, reason) in failures)
        {
            object[] all = [GridData.Sql(Guid.CreateVersion7()), rule, thing, GridData.Sql(id), name, name.ToLowerInvariant(), reason, GridData.Sql(Guid.CreateVersion7())];
            for (var i = 0; i < all.Length; i++) values[i].Value = all[i];
            insert.ExecuteNonQuery();
        }
    }

    private static List<T> Read<T>(SqliteConnection connection, string sql, string org, Func<SqliteDataReader, T> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$org", org);
        using var reader = command.ExecuteReader();
        var found = new List<T>();
        while (reader.Read()) found.Add(row(reader));
        return found;
    }

    private static string? Text(SqliteDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static string? Text(JsonElement facts, string name) => facts.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool Is(JsonElement facts, string name) => facts.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static HashSet<string> Names(JsonElement facts, string name) =>
        facts.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : [];
}
