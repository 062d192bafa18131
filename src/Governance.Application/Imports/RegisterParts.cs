using System.Text.Json;

namespace Governance.Application.Imports;

/// <summary>A type of record of a register; each has a CSV form.</summary>
public enum RegisterPart
{
    /// <summary>Names of org groups.</summary>
    OrgGroups,

    /// <summary>Who runs the other end.</summary>
    Vendors,

    /// <summary>The governed non-human identities.</summary>
    Integrations,

    /// <summary>Who works here.</summary>
    People,

    /// <summary>Who renews which certificate.</summary>
    Owners,

    /// <summary>Exceptions that wait or hold.</summary>
    Waivers,

    /// <summary>How integrations are built.</summary>
    ArchitectureDecisions,

    /// <summary>Connections without what opens them.</summary>
    Connections,
}

/// <summary>The types of records of a register, by name and one by one.</summary>
public static class RegisterParts
{
    /// <summary>Every type, in the order of the file.</summary>
    public static IReadOnlyList<RegisterPart> All { get; } = Enum.GetValues<RegisterPart>();

    /// <summary>As the JSON form, the command line and the schema write it: orgGroups.</summary>
    public static string NameOf(RegisterPart part) => JsonNamingPolicy.CamelCase.ConvertName(part.ToString());

    /// <summary>Null for a name that is none.</summary>
    public static RegisterPart? Find(string? name) => All.Cast<RegisterPart?>().FirstOrDefault(p => NameOf(p!.Value) == name);

    /// <summary>A register with one type of records only.</summary>
    public static ImportRegister.Command Only(ImportRegister.Command register, RegisterPart part) => new(
        part == RegisterPart.OrgGroups ? register.OrgGroups : [], part == RegisterPart.Vendors ? register.Vendors : [],
        part == RegisterPart.Integrations ? register.Integrations : [], part == RegisterPart.People ? register.People : [])
    {
        Owners = part == RegisterPart.Owners ? register.Owners : [],
        Waivers = part == RegisterPart.Waivers ? register.Waivers : [],
        ArchitectureDecisions = part == RegisterPart.ArchitectureDecisions ? register.ArchitectureDecisions : [],
        Connections = part == RegisterPart.Connections ? register.Connections : [],
    };

    /// <summary>How many records of a type a register has.</summary>
    public static int Count(ImportRegister.Command register, RegisterPart part) => Records(register, part).Count;

    internal static IReadOnlyList<object> Records(ImportRegister.Command register, RegisterPart part) => part switch
    {
        RegisterPart.OrgGroups => register.OrgGroups,
        RegisterPart.Vendors => register.Vendors,
        RegisterPart.Integrations => register.Integrations,
        RegisterPart.People => register.People,
        RegisterPart.Owners => register.Owners,
        RegisterPart.Waivers => register.Waivers,
        RegisterPart.ArchitectureDecisions => register.ArchitectureDecisions,
        _ => register.Connections,
    };
}
