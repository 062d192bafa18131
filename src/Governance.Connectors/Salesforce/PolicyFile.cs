using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Governance.Domain;
using Governance.Domain.Requests;

namespace Governance.Connectors.Salesforce;

/// <summary>The one metadata file that says whether a client app is open, as the org hands it out.</summary>
/// <param name="Version">Of the retrieve: what is deployed at the same version resets nothing that the file holds.</param>
/// <param name="Path">Within the package, as in connectedApps/Ledger.connectedApp.</param>
/// <param name="Root">All of it.</param>
internal sealed record PolicyFile(string Version, string Path, XElement Root)
{
    /// <summary>The types and the endings of their files.</summary>
    public const string ConnectedApp = "ConnectedApp", AppSwitch = "ExtlClntAppConfigurablePolicies", OauthPolicies = "ExtlClntAppOauthConfigurablePolicies";

    private static readonly XNamespace Space = "http://soap.sforce.com/2006/04/metadata";

    private static readonly XmlReaderSettings Hostile = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 2 * 1024 * 1024,
    };

    private string Type => Root.Name.LocalName;

    private string FullName => Uri.UnescapeDataString(Path[(Path.IndexOf('/') + 1)..Path.LastIndexOf('.')]);

    /// <summary>Nobody can make a new grant: only admin-approved users may, and none is selected; an external client app is off.</summary>
    public bool IsShut => Type == ConnectedApp
        ? Says(Root.Element(Space + "oauthConfig"), "isAdminApproved") == "true" && !Selected.Any()
        : Says(Root, "isEnabled") == "false";

    private IEnumerable<XElement> Selected => Root.Elements().Where(e => e.Name == Space + "permissionSetName" || e.Name == Space + "profileName");

    /// <summary>Shuts it: the one thing changes, the rest stays as the org wrote it.</summary>
    public void Shut()
    {
        if (Type != ConnectedApp)
        {
            Say(Root, "isEnabled", "false");
            return;
        }
        if (Root.Element(Space + "oauthConfig") is { } oauth) Say(oauth, "isAdminApproved", "true");
        foreach (var selected in Selected.ToList()) selected.Remove();
    }

    /// <summary>What is wished for holds.</summary>
    public bool Holds(AppPolicyWish wish) => wish.Back is { } back ? Says(wish.Setting) == back : Parts(wish.Setting).All(p => Says(p.Parent, p.Name) == p.Value);

    /// <summary>What it says of one thing, as JSON.</summary>
    public string Says(AppPolicySetting setting) => JsonSerializer.Serialize(Parts(setting).ToDictionary(p => p.Name, p => Says(p.Parent, p.Name)));

    /// <summary>Sets one thing, or gives it back.</summary>
    /// <returns>How it was, as JSON; null when the text to give back is none of ours.</returns>
    public string? Set(AppPolicyWish wish)
    {
        var former = Says(wish.Setting);
        var back = wish.Back is { } kept ? JsonSerializer.Deserialize<Dictionary<string, string?>>(kept) : null;
        var parts = Parts(wish.Setting);
        if (back is not null && !parts.All(p => back.ContainsKey(p.Name))) return null;
        foreach (var (parent, name, value) in parts)
        {
            if (back is null) Say(parent, name, value);
            else if (back[name] is { } was) Say(parent, name, was);
            else parent.Element(Space + name)?.Remove();
        }
        return former;
    }

    // Source: Metadata API, ConnectedApp (oauthConfig, oauthPolicy) and ExtlClntAppOauthConfigurablePolicies.
    private IReadOnlyList<(XElement Parent, string Name, string Value)> Parts(AppPolicySetting setting) => (Type, setting) switch
    {
        (ConnectedApp, AppPolicySetting.Pkce) => [(Child("oauthConfig"), "isPkceRequired", "true")],
        (ConnectedApp, AppPolicySetting.Rotation) => [(Child("oauthConfig"), "isRefreshTokenRotationEnabled", "true")],
        (ConnectedApp, AppPolicySetting.AdminApproved) => [(Child("oauthConfig"), "isAdminApproved", "true")],
        (ConnectedApp, AppPolicySetting.IpEnforced) => [(Child("oauthPolicy"), "ipRelaxation", "ENFORCE")],
        (ConnectedApp, AppPolicySetting.IdleEnd) => [(Child("oauthPolicy"), "refreshTokenPolicy", "specific_inactivity:30:DAYS")],
        (OauthPolicies, AppPolicySetting.AdminApproved) => [(Root, "permittedUsersPolicyType", "AdminApprovedPreAuthorized")],
        (OauthPolicies, AppPolicySetting.IpEnforced) => [(Root, "ipRelaxationPolicyType", "Enforce")],
        (OauthPolicies, AppPolicySetting.IdleEnd) =>
            [(Root, "refreshTokenPolicyType", "SpecificInactivity"), (Root, "refreshTokenValidityPeriod", "30"), (Root, "refreshTokenValidityUnit", "Days")],
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "No file that is retrieved says this."),
    };

    private XElement Child(string name)
    {
        if (Root.Element(Space + name) is { } there) return there;
        var made = new XElement(Space + name);
        Root.Add(made);
        return made;
    }

    /// <summary>What <see cref="Shut"/> changes, as it is now.</summary>
    public string Former() => JsonSerializer.Serialize(Type == ConnectedApp
        ? new FormerPolicy(Says(Root.Element(Space + "oauthConfig"), "isAdminApproved"), Named("permissionSetName"), Named("profileName"))
        : new FormerPolicy(Says(Root, "isEnabled"), [], []));

    /// <summary>Restores what <see cref="Former"/> said, and nothing else.</summary>
    /// <returns>False when the text is none of ours.</returns>
    public bool Restore(string former)
    {
        if (JsonSerializer.Deserialize<FormerPolicy>(former) is not { Sets: { } sets, Profiles: { } profiles } was) return false;
        var (parent, name) = Type == ConnectedApp ? (Root.Element(Space + "oauthConfig"), "isAdminApproved") : (Root, "isEnabled");
        if (parent is null) return false;
        if (was.Flag is null) parent.Element(Space + name)?.Remove();
        else Say(parent, name, was.Flag);
        foreach (var set in sets) Root.Add(new XElement(Space + "permissionSetName", set));
        foreach (var profile in profiles) Root.Add(new XElement(Space + "profileName", profile));
        return true;
    }

    private sealed record FormerPolicy(string? Flag, IReadOnlyList<string> Sets, IReadOnlyList<string> Profiles);

    private string[] Named(string name) => [.. Root.Elements(Space + name).Select(e => e.Value.Trim())];

    /// <summary>A deployable package of this file alone.</summary>
    public byte[] ToPackage()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(zip, "package.xml", new XElement(Space + "Package",
                new XElement(Space + "types", new XElement(Space + "members", FullName), new XElement(Space + "name", Type)),
                new XElement(Space + "version", Version)));
            Put(zip, Path, Root);
        }
        return bytes.ToArray();
    }

    /// <summary>Reads the files of one type out of a retrieved package, by the API name of the app each is about.</summary>
    /// <returns>Null when the package can't be read.</returns>
    public static Dictionary<string, PolicyFile>? Read(string version, Stream package)
    {
        var files = new Dictionary<string, PolicyFile>(StringComparer.OrdinalIgnoreCase);
        try
        {
            package.Position = 0;
            using var zip = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries.Where(e => e.Name.Length > 0 && e.Name != "package.xml" && e.Length <= Hostile.MaxCharactersInDocument))
            {
                using var stream = entry.Open();
                using var reader = XmlReader.Create(stream, Hostile);
                var root = XElement.Load(reader);
                if (Parts(entry.FullName) is not { } path) continue;
                var file = new PolicyFile(version, path, root);
                if (root.Name == Space + ConnectedApp) files[file.FullName] = file;
                else if ((root.Name == Space + AppSwitch || root.Name == Space + OauthPolicies) && Says(root, "externalClientApplication") is { } app) files[app] = file;
            }
            return files;
        }
        catch (Exception fault) when (fault is InvalidDataException or XmlException or IOException)
        {
            return null;
        }
    }

    // The org's own folder names are never trusted further than folder and file.
    private static string? Parts(string name)
    {
        var parts = name.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts is [.., var folder, var file] && file.Contains('.') && folder != ".." && file != ".." ? $"{folder}/{file}" : null;
    }

    private static string? Says(XElement? parent, string name) => parent?.Element(Space + name)?.Value.Trim();

    private static void Say(XElement parent, string name, string value)
    {
        if (parent.Element(Space + name) is { } there) there.Value = value;
        else parent.Add(new XElement(Space + name, value));
    }

    private static void Put(ZipArchive zip, string path, XElement root)
    {
        using var stream = zip.CreateEntry(path).Open();
        using var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true });
        root.Save(writer);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Type} {Text.Bounded(Path, 120)}";
}
