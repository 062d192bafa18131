using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads what an org calls: named and external credentials, remote sites, CSP trusted sites, auth providers.</summary>
internal static class OutboundReader
{
    public static void Read(MetadataDraft draft, MetadataFileName name, MetaFile file)
    {
        var (root, hadSecret) = (file.Root, file.Secrets.Count > 0);
        switch (name.Type.Family)
        {
            case MetadataFamily.NamedCredential:
                var credential = Named(name, root, hadSecret);
                if (credential.SecretWasReadable && !hadSecret)
                    draft.Note(NoteKind.Secret, name.Path, "held a sign-in inside its address; it was dropped");
                draft.Add(ItemKind.NamedCredential, name.FullName, root.Said("label"), credential, name.Path);
                break;
            case MetadataFamily.ExternalCredential:
                draft.Add(ItemKind.ExternalCredential, name.FullName, root.Said("label"), External(name, root), name.Path);
                break;
            case MetadataFamily.RemoteSite:
                draft.Add(ItemKind.OutboundSite, $"remote:{name.FullName}", name.FullName, new OutboundSiteFacts
                {
                    IsCsp = false,
                    Url = Clean(root.Said("url")).Url,
                    IsActive = root.Flag("isActive"),
                    DisablesProtocolSecurity = root.Flag("disableProtocolSecurity"),
                }, name.Path);
                break;
            case MetadataFamily.CspSite:
                draft.Add(ItemKind.OutboundSite, $"csp:{name.FullName}", name.FullName, new OutboundSiteFacts
                {
                    IsCsp = true,
                    Url = Clean(root.Said("endpointUrl")).Url,
                    IsActive = root.Flag("isActive"),
                }, name.Path);
                break;
            default:
                draft.Add(ItemKind.AuthProvider, name.FullName, root.Said("friendlyName"), new AuthProviderFacts
                {
                    Type = root.Said("providerType"),
                    AuthorizeUrl = Clean(root.Said("authorizeUrl")).Url,
                    TokenUrl = Clean(root.Said("tokenUrl")).Url,
                    PkceEnabled = root.Flag("isPkceEnabled"),
                    ExecutionUser = root.Said("executionUser"),
                    SecretWasReadable = hadSecret,
                }, name.Path);
                break;
        }
    }

    private static NamedCredentialFacts Named(MetadataFileName name, MetaNode root, bool hadSecret)
    {
        var parameters = root.All("namedCredentialParameters").ToLookup(p => p.Said("parameterType") ?? "");
        var (url, hadUser) = Clean(root.Said("endpoint") ?? parameters["Url"].Select(p => p.Said("parameterValue")).OfType<string>().FirstOrDefault());
        return new NamedCredentialFacts
        {
            ApiName = name.FullName,
            Type = root.Said("namedCredentialType") ?? (root.One("endpoint") is null ? null : "Legacy"),
            Url = url,
            Protocol = root.Said("protocol"),
            PrincipalType = root.Said("principalType"),
            ExternalCredential = parameters["Authentication"].Select(p => p.Said("externalCredential")).OfType<string>().FirstOrDefault(),
            Certificate = root.Said("certificate") ?? parameters["ClientCertificate"].Select(p => p.Said("certificate")).OfType<string>().FirstOrDefault(),
            SigningCertificate = root.Said("jwtSigningCertificate"),
            IsEnabled = root.Said("calloutStatus")?.ToLowerInvariant() switch { "enabled" => true, "disabled" => false, _ => null },
            SecretWasReadable = hadSecret || hadUser,
        };
    }

    private static ExternalCredentialFacts External(MetadataFileName name, MetaNode root)
    {
        var parameters = root.All("externalCredentialParameters").ToList();
        var principals = parameters.Where(p => p.Said("parameterType")?.EndsWith("Principal", StringComparison.Ordinal) == true).ToList();
        return new ExternalCredentialFacts
        {
            ApiName = name.FullName,
            Protocol = root.Said("authenticationProtocol"),
            Principals = [.. principals.Select(p => p.Said("parameterName") ?? p.Said("parameterGroup")).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            IsPerUser = principals.Count == 0 ? null : principals.Exists(p => p.Said("parameterType") == "PerUserPrincipal"),
            SigningCertificate = parameters.Where(p => p.Said("parameterType") == "SigningCertificate")
                .Select(p => p.Said("certificate") ?? p.Said("parameterValue")).OfType<string>().FirstOrDefault(),
            Provider = parameters.Select(p => p.Said("authProvider") ?? p.Said("externalAuthIdentityProvider")).OfType<string>().FirstOrDefault(),
        };
    }

    /// <summary>An address without the user and password that some carry in it.</summary>
    private static (string? Url, bool HadUser) Clean(string? url)
    {
        if (url is null) return (null, false);
        var start = url.IndexOf("//", StringComparison.Ordinal) is >= 0 and var slashes ? slashes + 2 : 0;
        var end = url.IndexOfAny(['/', '?', '#'], start);
        var at = url.AsSpan(start, (end < 0 ? url.Length : end) - start).LastIndexOf('@');
        return at < 0 ? (url, false) : (url[..start] + url[(start + at + 1)..], true);
    }
}
