using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads permission sets, profiles and groups. Which apps a set opens is not in its file: that lies in the app's policy.</summary>
internal static class PermissionSetReader
{
    public static void Read(MetadataDraft draft, MetadataFileName name, MetaNode root)
    {
        var isProfile = name.Type.Family == MetadataFamily.Profile;
        if (name.Type.Family == MetadataFamily.PermissionSetGroup)
        {
            draft.Add(ItemKind.PermissionSetGroup, $"group:{name.FullName}", root.Said("label"), new PermissionSetGroupFacts
            {
                ApiName = name.FullName,
                Status = root.Said("status"),
                HasActivationRequired = root.Flag("hasActivationRequired"),
                Members = Ordered(root.Each("permissionSets")),
            }, name.Path);
            return;
        }
        var named = root.All("userPermissions").Select(p => (Name: p.Said("name"), Held: p.Flag("enabled"))).Where(p => p.Name is not null).ToList();
        draft.Add(ItemKind.PermissionSet, (isProfile ? "profile:" : "set:") + name.FullName, root.Said("label") ?? name.FullName, new PermissionSetFacts
        {
            ApiName = name.FullName,
            Type = isProfile ? "Profile" : root.Flag("hasActivationRequired") == true ? "Session" : null,
            ProfileName = isProfile ? name.FullName : null,
            HasActivationRequired = root.Flag("hasActivationRequired"),
            Namespace = NamespaceOf(name.FullName),
            Permissions = Ordered(named.Where(p => p.Held == true).Select(p => p.Name!)),
            AskedPermissions = Ordered(named.Where(p => p.Held is not null).Select(p => p.Name!)),
            Objects = root.One("objectPermissions") is null ? null : Objects(root),
            Principals = Ordered(root.All("externalCredentialPrincipalAccesses").Where(a => a.Flag("enabled") == true)
                .Select(a => a.Said("externalCredentialPrincipal")).OfType<string>()),
        }, name.Path);
    }

    /// <summary>Of ns__Name the ns; null without one.</summary>
    public static string? NamespaceOf(string fullName) =>
        fullName.IndexOf("__", StringComparison.Ordinal) is > 0 and <= 15 and var at ? fullName[..at] : null;

    private static IReadOnlyList<ObjectRight> Objects(MetaNode root) =>
    [
        .. root.All("objectPermissions").Where(o => o.Said("object") is not null).Select(o => new ObjectRight(
            o.Said("object")!, o.Flag("allowRead") == true, o.Flag("allowCreate") == true, o.Flag("allowEdit") == true,
            o.Flag("allowDelete") == true, o.Flag("viewAllRecords") == true, o.Flag("modifyAllRecords") == true))
            .OrderBy(o => o.Type, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> Ordered(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
