using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>Reads metadata files into inventory items: those of a snapshot and those that a retrieve brings. Files are told by their
/// ending, in any folder, in source and in metadata-API layout; a broken one costs only itself.</summary>
/// <remarks>Source: Metadata API Developer Guide; the file registry of source-deploy-retrieve.</remarks>
public static partial class MetadataReader
{
    private static readonly HashSet<string> Rights =
        ["label", "hasActivationRequired", "userPermissions", "objectPermissions", "externalCredentialPrincipalAccesses"];

    private static readonly HashSet<string> Spec =
        ["label", "status", "schema", "schemaType", "namedCredential", "namedCredentialReference", "operations", "registrationProvider",
            "registrationProviderType", "systemVersion"];

    private static readonly Dictionary<string, MetadataType> Types = new MetadataType[]
    {
        new("connectedapp", "ConnectedApp", MetadataFamily.ConnectedApp, "ConnectedApp"),
        new("eca", "ExternalClientApplication", MetadataFamily.ExternalClientApp, "ExternalClientApplication"),
        new("ecaglbloauth", "ExtlClntAppGlobalOauthSettings", MetadataFamily.ExternalClientApp, "ExtlClntAppGlobalOauthSettings"),
        new("ecaoauth", "ExtlClntAppOauthSettings", MetadataFamily.ExternalClientApp, "ExtlClntAppOauthSettings"),
        new("ecaoauthplcy", "ExtlClntAppOauthConfigurablePolicies", MetadataFamily.ExternalClientApp, "ExtlClntAppOauthConfigurablePolicies"),
        new("ecaplcy", "ExtlClntAppConfigurablePolicies", MetadataFamily.ExternalClientApp, "ExtlClntAppConfigurablePolicies"),
        new("ecaoauthsecurity", "ExtlClntAppOauthSecuritySettings", MetadataFamily.ExternalClientApp, "ExtlClntAppOauthSecuritySettings"),
        new("crt", "Certificate", MetadataFamily.Certificate, "Certificate"),
        new("inboundcertificate", "InboundCertificate", MetadataFamily.InboundCertificate, "InboundCertificate"),
        new("namedcredential", "NamedCredential", MetadataFamily.NamedCredential, "NamedCredential"),
        new("externalcredential", "ExternalCredential", MetadataFamily.ExternalCredential, "ExternalCredential"),
        new("externalserviceregistration", "ExternalServiceRegistration", MetadataFamily.Registration, "ExternalServiceRegistration", Spec),
        new("authprovider", "AuthProvider", MetadataFamily.AuthProvider, "AuthProvider"),
        new("remotesite", "RemoteSiteSetting", MetadataFamily.RemoteSite, "RemoteSiteSetting"),
        new("csptrustedsite", "CspTrustedSite", MetadataFamily.CspSite, "CspTrustedSite"),
        new("permissionset", "PermissionSet", MetadataFamily.PermissionSet, "PermissionSet", Rights),
        new("permissionsetgroup", "PermissionSetGroup", MetadataFamily.PermissionSetGroup, "PermissionSetGroup"),
        new("profile", "Profile", MetadataFamily.Profile, "Profile", Rights),
        new("settings", null, MetadataFamily.Settings, "Settings"),
    }.ToDictionary(t => t.Suffix);

    private static readonly string[] Archives = ["zip", "jar", "7z", "gz", "tgz", "tar", "rar", "bz2", "xz"];

    /// <summary>Reads all files; each is opened at most once and closed again.</summary>
    /// <param name="entries">The files, in an order that stays the same.</param>
    /// <param name="ct">Cancels between files.</param>
    /// <returns>Invalid (snapshot.too-large) when the files go past what an import may be; then nothing of them counts.</returns>
    public static Result<MetadataPicture> Read(IEnumerable<MetadataEntry> entries, CancellationToken ct)
    {
        var work = new Work();
        try
        {
            foreach (var entry in entries)
            {
                ct.ThrowIfCancellationRequested();
                work.Take(entry);
            }
            return work.Finish();
        }
        catch (ImportLimitException limit)
        {
            return ImportProblems.SnapshotTooLarge(limit.Message);
        }
    }

    /// <summary>One reading, from its first file to the picture.</summary>
    private sealed class Work
    {
        private readonly MetadataDraft _draft = new();
        private readonly ManifestReader _manifests = new();
        private readonly AppPolicyReader _apps;
        private readonly CertificateReader _certificates;
        private readonly RegistrationReader _registrations;
        private readonly SettingsReader _settings;

        public Work()
        {
            _apps = new AppPolicyReader(_draft, _manifests);
            (_certificates, _registrations, _settings) = (new CertificateReader(_draft), new RegistrationReader(_draft), new SettingsReader(_draft));
        }

        public void Take(MetadataEntry entry)
        {
            var name = NameOf(entry.Path);
            if (entry.Refused is { } refused)
            {
                if (entry.IsTrouble && name is not null) _draft.Trouble(entry.Path, name.Type.Family, refused);
                else _draft.Skip(entry.Path, refused);
                return;
            }
            try
            {
                if (ManifestReader.Takes(entry.Path)) _manifests.Read(entry);
                else if (RegistrationReader.Takes(entry.Path)) _registrations.ReadSpec(entry);
                else if (name is null) _draft.Skip(entry.Path, WhyNot(entry.Path));
                else if (Read(entry, name)) _draft.Read(name.Type.Family);
            }
            catch (MetadataFileException fault)
            {
                _draft.Trouble(entry.Path, name?.Type.Family, fault.Message);
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException
                or CryptographicException or JsonException)
            {
                // Not its message: it may hold a piece of the content.
                _draft.Trouble(entry.Path, name?.Type.Family, $"cannot be unpacked or opened ({fault.GetType().Name})");
            }
        }

        public MetadataPicture Finish()
        {
            _apps.Finish();
            _certificates.Finish();
            _registrations.Finish();
            _settings.Finish();
            foreach (var name in _manifests.AskedForAll())
                if (Types.Values.FirstOrDefault(t => t.Name == name && t.Root == t.Name) is { } type) _draft.AskedFor(type.Family);
            return _draft.Finish();
        }

        private bool Read(MetadataEntry entry, MetadataFileName name)
        {
            if (name.Type.Root is null && !SettingsReader.Takes(name))
            {
                _draft.Skip(entry.Path, "settings that are not looked at");
                return false;
            }
            using var stream = entry.Open();
            if (CertificateReader.Takes(name))
            {
                _certificates.ReadContent(name, stream);
                return true;
            }
            var file = MetaXml.Read(stream, name.Type.Root ?? SettingsReader.RootOf(name), name.Type.Wanted);
            _manifests.Found(name.Folder);
            foreach (var secret in file.Secrets)
                _draft.Note(NoteKind.Secret, name.Path, $"held a value in {secret}; it was dropped unread");
            if (file.Root.Placeholders() is { Count: > 0 } holes)
                _draft.Note(NoteKind.Noted, name.Path, $"unresolved placeholder in {string.Join(", ", holes)}: unknown");
            switch (name.Type.Family)
            {
                case MetadataFamily.ConnectedApp or MetadataFamily.ExternalClientApp:
                    _apps.Read(name, file);
                    break;
                case MetadataFamily.Certificate or MetadataFamily.InboundCertificate:
                    _certificates.ReadRow(name, file.Root);
                    break;
                case MetadataFamily.Registration:
                    _registrations.Read(name, file.Root);
                    break;
                case MetadataFamily.Settings:
                    _settings.Read(name, file.Root);
                    break;
                case MetadataFamily.PermissionSet or MetadataFamily.PermissionSetGroup or MetadataFamily.Profile:
                    PermissionSetReader.Read(_draft, name, file.Root);
                    break;
                default:
                    OutboundReader.Read(_draft, name, file);
                    break;
            }
            return true;
        }
    }

    /// <summary>What a path says; null when its ending is none that is looked at.</summary>
    private static MetadataFileName? NameOf(string path)
    {
        var slash = path.LastIndexOfAny(['/', '\\']);
        var file = path[(slash + 1)..];
        var isBeside = file.EndsWith("-meta.xml", StringComparison.OrdinalIgnoreCase);
        if (isBeside) file = file[..^"-meta.xml".Length];
        var dot = file.LastIndexOf('.');
        return dot > 0 && Types.TryGetValue(file[(dot + 1)..].ToLowerInvariant(), out var type)
            ? new MetadataFileName(path, path[..(slash + 1)].Replace('\\', '/'), Uri.UnescapeDataString(file[..dot]), type, isBeside)
            : null;
    }

    private static string WhyNot(string path)
    {
        var ending = path[(path.LastIndexOf('.') + 1)..].ToLowerInvariant();
        if (Archives.Contains(ending)) return "an archive inside: never opened";
        if (Parts().IsMatch(path)) return "a part of a permission set kept in parts, which cannot be read";
        return "no kind of file that is looked at";
    }

    [GeneratedRegex(@"(^|[/\\])permissionsets[/\\][^/\\]+[/\\][^/\\]+\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();
}
