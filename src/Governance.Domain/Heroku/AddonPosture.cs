using System.Text.Json;

namespace Governance.Domain.Heroku;

/// <summary>How one app that an add-on is attached to is set up. A null member was not read.</summary>
/// <param name="Key">Heroku's id.</param>
/// <param name="Name">Heroku's name of it.</param>
/// <param name="Owner">Team that owns it, else the person.</param>
/// <param name="Stage">Of its pipeline, as in production; empty for an app in none.</param>
/// <param name="HasMeshBuildpack">The service mesh is among its buildpacks.</param>
/// <param name="BypassesAll">A config var lets all routes through unchecked.</param>
/// <param name="AcknowledgesBypass">A config var says that routes are let through unchecked; which, only the app's own file tells.</param>
/// <param name="LogsDebug">A config var makes it log at debug level.</param>
/// <param name="VarNames">Names of its config vars; their values are never kept.</param>
public sealed record AppPosture(
    string Key, string Name, string? Owner, string? Stage, bool? HasMeshBuildpack, bool? BypassesAll, bool? AcknowledgesBypass, bool? LogsDebug,
    IReadOnlyList<string>? VarNames)
{
    /// <summary>Most names of config vars kept.</summary>
    public const int MostVarNames = 200;
}

/// <summary>How an add-on's surroundings are set up. A null member was not read.</summary>
/// <param name="ApiHost">Host of its API address, as the apps' config vars name it: one that is not trusted before one that is.</param>
/// <param name="IsApiHostTrusted">That host is on the portal's allow-list.</param>
/// <param name="Readers">E-mail addresses of those who can read the config vars of one of its apps.</param>
/// <param name="Apps">Apps it is attached to.</param>
public sealed record AddonPosture(string? ApiHost, bool? IsApiHostTrusted, IReadOnlyList<string>? Readers, IReadOnlyList<AppPosture> Apps)
{
    /// <summary>Most readers kept: more than any threshold asks for.</summary>
    public const int MostReaders = 200;

    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web);

    /// <summary>As stored.</summary>
    public string Write() => JsonSerializer.Serialize(this, Stored);

    /// <summary>As stored; null when nothing is.</summary>
    public static AddonPosture? Read(string? text) => text is null ? null : JsonSerializer.Deserialize<AddonPosture>(text, Stored);
}
