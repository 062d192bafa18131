using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads the settings files that rule OAuth, apps and sessions into one item.</summary>
internal sealed class SettingsReader(MetadataDraft draft)
{
    private static readonly Dictionary<string, string> Roots = new(StringComparer.OrdinalIgnoreCase)
    {
        ["OauthOidc"] = "OauthOidcSettings",
        ["ConnectedApp"] = "ConnectedAppSettings",
        ["ExternalClientApp"] = "ExternalClientAppSettings",
        ["Security"] = "SecuritySettings",
        ["MyDomain"] = "MyDomainSettings",
    };

    private OrgSettingsFacts? _facts;
    private string _path = "";

    /// <summary>The members of Settings that are looked at.</summary>
    public static IReadOnlyCollection<string> Members => Roots.Keys;

    public static bool Takes(MetadataFileName name) => Roots.ContainsKey(name.FullName);

    public static string RootOf(MetadataFileName name) => Roots[name.FullName];

    public void Read(MetadataFileName name, MetaNode root)
    {
        var facts = _facts ?? new OrgSettingsFacts();
        _path = name.Path;
        _facts = root.Name switch
        {
            "OauthOidcSettings" => facts with
            {
                PkceRequired = root.Flag("isPkceRequired"),
                PasswordFlowBlocked = root.Flag("blockOAuthUnPwFlow"),
                UserAgentFlowBlocked = root.Flag("blockOAuthUsrAgtFlow"),
            },
            "ConnectedAppSettings" => facts with
            {
                OnlyApprovedApps = root.Flag("enableAdminApprovedAppsOnly"),
                OnlyApprovedAppsForExternalUsers = root.Flag("enableAdminApprovedAppsOnlyForExternalUser"),
            },
            "ExternalClientAppSettings" => facts with
            {
                SecretsInMetadata = root.Flag("enableConsumerSecretApiAccess"),
                SecretsInRest = root.Flag("enableClientSecretInRestApiAccess"),
            },
            "SecuritySettings" => facts with
            {
                TrustedIpRanges = root.One("networkAccess") is { } network ? Ranges.Of(network.All("ipRanges"), "start", "end") : null,
                LocksSessionsToAddress = root.One("sessionSettings")?.Flag("lockSessionsToIp"),
                EnforcesRangesOnEveryRequest = root.One("sessionSettings")?.Flag("enforceIpRangesEveryRequest"),
                SessionTimeout = root.One("sessionSettings")?.Said("sessionTimeout"),
            },
            _ => facts with { ApiLoginNeedsOrgDomain = root.Flag("doesApiLoginRequireOrgDomain") },
        };
    }

    public void Finish()
    {
        if (_facts is not null) draft.Add(ItemKind.OrgSettings, "settings", "", _facts, _path);
    }
}

/// <summary>Reads address ranges.</summary>
internal static class Ranges
{
    public static IReadOnlyList<AddressRange> Of(IEnumerable<MetaNode> nodes, string start, string end) =>
    [
        .. nodes.Select(n => new AddressRange(n.Said(start) ?? "", n.Said(end) ?? "", n.Said("description")))
            .Where(r => r.Start.Length > 0 && r.End.Length > 0)
            .OrderBy(r => r.Start, StringComparer.Ordinal).ThenBy(r => r.End, StringComparer.Ordinal),
    ];
}
