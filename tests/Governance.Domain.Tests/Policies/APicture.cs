using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;

namespace Governance.Domain.Tests.Policies;

/// <summary>Builds the picture of an org in which all is well: one client app, its user, its set, its certificate, its credential;
/// a test changes what it is about.</summary>
public sealed class APicture
{
    public const string AppId = "0xI000000000001", UserId = "005000000000001", SetId = "0PS000000000001", OrgKey = "00D000000000001";
    public const string AppName = "Ledger Sync", AppKey = "ledger sync", Thumbprint = "AA11";

    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<(ItemKind Kind, string Key), (string Name, ItemFacts Facts, ItemFacts? Before, DateTimeOffset SeenAt)> _items = [];
    private readonly Dictionary<Capability, CapabilityStanding> _standings =
        Enum.GetValues<Capability>().ToDictionary(c => c, c => new CapabilityStanding(c, CapabilityStatus.Ok, null, Now.AddHours(-1)));

    private readonly List<GrantSummary> _grants = [];
    private OrgStanding _org = new(OrgId.New(), OrgGroupId.New(), "Core", OrgEnvironment.Production, OrgInfrastructure.Hyperforce, true);
    private Estate _estate = new(Now);

    public APicture()
    {
        Put(ItemKind.ClientApp, AppId, AppName, new ClientAppFacts
        {
            Kind = ClientAppKind.ExternalClientApp,
            ApiName = "Ledger_Sync",
            IsEnabled = true,
            IsAdminApproved = true,
            ModifiedBy = "Ines Quell",
        });
        Put(ItemKind.AppPolicy, "ECA:Ledger_Sync", AppName, new AppPolicyFacts
        {
            Kind = ClientAppKind.ExternalClientApp,
            ApiName = "Ledger_Sync",
            ApiVersion = "62.0",
            ConsumerKey = "3MVG9ledger",
            CallbackUrls = ["https://ledger.example/callback"],
            Scopes = ["api", "refresh_token"],
            PkceRequired = true,
            RotationEnabled = true,
            IdleTtlEnforced = true,
            TokenIpRanges = [new("198.51.100.1", "198.51.100.4")],
            SecretRequiredForRefresh = true,
            SecretOptional = false,
            ClientCredentialsEnabled = true,
            ClientCredentialsUser = "ledger@northgale.example",
            DeviceFlowEnabled = false,
            PermittedUsers = PermittedUsers.AdminApproved,
            PermissionSets = ["Ledger_Read"],
            IpRelaxation = IpRelaxation.Enforce,
            RefreshPolicy = new(RefreshPolicyKind.Inactivity, 30, RefreshUnit.Days),
            SessionMinutes = 120,
            SessionLevel = "STANDARD",
            CertificateThumbprint = Thumbprint,
            IsEnabled = true,
            IsOauthEnabled = true,
        });
        Put(ItemKind.User, UserId, "ledger@northgale.example", new UserFacts
        {
            IsActive = true,
            IsFrozen = false,
            UserType = "Standard",
            ProfileName = "Minimum Access - API Only Integrations",
            LicenseName = "Salesforce Integration",
        });
        Put(ItemKind.PermissionSet, SetId, "Ledger Read", new PermissionSetFacts
        {
            ApiName = "Ledger_Read",
            Type = "Session",
            HasActivationRequired = true,
            Permissions = ["ApiEnabled"],
            AskedPermissions = ["ApiEnabled", "ApiUserOnly", "ModifyAllData", "ViewAllData", "ManageUsers", "CanApproveUninstalledApps", "ManageHerokuAppLink"],
            Objects = [new("Invoice__c", true, false, false, false, false, false)],
        });
        Put(ItemKind.Access, "0J0000000000001", "", new AccessFacts { PermissionSetId = SetId, EntityId = AppId, EntityType = "ExternalClientApplication" });
        Put(ItemKind.Assignment, "0Pa000000000001", "", new AssignmentFacts { UserId = UserId, PermissionSetId = SetId, IsActive = true });
        Put(ItemKind.Certificate, "Ledger_Mtls", "Ledger_Mtls", Certificate(CertificatePlace.Org, "Ledger_Mtls", "BB22"));
        Put(ItemKind.AppCertificate, "app:ECA:Ledger_Sync", "Ledger_Sync", Certificate(CertificatePlace.ClientApp, "Ledger_Sync", Thumbprint));
        Put(ItemKind.NamedCredential, "Ledger", "Ledger", new NamedCredentialFacts
        {
            ApiName = "Ledger",
            Type = "SecuredEndpoint",
            Url = "https://ledger.example:8443/api",
            ExternalCredential = "LedgerAuth",
            Certificate = "Ledger_Mtls",
            IsEnabled = true,
        });
        Put(ItemKind.Registration, "Quote", "Quote", new RegistrationFacts
        {
            ApiName = "Quote",
            Status = "Complete",
            ProviderType = "Heroku",
            SpecHash = new string('a', 64),
            NamedCredential = "Quote",
        });
        Put(ItemKind.OrgSettings, "settings", "", new OrgSettingsFacts
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
        _grants.Add(new GrantSummary(AppKey, AppName, AppId, 1, [UserId], Now.AddDays(-1)));
    }

    public static VendorStanding Vendor { get; } =
        new(VendorId.New(), "Ledgerly", [new("198.51.100.1", "198.51.100.4")], ["ledger.example"], "soc@ledger.example", 24, null, false);

    public static CertificateFacts Certificate(CertificatePlace place, string name, string thumbprint) => new()
    {
        Place = place,
        ApiName = name,
        Subject = $"CN={name}",
        NotBefore = Now.AddDays(-200),
        NotAfter = Now.AddDays(400),
        KeyAlgorithm = "RSA",
        KeySize = 4096,
        SignatureAlgorithm = "sha256RSA",
        IsSelfSigned = false,
        IsExportable = false,
        Thumbprint = thumbprint,
        KeyHash = thumbprint + new string('0', 60),
        ChainLength = 1,
    };

    public APicture Put(ItemKind kind, string key, string name, ItemFacts facts, DateTimeOffset? seenAt = null)
    {
        _items[(kind, key)] = (name, facts, null, seenAt ?? Now.AddDays(-100));
        return this;
    }

    public APicture Without(ItemKind kind)
    {
        foreach (var key in _items.Keys.Where(k => k.Kind == kind).ToList()) _items.Remove(key);
        return this;
    }

    public APicture Remove(ItemKind kind, string key)
    {
        _items.Remove((kind, key)).ShouldBeTrue($"{kind} {key}");
        return this;
    }

    /// <summary>Changes the items of one type; where they were seen otherwise before, the change is not approved.</summary>
    public APicture Change<T>(Func<T, T> change, bool unapproved = false) where T : ItemFacts
    {
        foreach (var (key, item) in _items.Where(i => i.Value.Facts is T).ToList())
            _items[key] = item with { Facts = change((T)item.Facts), Before = unapproved ? item.Facts : item.Before };
        return this;
    }

    public APicture Policy(Func<AppPolicyFacts, AppPolicyFacts> change, bool unapproved = false) => Change(change, unapproved);

    public APicture Settings(Func<OrgSettingsFacts, OrgSettingsFacts> change, bool unapproved = false) => Change(change, unapproved);

    public APicture Blind(Capability capability)
    {
        _standings[capability] = new(capability, CapabilityStatus.NotPermitted, "View Setup is missing", null);
        return this;
    }

    public APicture Standing(CapabilityStanding standing)
    {
        _standings[standing.Capability] = standing;
        return this;
    }

    public APicture Grants(params GrantSummary[] grants)
    {
        _grants.Clear();
        _grants.AddRange(grants);
        return this;
    }

    public APicture Org(Func<OrgStanding, OrgStanding> change)
    {
        _org = change(_org);
        return this;
    }

    public APicture Estate(Func<Estate, Estate> change)
    {
        _estate = change(_estate);
        return this;
    }

    public APicture OfVendor(VendorStanding? vendor = null)
    {
        var known = vendor ?? Vendor;
        return Estate(e => e with { Vendors = new Dictionary<VendorId, VendorStanding> { [known.Id] = known }, VendorOf = _ => known.Id });
    }

    public APicture OfIntegrations(params string[] names)
    {
        IReadOnlyList<IntegrationRef> all = [.. names.Select(n => new IntegrationRef(Guid.NewGuid(), n))];
        return Estate(e => e with { IntegrationsOf = (_, _) => all, IntegrationsOfUser = (_, _) => all });
    }

    /// <summary>Another user who holds a set of their own.</summary>
    public APicture Holder(int number, string setId = SetId)
    {
        var user = $"005{number:D12}";
        return Put(ItemKind.User, user, $"user{number}@northgale.example", new UserFacts { IsActive = true, IsFrozen = false, ProfileName = "Standard User", LicenseName = "Salesforce", UserType = "Standard" })
            .Put(ItemKind.Assignment, $"0Pa{number:D12}", "", new AssignmentFacts { UserId = user, PermissionSetId = setId, IsActive = true });
    }

    public APicture Holders(int from, int count, string setId = SetId)
    {
        for (var i = 0; i < count; i++) Holder(from + i, setId);
        return this;
    }

    /// <summary>A standing set that the app's user holds.</summary>
    public APicture Standing(string name, string[] permissions, params ObjectRight[] objects) =>
        Put(ItemKind.PermissionSet, "0PS000000000002", name, new PermissionSetFacts
        {
            ApiName = name,
            HasActivationRequired = false,
            Permissions = permissions,
            Objects = objects,
            AskedPermissions = ["ApiEnabled", "ApiUserOnly", "ModifyAllData", "ViewAllData", "ManageUsers", "CanApproveUninstalledApps"],
        }).Put(ItemKind.Assignment, "0Pa000000000002", "", new AssignmentFacts { UserId = UserId, PermissionSetId = "0PS000000000002", IsActive = true });

    public OrgPicture Build() => new(
        _org, _estate,
        [
            .. _items.Select(i =>
            {
                var item = new InventoryItem(_org.Id, _org.Group, new ItemRead(i.Key.Kind, i.Key.Key, i.Value.Name, i.Value.Before ?? i.Value.Facts), ItemSource.Org, i.Value.SeenAt);
                if (i.Value.Before is not null) item.Update(new ItemRead(i.Key.Kind, i.Key.Key, i.Value.Name, i.Value.Facts), Now.AddDays(-1));
                return item;
            }),
        ],
        _standings.Values, [.. _grants]);

    public AppThing App() => Build().Apps[0];

    public CertificateThing CertificateThing(CertificatePlace place = CertificatePlace.Org, string? owner = "Sade Abeni", string? deputy = "Kai Vint")
    {
        var org = Build();
        return new CertificateThing(org, org.Certificates.First(c => c.Facts.Place == place)) { Owner = owner, Deputy = deputy };
    }

    public SetThing Set()
    {
        var org = Build();
        return new SetThing(org, org.Set(SetId)!);
    }

    public UserThing User()
    {
        var org = Build();
        return new UserThing(org, org.User(UserId)!);
    }

    public OutboundThing Credential()
    {
        var org = Build();
        return new OutboundThing(org, org.NamedCredentials[0]);
    }

    public OutboundThing Site(OutboundSiteFacts facts)
    {
        var org = Put(ItemKind.OutboundSite, "remote:Ledger", "Ledger", facts).Build();
        return new OutboundThing(org, org.Sites[0]);
    }
}
