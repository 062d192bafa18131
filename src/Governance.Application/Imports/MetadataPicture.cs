using Governance.Application.Ports;
using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Kinds of metadata that are complete or not by themselves: where a package holds connected apps only, it says nothing
/// about external client apps.</summary>
public enum MetadataFamily
{
    /// <summary>ConnectedApp.</summary>
    ConnectedApp,

    /// <summary>ExternalClientApplication and the files that belong to it.</summary>
    ExternalClientApp,

    /// <summary>Certificate.</summary>
    Certificate,

    /// <summary>InboundCertificate.</summary>
    InboundCertificate,

    /// <summary>NamedCredential.</summary>
    NamedCredential,

    /// <summary>ExternalCredential.</summary>
    ExternalCredential,

    /// <summary>RemoteSiteSetting.</summary>
    RemoteSite,

    /// <summary>CspTrustedSite.</summary>
    CspSite,

    /// <summary>AuthProvider.</summary>
    AuthProvider,

    /// <summary>PermissionSet.</summary>
    PermissionSet,

    /// <summary>PermissionSetGroup.</summary>
    PermissionSetGroup,

    /// <summary>Profile.</summary>
    Profile,

    /// <summary>ExternalServiceRegistration.</summary>
    Registration,

    /// <summary>The settings that are looked at.</summary>
    Settings,
}

/// <summary>What a set of metadata files says.</summary>
/// <param name="Items">Each key once.</param>
/// <param name="FilesRead">Files that were read whole.</param>
/// <param name="Notes">In the order of the files.</param>
/// <param name="Complete">Families of which absence here means absence there, as far as the files can tell: some file of it is
/// there, or the manifest asks for all of it, and none was in trouble.</param>
public sealed record MetadataPicture(
    IReadOnlyList<ItemRead> Items, int FilesRead, IReadOnlyList<FileNote> Notes, IReadOnlySet<MetadataFamily> Complete)
{
    /// <summary>Texts of the specs of registrations; one that is too large is not among them.</summary>
    public IReadOnlyList<SpecRead> Specs { get; init; } = [];

    /// <summary>Kinds that metadata files can say something about.</summary>
    public static IReadOnlyList<ItemKind> Kinds { get; } =
    [
        ItemKind.AppPolicy, ItemKind.AppCertificate, ItemKind.Certificate, ItemKind.NamedCredential, ItemKind.ExternalCredential,
        ItemKind.OutboundSite, ItemKind.AuthProvider, ItemKind.PermissionSet, ItemKind.PermissionSetGroup, ItemKind.Registration,
        ItemKind.OrgSettings,
    ];

    /// <summary>The family that would hold an item.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="key">The item's key.</param>
    public static MetadataFamily FamilyOf(ItemKind kind, string key) => kind switch
    {
        ItemKind.AppPolicy or ItemKind.AppCertificate when key.StartsWith("inbound:", StringComparison.Ordinal) => MetadataFamily.InboundCertificate,
        ItemKind.AppPolicy or ItemKind.AppCertificate => key.Replace("app:", "", StringComparison.Ordinal).StartsWith("CA:", StringComparison.Ordinal)
            ? MetadataFamily.ConnectedApp : MetadataFamily.ExternalClientApp,
        ItemKind.Certificate => MetadataFamily.Certificate,
        ItemKind.NamedCredential => MetadataFamily.NamedCredential,
        ItemKind.ExternalCredential => MetadataFamily.ExternalCredential,
        ItemKind.OutboundSite => key.StartsWith("csp:", StringComparison.Ordinal) ? MetadataFamily.CspSite : MetadataFamily.RemoteSite,
        ItemKind.AuthProvider => MetadataFamily.AuthProvider,
        ItemKind.PermissionSet => key.StartsWith("profile:", StringComparison.Ordinal) ? MetadataFamily.Profile : MetadataFamily.PermissionSet,
        ItemKind.PermissionSetGroup => MetadataFamily.PermissionSetGroup,
        ItemKind.Registration => MetadataFamily.Registration,
        ItemKind.OrgSettings => MetadataFamily.Settings,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No metadata file holds it."),
    };
}
