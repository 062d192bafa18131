using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;

namespace Governance.Domain.Policies;

/// <summary>An inventory item as the rules see it; its facts are read when one of them looks.</summary>
/// <param name="item">As stored.</param>
/// <typeparam name="T">Its facts.</typeparam>
public sealed class PictureItem<T>(InventoryItem item)
    where T : ItemFacts
{
    private readonly Lazy<T> _facts = new(item.Facts<T>, isThreadSafe: false);

    /// <summary>Ours.</summary>
    public ItemId Id => item.Id;

    /// <summary>Natural key.</summary>
    public string Key => item.Key;

    /// <summary>As the org calls it; org text.</summary>
    public string Name => item.Name;

    /// <summary>What the org says now.</summary>
    public T Facts => _facts.Value;

    /// <summary>What was approved last, or seen first, where it differs from now; null where it does not.</summary>
    public T? Approved { get; } = item.Approved<T>();

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt => item.FirstSeenAt;

    /// <summary>Start of the read that saw it as it is first, UTC.</summary>
    public DateTimeOffset ChangedAt => item.ChangedAt;
}

/// <summary>How one capability of an org stands, for the rules.</summary>
/// <param name="Capability">Which.</param>
/// <param name="Status">How the last attempt ended; null when there was none.</param>
/// <param name="Detail">The missing right or the reason.</param>
/// <param name="AsOf">Age of what is known; null when nothing is.</param>
public sealed record CapabilityStanding(Capability Capability, CapabilityStatus? Status, string? Detail, DateTimeOffset? AsOf);

/// <summary>The live grants of one app of an org, taken together.</summary>
/// <param name="AppKey">Label of the app in comparable form.</param>
/// <param name="AppName">Label of the app.</param>
/// <param name="ApplicationId">Null when the app is uninstalled or unknown.</param>
/// <param name="Count">Live grants.</param>
/// <param name="Owners">Users who own them, 15 characters each.</param>
/// <param name="LastUsedAt">UTC; null when none was ever used.</param>
public sealed record GrantSummary(
    string AppKey, string AppName, string? ApplicationId, int Count, IReadOnlyList<string> Owners, DateTimeOffset? LastUsedAt);

/// <summary>Who an org is, for the rules.</summary>
/// <param name="Id">Ours.</param>
/// <param name="Group">Its group.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Environment">Production, sandbox and so on.</param>
/// <param name="Infrastructure">Hyperforce or Classic.</param>
/// <param name="IsInfrastructureConfirmed">A person said so; otherwise it is guessed from the instance name.</param>
/// <param name="Moved">The org id or instance changed under the connection.</param>
public sealed record OrgStanding(
    OrgId Id, OrgGroupId Group, string Label, OrgEnvironment Environment, OrgInfrastructure Infrastructure,
    bool IsInfrastructureConfirmed = false, bool Moved = false)
{
    /// <summary>True for a production org.</summary>
    public bool IsProduction => Environment == OrgEnvironment.Production;
}

/// <summary>Everything that rules may look at in one org, put together once for all of them.</summary>
public sealed class OrgPicture
{
    /// <summary>Permissions that make a user an administrator: Modify All Data, View All Data, Manage Users.</summary>
    public static readonly IReadOnlyList<string> AdminPermissions = ["ModifyAllData", "ViewAllData", "ManageUsers"];

    private static readonly CapabilityStanding[] NeverTried = [.. Enum.GetValues<Capability>().Select(c => new CapabilityStanding(c, null, null, null))];

    private readonly Dictionary<Capability, CapabilityStanding> _capabilities;
    private readonly Dictionary<string, PictureItem<PermissionSetFacts>> _sets;
    private readonly Dictionary<string, PictureItem<PermissionSetFacts>> _setsByName;
    private readonly Dictionary<string, PictureItem<PermissionSetFacts>> _setsByProfile;
    private readonly Dictionary<string, PictureItem<UserFacts>> _users;
    private readonly Dictionary<string, PictureItem<UserFacts>> _usersByName;
    private readonly Dictionary<string, IReadOnlyList<PictureItem<PermissionSetFacts>>> _setsByUser;
    private readonly Dictionary<string, IReadOnlyList<string>> _holders;
    private readonly ILookup<string, string> _groupHolders;
    private readonly Dictionary<string, GrantSummary> _grantsByApp;
    private readonly Dictionary<string, GrantSummary> _grantsByName;
    private readonly ILookup<string, string> _appsByOwner;
    private readonly Dictionary<string, IReadOnlyList<PictureItem<PermissionSetFacts>>> _setsByEntity;
    private readonly HashSet<string> _opening;
    private readonly HashSet<string> _named;
    private readonly Dictionary<string, PictureItem<CertificateFacts>> _appCertificates;
    private readonly Dictionary<string, IReadOnlySet<string>> _permissions = new(StringComparer.Ordinal);
    private SetHolders? _allHolders;

    /// <param name="org">Who it is.</param>
    /// <param name="estate">The company around it.</param>
    /// <param name="items">Its items that are there.</param>
    /// <param name="capabilities">How its capabilities stand.</param>
    /// <param name="grants">Its live grants by app.</param>
    public OrgPicture(
        OrgStanding org, Estate estate, IReadOnlyCollection<InventoryItem> items, IEnumerable<CapabilityStanding> capabilities,
        IReadOnlyList<GrantSummary> grants)
    {
        (Org, Estate, Grants) = (org, estate, grants);
        _capabilities = capabilities.ToDictionary(c => c.Capability);
        Users = Of<UserFacts>(items, ItemKind.User);
        Sets = Of<PermissionSetFacts>(items, ItemKind.PermissionSet);
        Groups = Of<PermissionSetGroupFacts>(items, ItemKind.PermissionSetGroup);
        Accesses = Of<AccessFacts>(items, ItemKind.Access);
        Activations = Of<ActivationFacts>(items, ItemKind.Activation);
        Certificates = [.. Of<CertificateFacts>(items, ItemKind.Certificate), .. Of<CertificateFacts>(items, ItemKind.AppCertificate)];
        NamedCredentials = Of<NamedCredentialFacts>(items, ItemKind.NamedCredential);
        ExternalCredentials = Of<ExternalCredentialFacts>(items, ItemKind.ExternalCredential);
        Sites = Of<OutboundSiteFacts>(items, ItemKind.OutboundSite);
        Registrations = Of<RegistrationFacts>(items, ItemKind.Registration);
        Settings = Of<OrgSettingsFacts>(items, ItemKind.OrgSettings).FirstOrDefault();
        _sets = Sets.ToDictionary(s => s.Key, StringComparer.Ordinal);
        _setsByName = Sets.Where(s => s.Facts.ProfileName is null).DistinctBy(s => s.Facts.ApiName)
            .ToDictionary(s => s.Facts.ApiName, StringComparer.Ordinal);
        _setsByProfile = Sets.Where(s => s.Facts.ProfileName is not null).DistinctBy(s => s.Facts.ProfileName)
            .ToDictionary(s => s.Facts.ProfileName!, StringComparer.Ordinal);
        _users = Users.ToDictionary(u => u.Key, StringComparer.Ordinal);
        _usersByName = Users.DistinctBy(u => u.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(u => u.Name, StringComparer.OrdinalIgnoreCase);
        var assignments = Of<AssignmentFacts>(items, ItemKind.Assignment).Select(a => a.Facts)
            .Where(a => a.IsActive != false && (a.ExpiresAt is null || a.ExpiresAt > estate.Now)).ToArray();
        _setsByUser = assignments.GroupBy(a => a.UserId, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<PictureItem<PermissionSetFacts>>)[.. g.Select(a => Set(a.PermissionSetId)).OfType<PictureItem<PermissionSetFacts>>().Distinct()],
            StringComparer.Ordinal);
        _holders = assignments.GroupBy(a => a.PermissionSetId, StringComparer.Ordinal).ToDictionary(
            g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(a => a.UserId).Distinct(StringComparer.Ordinal)], StringComparer.Ordinal);
        _groupHolders = assignments.Where(a => a.GroupId is not null).ToLookup(a => a.GroupId!, a => a.UserId, StringComparer.Ordinal);
        _grantsByApp = grants.Where(g => g.ApplicationId is not null).GroupBy(g => g.ApplicationId!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, Together, StringComparer.Ordinal);
        _grantsByName = grants.Where(g => g.ApplicationId is null).GroupBy(g => g.AppKey, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, Together, StringComparer.Ordinal);
        _appsByOwner = grants.SelectMany(g => g.Owners.Select(owner => (Owner: owner, g.AppName))).ToLookup(g => g.Owner, g => g.AppName, StringComparer.Ordinal);
        _setsByEntity = Accesses.GroupBy(a => a.Facts.EntityId, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<PictureItem<PermissionSetFacts>>)[.. g.Select(a => Set(a.Facts.PermissionSetId)).OfType<PictureItem<PermissionSetFacts>>().Distinct()],
            StringComparer.Ordinal);
        _opening = Accesses.Select(a => a.Facts.PermissionSetId).ToHashSet(StringComparer.Ordinal);
        _named = Registrations.Select(r => r.Facts.ApiName).ToHashSet(StringComparer.Ordinal);
        _appCertificates = Certificates.Where(c => c.Facts is { Place: CertificatePlace.ClientApp, Thumbprint: not null })
            .DistinctBy(c => c.Facts.Thumbprint).ToDictionary(c => c.Facts.Thumbprint!, StringComparer.OrdinalIgnoreCase);
        OrgCertificates = Certificates.Count(c => c.Facts.Place == CertificatePlace.Org);
        Apps = AppThing.AllOf(this, Of<ClientAppFacts>(items, ItemKind.ClientApp), Of<AppPolicyFacts>(items, ItemKind.AppPolicy));
    }

    /// <summary>Who it is.</summary>
    public OrgStanding Org { get; }

    /// <summary>The company around it.</summary>
    public Estate Estate { get; }

    /// <summary>Live grants by app.</summary>
    public IReadOnlyList<GrantSummary> Grants { get; }

    /// <summary>Client apps, installed ones and those only known by policy.</summary>
    public IReadOnlyList<AppThing> Apps { get; }

#pragma warning disable CS1591 // The items of one kind each; the facts' comments say what they are.
    public IReadOnlyList<PictureItem<UserFacts>> Users { get; }

    public IReadOnlyList<PictureItem<PermissionSetFacts>> Sets { get; }

    public IReadOnlyList<PictureItem<PermissionSetGroupFacts>> Groups { get; }

    public IReadOnlyList<PictureItem<AccessFacts>> Accesses { get; }

    public IReadOnlyList<PictureItem<ActivationFacts>> Activations { get; }

    public IReadOnlyList<PictureItem<CertificateFacts>> Certificates { get; }

    public IReadOnlyList<PictureItem<NamedCredentialFacts>> NamedCredentials { get; }

    public IReadOnlyList<PictureItem<ExternalCredentialFacts>> ExternalCredentials { get; }

    public IReadOnlyList<PictureItem<OutboundSiteFacts>> Sites { get; }

    public IReadOnlyList<PictureItem<RegistrationFacts>> Registrations { get; }

    public PictureItem<OrgSettingsFacts>? Settings { get; }
#pragma warning restore CS1591

    /// <summary>Certificates in the org's own certificate and key management: they take slots.</summary>
    public int OrgCertificates { get; }

    /// <summary>How a capability stands.</summary>
    public CapabilityStanding Standing(Capability capability) => _capabilities.GetValueOrDefault(capability) ?? NeverTried[(int)capability];

    /// <summary>Why nothing is known of a capability, in words; null when something is.</summary>
    public string? Blind(Capability capability) => Standing(capability) switch
    {
        { AsOf: not null } => null,
        { Detail: { } detail } => detail,
        _ => "not read yet",
    };

    /// <summary>Why the last read of a capability was not complete; null when it was. For what happens, where an old picture says
    /// nothing about today.</summary>
    public string? Unread(Capability capability) => Standing(capability) switch
    {
        { Status: CapabilityStatus.Ok } => null,
        { Detail: { } detail } => detail,
        _ => "not read yet",
    };

    /// <summary>A permission set by id; null when it is not among those looked at.</summary>
    public PictureItem<PermissionSetFacts>? Set(string id) => _sets.GetValueOrDefault(id);

    /// <summary>A set by API name or id, or a profile's shadow set by the profile's name; null when it is not among those looked
    /// at.</summary>
    public PictureItem<PermissionSetFacts>? SetNamed(string name, bool isSet)
    {
        if (isSet && name.Length is 15 or 18 && _sets.TryGetValue(name[..SalesforceIds.KeyLength], out var byId)) return byId;
        return (isSet ? _setsByName : _setsByProfile).GetValueOrDefault(name);
    }

    /// <summary>Live grants of an app by its id, under whatever labels; null when there are none.</summary>
    public GrantSummary? GrantsOf(string applicationId) => _grantsByApp.GetValueOrDefault(applicationId);

    /// <summary>Live grants that name no app id, by the app's label in comparable form; null when there are none.</summary>
    public GrantSummary? GrantsNamed(string appKey) => _grantsByName.GetValueOrDefault(appKey);

    /// <summary>Labels of the apps whose grants a user owns.</summary>
    public IEnumerable<string> AppsOf(string userId) => _appsByOwner[userId];

    /// <summary>Sets and profiles' shadow sets that open an app or a credential principal, by its id.</summary>
    public IReadOnlyList<PictureItem<PermissionSetFacts>> SetsThatOpen(string entityId) => _setsByEntity.GetValueOrDefault(entityId, []);

    /// <summary>True for a set that opens an app or a credential, or that a registration is named like.</summary>
    public bool OpensSomething(PictureItem<PermissionSetFacts> set) => _opening.Contains(set.Key) || _named.Contains(set.Facts.ApiName);

    /// <summary>A certificate inside a client app, by thumbprint; null when there is none.</summary>
    public PictureItem<CertificateFacts>? AppCertificate(string thumbprint) => _appCertificates.GetValueOrDefault(thumbprint);

    /// <summary>A user by id; null when not among those looked at.</summary>
    public PictureItem<UserFacts>? User(string id) => _users.GetValueOrDefault(id);

    /// <summary>A user by user name; null when not among those looked at.</summary>
    public PictureItem<UserFacts>? UserNamed(string username) => _usersByName.GetValueOrDefault(username);

    /// <summary>Users who hold a set, in effect now, 15 characters each, distinct.</summary>
    public IReadOnlyList<string> HoldersOf(string setId) => _holders.GetValueOrDefault(setId, []);

    /// <summary>Who holds its sets, groups included.</summary>
    public SetHolders AllHolders => _allHolders ??= new SetHolders(this);

    /// <summary>Users who hold a permission set group, in effect now, 15 characters each.</summary>
    public IEnumerable<string> HoldersOfGroup(string groupId) => _groupHolders[groupId];

    /// <summary>Sets that a user holds, in effect now; profile and group sets among them.</summary>
    public IReadOnlyList<PictureItem<PermissionSetFacts>> SetsOf(string userId) => _setsByUser.GetValueOrDefault(userId, []);

    /// <summary>User permissions in effect without activation, of those that were asked for.</summary>
    public IReadOnlySet<string> PermissionsOf(string userId)
    {
        if (_permissions.TryGetValue(userId, out var known)) return known;
        return _permissions[userId] = SetsOf(userId).Where(s => s.Facts.HasActivationRequired != true)
            .SelectMany(s => s.Facts.Permissions).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>True for a user made for integrations: by licence, profile or API Only. Null when the user is not known, or when
    /// neither licence and profile nor the sets that could say API Only were read.</summary>
    public bool? IsIntegrationUser(string userId)
    {
        if (User(userId) is not { Facts: { } user }) return null;
        if (user.LicenseName == UserFacts.IntegrationLicense) return true;
        if (user.ProfileName is "Minimum Access - API Only Integrations" or "Salesforce API Only System Integrations") return true;
        if (PermissionsOf(userId).Contains("ApiUserOnly")) return true;
        return Blind(Capability.PermissionSets) is null && user is not { LicenseName: null, ProfileName: null } ? false : null;
    }

    /// <summary>Those of <see cref="AdminPermissions"/> that a user has in effect.</summary>
    public IReadOnlyList<string> AdminPermissionsOf(string userId)
    {
        var held = PermissionsOf(userId);
        List<string>? found = null;
        for (var i = 0; i < AdminPermissions.Count; i++)
        {
            if (held.Contains(AdminPermissions[i])) (found ??= []).Add(AdminPermissions[i]);
        }
        return found ?? (IReadOnlyList<string>)[];
    }

    private static GrantSummary Together(IEnumerable<GrantSummary> grants) => grants.ToArray() switch
    {
        [var only] => only,
        var all => all[0] with
        {
            Count = all.Sum(g => g.Count),
            Owners = [.. all.SelectMany(g => g.Owners).Distinct(StringComparer.Ordinal)],
            LastUsedAt = all.Max(g => g.LastUsedAt),
        },
    };

    private static List<PictureItem<T>> Of<T>(IReadOnlyCollection<InventoryItem> items, ItemKind kind) where T : ItemFacts =>
    [
        .. items.Where(i => i.Kind == kind).OrderBy(i => i.Key, StringComparer.Ordinal)
            .Select(i => new PictureItem<T>(i)),
    ];
}
