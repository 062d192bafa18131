using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies;

/// <summary>A client app in one org: its row, its policy, its grants, and who may use it.</summary>
public sealed class AppThing
{
    private readonly PictureItem<ClientAppFacts>? _row;

    private AppThing(OrgPicture org, PictureItem<ClientAppFacts>? row, PictureItem<AppPolicyFacts>? policy)
    {
        (Org, _row, Policy) = (org, row, policy);
        Name = row?.Name ?? policy!.Name;
        AppKey = Text.Comparable(Name, Authorization.NameMaxLength);
        Grants = (row is null ? null : org.GrantsOf(row.Key)) ?? org.GrantsNamed(AppKey);
        Vendor = org.Estate.Vendor(AppKey);
    }

    private AppThing(OrgPicture org, GrantSummary grants)
    {
        (Org, Grants, Name, AppKey) = (org, grants, grants.AppName, grants.AppKey);
        Vendor = org.Estate.Vendor(AppKey);
    }

    /// <summary>In which org.</summary>
    public OrgPicture Org { get; }

    /// <summary>Its row's item, else its policy's; null for an app only known by its grants.</summary>
    public ItemId? Id => _row?.Id ?? Policy?.Id;

    /// <summary>Application id on 15 characters; null when it has no row.</summary>
    public string? RowKey => _row?.Key;

    /// <summary>Its label; org text.</summary>
    public string Name { get; }

    /// <summary>The label in comparable form.</summary>
    public string AppKey { get; }

    /// <summary>Its row in the org; null when it has none or rows could not be read.</summary>
    public ClientAppFacts? Row => _row?.Facts;

    /// <summary>Its policy; null when it could not be read.</summary>
    public PictureItem<AppPolicyFacts>? Policy { get; }

    /// <summary>Its live grants; null when it has none.</summary>
    public GrantSummary? Grants { get; }

    /// <summary>Who runs the other end; null when unknown.</summary>
    public VendorStanding? Vendor { get; }

    /// <summary>Connected app or external client app.</summary>
    public ClientAppKind Kind => Row?.Kind ?? Policy?.Facts.Kind ?? ClientAppKind.Unknown;

    /// <summary>True when it is installed or made in this org.</summary>
    public bool IsInstalled => Id is not null;

    /// <summary>Integrations it belongs to.</summary>
    public IReadOnlyList<IntegrationRef> Integrations => Org.Estate.IntegrationsOf(Org.Org.Id, AppKey);

    /// <summary>Why its policy is not known.</summary>
    public Verdict PolicyUnknown => Verdict.Unknown(
        !IsInstalled ? "the app is not installed: its policy lies with its publisher"
        : Org.Blind(Capability.Metadata) ?? "the metadata read did not hold this app");

    /// <summary>A switch that the file did not carry.</summary>
    public Verdict FieldUnknown(string field) => Verdict.Unknown(
        Policy?.Facts.ApiVersion is { } version ? $"{field} is not in what the org gave at API version {version}" : $"{field} is not in what the org gave");

    /// <summary>Switched off, so that nobody can use it.</summary>
    public bool IsSwitchedOff => Policy?.Facts is { IsEnabled: false } or { IsOauthEnabled: false } || Row?.IsEnabled == false;

    /// <summary>A person can be sent to consent: there is somewhere to come back to.</summary>
    public bool UsesAuthorizationCode => Policy?.Facts.CallbackUrls.Count > 0;

    /// <summary>Who may use it, by policy or else by its row; null when neither says.</summary>
    public PermittedUsers? PermittedUsers => Policy?.Facts.PermittedUsers ?? Row?.IsAdminApproved switch
    {
        true => Inventory.PermittedUsers.AdminApproved,
        false => Inventory.PermittedUsers.SelfAuthorized,
        null => null,
    };

    /// <summary>It can be given refresh tokens: null when its scopes or policy are not known.</summary>
    public bool? CanHoldRefreshTokens => Policy?.Facts is not { } policy ? null
        : policy.RefreshPolicy?.Kind == RefreshPolicyKind.Zero ? false
        : policy.Scopes.Count == 0 ? null
        : policy.Scopes.Contains("refresh_token") || policy.Scopes.Contains("offline_access");

    /// <summary>Days without use after which a refresh token ends, as it works: the enforced limit, else the stored policy.
    /// Null when nothing ends it.</summary>
    public double? EffectiveIdleDays
    {
        get
        {
            const double enforced = 30;
            var stored = Policy?.Facts.RefreshPolicy?.Days;
            return Policy?.Facts.IdleTtlEnforced == true ? Math.Min(stored ?? enforced, enforced) : stored;
        }
    }

    /// <summary>Sets and profiles' shadow sets that open it.</summary>
    public IReadOnlyList<PictureItem<PermissionSetFacts>> OpenedBy => _row is null ? [] : Org.SetsThatOpen(_row.Key);

    /// <summary>All client apps of an org: rows joined to policies by API name, then by label; and apps only grants know.</summary>
    internal static IReadOnlyList<AppThing> AllOf(
        OrgPicture org, IReadOnlyList<PictureItem<ClientAppFacts>> rows, IReadOnlyList<PictureItem<AppPolicyFacts>> policies)
    {
        var left = policies.ToList();
        List<AppThing> apps = [];
        foreach (var row in rows)
        {
            var policy = left.FirstOrDefault(p => p.Facts.Kind == row.Facts.Kind && p.Facts.ApiName == row.Facts.ApiName)
                ?? left.FirstOrDefault(p => p.Facts.Kind == row.Facts.Kind && p.Name == row.Name);
            if (policy is not null) left.Remove(policy);
            apps.Add(new AppThing(org, row, policy));
        }
        apps.AddRange(left.Select(policy => new AppThing(org, null, policy)));
        // A grant under another label than the app has now is still the app's: its id says so.
        var keys = rows.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        var names = apps.Where(a => a.Grants is { ApplicationId: null }).Select(a => a.AppKey).ToHashSet(StringComparer.Ordinal);
        apps.AddRange(org.Grants.Where(g => g.ApplicationId is { } id ? !keys.Contains(id) : !names.Contains(g.AppKey)).Select(g => new AppThing(org, g)));
        return apps;
    }
}
