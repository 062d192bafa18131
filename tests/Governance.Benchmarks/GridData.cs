using System.Globalization;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Domain.Vendors;
using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>A company with very many grants: 20 orgs in 4 groups, 60 vendors, 2,000 client apps, 40,000 users. 5 % of the
/// rows are gone, 8 % were never used, 3 % have an inactive owner.</summary>
internal sealed class GridData
{
    public const int Apps = 2_000, Users = 40_000;
    private const int Orgs = 20, Vendors = 60;

    public IReadOnlyList<OrgGroup> Groups { get; } = [.. new[] { "EMEA", "AMER", "APAC", "Non-production" }.Select(n => new OrgGroup(n))];

    public IReadOnlyList<Org> AllOrgs { get; private set; } = [];

    public IReadOnlyList<Vendor> AllVendors { get; private set; } = [];

    public static async Task<GridData> FillAsync(BenchPortal portal, int rows)
    {
        var (data, now) = (new GridData(), TimeProvider.System.GetUtcNow());
        data.AllVendors = [.. Enumerable.Range(0, Vendors).Select(i => new Vendor($"Vendor {i:00}", []))];
        var orgs = new List<Org>();
        await portal.WriteAsync(db =>
        {
            db.OrgGroups.AddRange(data.Groups);
            db.Vendors.AddRange(data.AllVendors);
            for (var i = 0; i < Orgs; i++)
            {
                var origin = new Uri($"https://org{i}.my.salesforce.com");
                var identity = new OrgIdentity($"00D{i:D12}AAA", $"Org {i}", OrgEnvironment.Production, $"USA{i}", origin,
                    $"portal@org{i}.example", $"005{i:D12}");
                var group = data.Groups[i % data.Groups.Count];
                var org = new Org(identity, $"Org {i:00}", group.Id, now);
                var connection = new Connection(org.Label, group.Id, ConnectionFlow.JwtBearer, origin, "key", identity.Username, "benchmark", now);
                if (connection.Complete(org, identity, [], now) is { } refused) throw new BenchmarkFailedException(refused.Message);
                var capability = new CapabilityState(connection.Id, Capability.Authorizations);
                capability.Succeed(now, now);
                db.AddRange(org, connection, capability);
                orgs.Add(org);
            }
        });
        data.AllOrgs = orgs;
        data.Insert(portal, rows, now);
        return data;
    }

    private void Insert(BenchPortal portal, int rows, DateTimeOffset now)
    {
        var random = new Random(1);
        RawRows.Insert(portal, "Authorizations", rows, (i, row) => Describe(i, random, now, row));
    }

    private void Describe(int i, Random random, DateTimeOffset now, SqliteParameterCollection row)
    {
        var (org, app, user) = (AllOrgs[random.Next(AllOrgs.Count)], random.Next(Apps), random.Next(Users));
        var created = now.AddSeconds(-random.Next(3 * 365 * 86_400));
        var (appName, userName) = ($"App {app:0000}", $"u{user:00000}@company.example");
        Set("Id", Sql(Guid.CreateVersion7()));
        Set("OrgId", Sql(org.Id.Value));
        Set("OrgGroupId", Sql(org.OrgGroupId.Value));
        Set("Kind", nameof(AuthorizationKind.OAuth));
        Set("RowKey", i.ToString("x64", CultureInfo.InvariantCulture));
        Set("AppName", appName);
        Set("AppKey", Text.Comparable(appName, Authorization.NameMaxLength));
        Set("AppKind", app % 4 == 0 ? nameof(ClientAppKind.ExternalClientApp) : nameof(ClientAppKind.ConnectedApp));
        Set("UserId", $"005{user:D12}");
        Set("Username", userName);
        Set("UserKey", userName);
        Set("OwnerName", $"User {user}");
        Set("UserIsActive", random.Next(100) < 97);
        Set("ProfileName", "Standard User");
        Set("CreatedAt", created.ToUnixTimeMilliseconds());
        long? used = random.Next(100) < 8 ? null : created.AddSeconds(random.NextInt64((long)(now - created).TotalSeconds + 1)).ToUnixTimeMilliseconds();
        Set("LastUsedAt", used is { } at ? at : DBNull.Value);
        Set("LastUsedKey", used ?? 0);
        var uses = random.Next(5_000);
        Set("UseCount", uses);
        Set("UsesKey", uses);
        Set("VendorId", app % 5 == 0 ? DBNull.Value : Sql(AllVendors[app % Vendors].Id.Value));
        Set("IsPortalOwn", false);
        Set("FirstSeenAt", created.ToUnixTimeMilliseconds());
        Set("GoneAt", random.Next(100) < 5 ? now.ToUnixTimeMilliseconds() : DBNull.Value);

        void Set(string name, object value) => row["$" + name].Value = value;
    }

    /// <summary>As the provider writes a GUID.</summary>
    public static string Sql(Guid id) => id.ToString("D").ToUpperInvariant();
}
