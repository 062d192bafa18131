
namespace Governance.Domain.Incidents;

/// <summary>The steps of a containment that have targets, in their order (design/containment, Order).</summary>
public enum IncidentStep
{
    /// <summary>No new grant: client apps are closed before anything is revoked, or a new consent undoes it.</summary>
    Door = 2,

    /// <summary>Grants and sessions end.</summary>
    Revoke = 3,

    /// <summary>Integration users are frozen and lose their user-mode permission sets.</summary>
    Freeze = 4,

    /// <summary>Secrets and certificates: by a person, where no API exists.</summary>
    Secrets = 5,

    /// <summary>At Heroku.</summary>
    AppLink = 6,
}

/// <summary>What a responder adds to revoking grants.</summary>
[Flags]
public enum ContainmentSteps
{
    /// <summary>Only the grants.</summary>
    None = 0,

    /// <summary>Close the client apps whose every grant is revoked.</summary>
    Door = 1,

    /// <summary>End the sessions of these apps.</summary>
    Sessions = 2,

    /// <summary>Freeze the integration users among the owners, and take the permission sets that open these apps from them.</summary>
    Freeze = 4,

    /// <summary>List what only a person can do.</summary>
    ByPerson = 8,
}

/// <summary>Which target belongs to which step.</summary>
public static class IncidentSteps
{
    private static readonly ILookup<IncidentStep, TargetKind> Kinds = Enum.GetValues<TargetKind>().ToLookup(Of);

    /// <summary>The step of a kind.</summary>
    public static IncidentStep Of(TargetKind kind) => kind switch
    {
        TargetKind.AppSwitch or TargetKind.AppApproval or TargetKind.Preauthorization or TargetKind.Block => IncidentStep.Door,
        TargetKind.OAuth or TargetKind.AppTokens or TargetKind.AppSessions => IncidentStep.Revoke,
        TargetKind.UserFreeze or TargetKind.Assignment => IncidentStep.Freeze,
        TargetKind.ConsumerSecret or TargetKind.AppCertificate => IncidentStep.Secrets,
        _ => IncidentStep.AppLink,
    };

    /// <summary>The kinds of a step.</summary>
    public static IReadOnlyList<TargetKind> In(IncidentStep step) => [.. Kinds[step]];

    /// <summary>No API does it.</summary>
    public static bool IsByPerson(TargetKind kind) => kind is TargetKind.Block or TargetKind.ConsumerSecret or TargetKind.AppCertificate;

    /// <summary>A grant, or an AppLink connection: proven by its absence from a list that is read for it.</summary>
    public static bool IsListed(TargetKind kind) => kind is TargetKind.OAuth or TargetKind.AppLink or TargetKind.AppLinkConnection;

    /// <summary>Done by the portal in an org, and no grant.</summary>
    public static bool IsAct(TargetKind kind) => !IsListed(kind) && !IsByPerson(kind);

    /// <summary>The former state can be restored.</summary>
    public static bool CanUndo(TargetKind kind) => IsAct(kind) && Of(kind) is IncidentStep.Door or IncidentStep.Freeze;
}

/// <summary>Something to be done in an org beside revoking grants.</summary>
/// <param name="Kind">What.</param>
/// <param name="Via">Through which connection.</param>
/// <param name="OrgId">In which org.</param>
/// <param name="OrgGroupId">The org's group.</param>
/// <param name="Subject">A row id, a user id, an API name or a label, as the kind needs; at most <see cref="SubjectMaxLength"/> characters.</param>
/// <param name="App">Label of the client app it is about.</param>
/// <param name="User">User name it is about, or what opens the app; empty for none.</param>
/// <param name="Before">How it stands now, in words; null for what can't be undone.</param>
public sealed record PlannedAct(
    TargetKind Kind, ConnectionId Via, OrgId OrgId, OrgGroupId OrgGroupId, string Subject, string App, string User = "", string? Before = null)
{
    /// <summary>Longest subject, characters.</summary>
    public const int SubjectMaxLength = 255;

    /// <summary>Longest former state, characters.</summary>
    public const int BeforeMaxLength = 2_000;

    /// <summary>Names it in the journal: SHA-256 over kind and subject, hex.</summary>
    public string RowKey => Text.Sha256($"{Kind}:{Subject}");
}
