using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads the OAuth policy of connected apps, one file each, and of external client apps, up to six files each: those
/// belong together by the element that names the app, whatever the files are called.</summary>
internal sealed class AppPolicyReader(MetadataDraft draft, ManifestReader manifests)
{
    private readonly List<(MetadataFileName Name, string Label, AppPolicyFacts Facts)> _apps = [];
    private readonly SortedDictionary<string, Dictionary<string, (MetadataFileName Name, MetaFile File)>> _sets = new(StringComparer.Ordinal);

    public void Read(MetadataFileName name, MetaFile file)
    {
        if (name.Type.Family == MetadataFamily.ConnectedApp)
        {
            ReadConnectedApp(name, file);
            return;
        }
        // Elsewhere it is the text of an element, which has no blanks around it.
        var app = name.Type.Suffix == "eca" ? name.FullName.Trim() : file.Root.Said("externalClientApplication")
            ?? throw new MetadataFileException("does not say to which external client app it belongs");
        if (!_sets.TryGetValue(app, out var parts)) _sets[app] = parts = [];
        if (parts.TryGetValue(name.Type.Suffix, out var former))
            draft.Skip(former.Name.Path, $"{name.Path} says the same of this app, and counts");
        parts[name.Type.Suffix] = (name, file);
    }

    public void Finish()
    {
        foreach (var (app, parts) in _sets) Join(app, parts);
        foreach (var (name, label, facts) in _apps)
            draft.Add(ItemKind.AppPolicy, $"CA:{name.FullName}", label, facts with { ApiVersion = manifests.VersionFor(name.Folder) }, name.Path);
    }

    private void ReadConnectedApp(MetadataFileName name, MetaFile file)
    {
        var (root, nothing) = (file.Root, new MetaNode(""));
        var (oauth, policy, session) = (root.One("oauthConfig") ?? nothing, root.One("oauthPolicy") ?? nothing, root.One("sessionPolicy") ?? nothing);
        var label = root.Said("label") ?? name.FullName;
        var notes = Holes(file);
        var refresh = policy.Said("refreshTokenPolicy")?.Split(':');
        var stored = refresh is null ? null : OauthScopes.Policy(refresh[0], refresh.ElementAtOrDefault(1), refresh.ElementAtOrDefault(2));
        if (refresh is not null && stored is null) notes.Add("refreshTokenPolicy has a value that is not known");
        _apps.Add((name, label, new AppPolicyFacts
        {
            Kind = ClientAppKind.ConnectedApp,
            ApiName = name.FullName,
            ConsumerKey = oauth.Said("consumerKey"),
            CallbackUrls = Lines(oauth.Said("callbackUrl")),
            Scopes = OauthScopes.Of(oauth.Each("scopes")),
            PkceRequired = oauth.Flag("isPkceRequired"),
            RotationEnabled = oauth.Flag("isRefreshTokenRotationEnabled"),
            IdleTtlEnforced = oauth.Flag("isEnforceRefreshTokenTTL"),
            IpBindingEnabled = oauth.Flag("isIpBindingEnabled"),
            TrustedIpRanges = Ranges.Of(root.All("ipRanges"), "start", "end"),
            SecretRequiredForRefresh = oauth.Flag("isSecretRequiredForRefreshToken"),
            SecretOptional = oauth.Flag("isConsumerSecretOptional"),
            ClientCredentialsEnabled = oauth.Flag("isClientCredentialEnabled"),
            ClientCredentialsUser = oauth.Said("oauthClientCredentialUser"),
            CodeCredentialEnabled = oauth.Flag("isCodeCredentialEnabled"),
            DeviceFlowEnabled = oauth.Flag("isDeviceFlowEnabled"),
            TokenExchangeEnabled = oauth.Flag("isTokenExchangeEnabled"),
            IssuesJwtTokens = oauth.Flag("isNamedUserJwtEnabled"),
            IntrospectsAllTokens = oauth.Flag("isIntrospectAllTokens"),
            DPopEnabled = oauth.Flag("isDPopEnabled"),
            MutualTlsEnabled = oauth.Flag("isPKImTLSEnabled"),
            PermittedUsers = oauth.Flag("isAdminApproved") switch { true => PermittedUsers.AdminApproved, false => PermittedUsers.SelfAuthorized, null => null },
            PermissionSets = Ordered(root.Each("permissionSetName")),
            Profiles = Ordered(root.Each("profileName")),
            IpRelaxation = OauthScopes.Relaxation(policy.Said("ipRelaxation")),
            RefreshPolicy = stored,
            SessionMinutes = session.Count("sessionTimeout"),
            SessionLevel = session.Said("sessionLevel"),
            CertificateThumbprint = Certificate($"CA:{name.FullName}", name, label, oauth.One("certificate"), notes),
            SecretWasReadable = file.Secrets.Count > 0,
            Notes = notes,
        }));
    }

    private void Join(string app, Dictionary<string, (MetadataFileName Name, MetaFile File)> parts)
    {
        var (header, global, oauth) = (Part(parts, "eca"), Part(parts, "ecaglbloauth"), Part(parts, "ecaoauth"));
        var (policy, switches, security) = (Part(parts, "ecaoauthplcy"), Part(parts, "ecaplcy"), Part(parts, "ecaoauthsecurity"));
        var main = parts.GetValueOrDefault("eca", parts.First().Value).Name;
        var label = header.Said("label") ?? global.Said("label") ?? app;
        List<string> notes = [.. parts.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => Holes(p.Value.File))];
        if (!parts.ContainsKey("eca")) notes.Add("the file of the app itself (.eca) was not there");
        var refresh = policy.Said("refreshTokenPolicyType");
        var stored = OauthScopes.Policy(refresh, policy.Said("refreshTokenValidityPeriod"), policy.Said("refreshTokenValidityUnit"));
        if (refresh is not null && stored is null) notes.Add("refreshTokenPolicyType has a value that is not known");
        draft.Add(ItemKind.AppPolicy, $"ECA:{app}", label, new AppPolicyFacts
        {
            Kind = ClientAppKind.ExternalClientApp,
            ApiName = app,
            ApiVersion = manifests.VersionFor(main.Folder),
            ConsumerKey = global.Said("consumerKey"),
            CallbackUrls = Lines(global.Said("callbackUrl")),
            Scopes = OauthScopes.Of(oauth.Listed("commaSeparatedOauthScopes")),
            PkceRequired = global.Flag("isPkceRequired"),
            RotationEnabled = global.Flag("isRefreshTokenRotationEnabled"),
            IdleTtlEnforced = global.Flag("isEnforceRefreshTokenTTL"),
            TokenIpRanges = parts.ContainsKey("ecaoauthsecurity") ? Ranges.Of(security.All("tokenIpRanges"), "startIpAddress", "endIpAddress") : null,
            TrustedIpRanges = Ranges.Of(oauth.All("trustedIpRanges"), "startIpAddress", "endIpAddress"),
            SecretRequiredForRefresh = global.Flag("isSecretRequiredForRefreshToken"),
            SecretOptional = global.Flag("isConsumerSecretOptional"),
            ClientCredentialsEnabled = global.Flag("isClientCredentialsFlowEnabled"),
            ClientCredentialsAllowed = policy.Flag("isClientCredentialsFlowEnabled"),
            ClientCredentialsUser = policy.Said("clientCredentialsFlowUser"),
            CodeCredentialEnabled = global.Flag("isCodeCredFlowEnabled"),
            DeviceFlowEnabled = global.Flag("isDeviceFlowEnabled"),
            TokenExchangeEnabled = global.Flag("isTokenExchangeEnabled"),
            IssuesJwtTokens = global.Flag("isNamedUserJwtEnabled"),
            IntrospectsAllTokens = global.Flag("isIntrospectAllTokens"),
            DPopEnabled = global.Flag("isDPopEnabled"),
            MutualTlsEnabled = global.Flag("isMtlsEnabled"),
            PermittedUsers = policy.Said("permittedUsersPolicyType") switch
            {
                "AdminApprovedPreAuthorized" => PermittedUsers.AdminApproved,
                "AllSelfAuthorized" => PermittedUsers.SelfAuthorized,
                _ => null,
            },
            PermissionSets = Ordered(policy.Listed("commaSeparatedPermissionSet")),
            Profiles = Ordered(policy.Listed("commaSeparatedProfile")),
            IpRelaxation = OauthScopes.Relaxation(policy.Said("ipRelaxationPolicyType")),
            RefreshPolicy = stored,
            SessionMinutes = policy.Count("sessionTimeoutInMinutes"),
            SessionLevel = policy.Said("requiredSessionLevel"),
            CertificateThumbprint = Certificate($"ECA:{app}", main, label, global.One("certificate"), notes),
            IsEnabled = switches.Flag("isEnabled"),
            IsOauthEnabled = switches.Flag("isOauthPluginEnabled"),
            SecretWasReadable = parts.Values.Any(p => p.File.Secrets.Count > 0),
            Notes = notes,
        }, main.Path);
    }

    /// <summary>The certificate inside an app is a copy with an end of its own: an item beside the policy.</summary>
    private string? Certificate(string key, MetadataFileName name, string label, MetaNode? node, List<string> notes)
    {
        if (node is not { Text.Length: > 0 }) return null;
        var read = CertificateText.Read(node.Text);
        if (read.HadKey)
        {
            notes.Add("its certificate field held a private key, which was dropped");
            draft.Note(NoteKind.Secret, name.Path, "held a private key in certificate; it was dropped");
        }
        if (read.Facts.Trouble is { } trouble)
        {
            notes.Add($"its certificate cannot be read: {trouble}");
            draft.Note(NoteKind.Noted, name.Path, $"the certificate inside cannot be read: {trouble}");
        }
        draft.Add(ItemKind.AppCertificate, $"app:{key}", label,
            read.Facts with { Place = CertificatePlace.ClientApp, ApiName = key[(key.IndexOf(':') + 1)..] }, name.Path);
        return read.Facts.Thumbprint;
    }

    private static MetaNode Part(Dictionary<string, (MetadataFileName Name, MetaFile File)> parts, string suffix) =>
        parts.TryGetValue(suffix, out var part) ? part.File.Root : new MetaNode("");

    private static List<string> Holes(MetaFile file) => [.. file.Root.Placeholders().Select(hole => $"unresolved placeholder in {hole}")];

    private static string[] Lines(string? text) =>
        text?.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static IReadOnlyList<string> Ordered(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
