using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Microsoft.Data.Sqlite;

namespace Governance.Benchmarks;

/// <summary>A company whose integrations are in order but for one in a hundred: 20 orgs, 250 client apps in each with policy,
/// certificate and set, 2,000 integration users in each, and grants of both. One grant in a hundred lay unused for too long,
/// one app in a hundred keeps sessions for a day.</summary>
internal sealed class PolicyData
{
    private const int Orgs = 20, AppsPerOrg = 250, UsersPerOrg = 2_000, SetsPerOrg = 200, AppsPerIntegration = 20;

    // What every set was asked for: none of it is held.
    private static readonly string[] Asked = ["ApiEnabled", "ApiUserOnly", "ModifyAllData", "ViewAllData", "ManageUsers", "CanApproveUninstalledApps", "ManageHerokuAppLink"];

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly OrgGroup _group = new("Benchmark");

    public List<Org> AllOrgs { get; } = [];

    public static async Task<PolicyData> FillAsync(BenchPortal portal, int grants)
    {
        var data = new PolicyData();
        await portal.WriteAsync(db =>
        {
            db.OrgGroups.Add(data._group);
            for (var i = 0; i < Orgs; i++) db.AddRange(data.AnOrg(i));
            for (var first = 0; first < Orgs * AppsPerOrg; first += AppsPerIntegration)
            {
                db.Integrations.Add(new Integration($"Integration {first:0000}", new IntegrationFacts(),
                    Enumerable.Range(first, AppsPerIntegration).Select(n => new IntegrationPart(IntegrationPartKind.App, AppOf(n))), data._now));
            }
        });
        foreach (var (org, number) in data.AllOrgs.Select((o, i) => (o, i)))
        {
            await portal.WriteAsync(db =>
            {
                foreach (var read in data.ItemsOf(number))
                {
                    var item = new InventoryItem(org.Id, org.OrgGroupId, read, ItemSource.Org, data._now.AddDays(-30));
                    db.Items.Add(item);
                    if (read.Kind == ItemKind.AppCertificate) db.CertificateCare.Add(data.CareOf(item));
                }
            });
        }
        RawRows.Insert(portal, "Authorizations", grants, data.Describe);
        return data;
    }

    private CertificateCare CareOf(InventoryItem item)
    {
        var care = new CertificateCare(item.Id);
        care.Name("sade.abeni@company.example", "kai.vint@company.example", _now);
        return care;
    }

    private IEnumerable<object> AnOrg(int i)
    {
        var origin = new Uri($"https://org{i}.my.salesforce.com");
        var identity = new OrgIdentity($"00D{i:D12}AAA", $"Org {i}", OrgEnvironment.Production, $"USA{i}", origin, $"portal@org{i}.example", $"005{i:D12}");
        var org = new Org(identity, $"Org {i:00}", _group.Id, _now);
        var connection = new Connection(org.Label, _group.Id, ConnectionFlow.JwtBearer, origin, "key", identity.Username, "benchmark", _now);
        if (connection.Complete(org, identity, [], _now) is { } refused) throw new BenchmarkFailedException(refused.Message);
        org.ConfirmInfrastructure(OrgInfrastructure.Hyperforce, "Ines Quell", _now);
        AllOrgs.Add(org);
        yield return org;
        yield return connection;
        foreach (var capability in Enum.GetValues<Capability>())
        {
            var state = new CapabilityState(connection.Id, capability);
            state.Succeed(_now, _now);
            yield return state;
        }
    }

    /// <summary>As a read of one org leaves it: 60 grants used after long, 20 that came and were never used, 20 that went.</summary>
    public async Task ChangeAsync(BenchPortal portal, Org org, int round)
    {
        var id = GridData.Sql(org.Id.Value);
        var (at, longAgo) = (_now.ToUnixTimeMilliseconds(), _now.AddDays(-60).ToUnixTimeMilliseconds());
        // Rows of an org follow each other by number: each round takes its own.
        string Of(int from, int count) => $"SELECT Id FROM Authorizations WHERE OrgId = '{id}' AND GoneAt IS NULL ORDER BY RowKey LIMIT {count} OFFSET {round * 100 + from}";
        portal.Execute($"UPDATE Authorizations SET LastUsedAt = {at}, LastUsedKey = {at} WHERE Id IN ({Of(0, 60)})");
        portal.Execute($"UPDATE Authorizations SET LastUsedAt = NULL, LastUsedKey = 0, CreatedAt = {longAgo} WHERE Id IN ({Of(60, 20)})");
        var noted = new List<ChangedGrant>();
        using (var connection = portal.Open())
        {
            using var command = connection.CreateCommand();
            command.CommandText = Of(0, 100);
            using var reader = command.ExecuteReader();
            while (reader.Read()) noted.Add(new ChangedGrant(org.Id, new AuthorizationId(reader.GetGuid(0)), noted.Count >= 60));
        }
        portal.Execute($"UPDATE Authorizations SET GoneAt = {at} WHERE Id IN ({Of(80, 20)})");
        await portal.WriteAsync(db => db.ChangedGrants.AddRange(noted));
    }

    private static string AppOf(int n) => $"App {n:0000}";

    private static string AppId(int n) => $"0xI{n:D12}";

    private static string UserId(int n) => $"005{n:D12}";

    private static string SetId(int n) => $"0PS{n:D12}";

    private IEnumerable<ItemRead> ItemsOf(int org)
    {
        for (var k = 0; k < SetsPerOrg; k++)
        {
            yield return new(ItemKind.PermissionSet, SetId(k), $"Set {k:00}", new PermissionSetFacts
            {
                ApiName = $"Set_{k}",
                Type = "Session",
                HasActivationRequired = true,
                Permissions = ["ApiEnabled"],
                AskedPermissions = Asked,
                Objects = [new("Invoice__c", true, false, false, false, false, false)],
            });
        }
        for (var k = 0; k < AppsPerOrg; k++)
        {
            var (n, thumbprint) = (org * AppsPerOrg + k, $"{org:X4}{k:X36}");
            yield return new(ItemKind.ClientApp, AppId(n), AppOf(n), new ClientAppFacts
            {
                Kind = ClientAppKind.ExternalClientApp,
                ApiName = $"App_{n}",
                IsEnabled = true,
                IsAdminApproved = true,
                ModifiedBy = "Ines Quell",
            });
            yield return new(ItemKind.AppPolicy, $"ECA:App_{n}", AppOf(n), PolicyOf(n, thumbprint));
            yield return new(ItemKind.AppCertificate, $"app:ECA:App_{n}", $"App_{n}", new CertificateFacts
            {
                Place = CertificatePlace.ClientApp,
                ApiName = $"App_{n}",
                Subject = $"CN=App_{n}",
                NotBefore = _now.AddDays(-100),
                NotAfter = _now.AddDays(250),
                KeyAlgorithm = "RSA",
                KeySize = 4096,
                SignatureAlgorithm = "sha256RSA",
                IsSelfSigned = false,
                IsExportable = false,
                Thumbprint = thumbprint,
                KeyHash = thumbprint + new string('0', 24),
                ChainLength = 1,
            });
            yield return new(ItemKind.Access, $"0J0{n:D12}", "", new AccessFacts { PermissionSetId = SetId(k % SetsPerOrg), EntityId = AppId(n), EntityType = "ExternalClientApplication" });
        }
        for (var k = 0; k < UsersPerOrg; k++)
        {
            yield return new(ItemKind.User, UserId(k), $"app{k:0000}@org{org}.example", new UserFacts
            {
                IsActive = true,
                IsFrozen = false,
                UserType = "Standard",
                ProfileName = "Minimum Access - API Only Integrations",
                LicenseName = "Salesforce Integration",
            });
            yield return new(ItemKind.Assignment, $"0Pa{k:D12}", "", new AssignmentFacts { UserId = UserId(k), PermissionSetId = SetId(k % SetsPerOrg), IsActive = true });
        }
        yield return new(ItemKind.OrgSettings, "settings", "", new OrgSettingsFacts
        {
            PkceRequired = true,
            PasswordFlowBlocked = true,
            UserAgentFlowBlocked = true,
            OnlyApprovedApps = true,
            SecretsInMetadata = false,
            SecretsInRest = false,
            SessionTimeout = "TwoHours",
            TrustedIpRanges = [new("198.51.100.0", "198.51.100.255")],
        });
    }

    private static AppPolicyFacts PolicyOf(int n, string thumbprint) => new()
    {
        Kind = ClientAppKind.ExternalClientApp,
        ApiName = $"App_{n}",
        ApiVersion = "62.0",
        ConsumerKey = $"3MVG9{n:D10}",
        CallbackUrls = ["https://ledger.example/callback"],
        Scopes = ["api", "refresh_token"],
        PkceRequired = true,
        RotationEnabled = true,
        IdleTtlEnforced = true,
        TokenIpRanges = [new("198.51.100.1", "198.51.100.4")],
        SecretRequiredForRefresh = true,
        SecretOptional = true,
        ClientCredentialsEnabled = false,
        DeviceFlowEnabled = false,
        PermittedUsers = PermittedUsers.AdminApproved,
        PermissionSets = [$"Set_{n % SetsPerOrg}"],
        IpRelaxation = IpRelaxation.Enforce,
        RefreshPolicy = new(RefreshPolicyKind.Inactivity, 30, RefreshUnit.Days),
        SessionMinutes = n % 100 == 0 ? 1_440 : 120,
        SessionLevel = "STANDARD",
        CertificateThumbprint = thumbprint,
        IsEnabled = true,
        IsOauthEnabled = true,
    };

    private void Describe(int i, SqliteParameterCollection row)
    {
        // Every app of an org is held by different users: 7 and 2,000 have no common factor.
        var (org, nth) = (i % Orgs, i / Orgs);
        var app = org * AppsPerOrg + nth % AppsPerOrg;
        var user = (nth / AppsPerOrg * 7 + nth % AppsPerOrg) % UsersPerOrg;
        var used = _now.AddDays(i % 100 == 0 ? -40 : -(i % 20)).AddSeconds(-i % 3_600);
        Set("Id", GridData.Sql(Guid.CreateVersion7()));
        Set("OrgId", GridData.Sql(AllOrgs[org].Id.Value));
        Set("OrgGroupId", GridData.Sql(_group.Id.Value));
        Set("Kind", nameof(AuthorizationKind.OAuth));
        Set("RowKey", i.ToString("x64", System.Globalization.CultureInfo.InvariantCulture));
        Set("AppName", AppOf(app));
        Set("AppKey", Text.Comparable(AppOf(app), Authorization.NameMaxLength));
        Set("AppKind", nameof(ClientAppKind.ExternalClientApp));
        Set("ApplicationId", AppId(app));
        Set("UserId", UserId(user));
        Set("Username", $"app{user:0000}@org{org}.example");
        Set("UserKey", $"app{user:0000}@org{org}.example");
        Set("OwnerName", $"User {user}");
        Set("UserIsActive", true);
        Set("ProfileName", "Minimum Access - API Only Integrations");
        Set("CreatedAt", _now.AddDays(-90).ToUnixTimeMilliseconds());
        Set("LastUsedAt", used.ToUnixTimeMilliseconds());
        Set("LastUsedKey", used.ToUnixTimeMilliseconds());
        Set("UseCount", i % 500);
        Set("UsesKey", i % 500);
        Set("IsPortalOwn", false);
        Set("FirstSeenAt", _now.AddDays(-90).ToUnixTimeMilliseconds());

        void Set(string name, object value) => row["$" + name].Value = value;
    }
}
