using Governance.Domain.Access;

namespace Governance.Domain.Notifications;

/// <summary>What somebody is told of. Names are what receivers of webhooks match on.</summary>
public enum NoticeKind
{
    /// <summary>A responder declared an incident, or began a planned revocation.</summary>
    IncidentDeclared,

    /// <summary>It was declared by somebody limited to org groups, and its vendor may hold more elsewhere.</summary>
    VendorHeldElsewhere,

    /// <summary>An org accepted a revocation, and the access is still there.</summary>
    TargetStillAlive,

    /// <summary>Nothing goes on before a person has acted.</summary>
    IncidentWaitsForPerson,

    /// <summary>Every target is proven or settled.</summary>
    IncidentContained,

    /// <summary>Told to an owner, and to nobody else: an incident cuts off what an integration of theirs consists of.</summary>
    IncidentTouchesYours,

    /// <summary>A policy asks for a second person before an incident starts.</summary>
    IncidentNeedsSecondPerson,

    /// <summary>No second person let it start in time.</summary>
    IncidentLapsed,

    /// <summary>What came back by a return to service goes beyond what was agreed on.</summary>
    ReturnIsWider,

    /// <summary>A request waits for somebody to decide.</summary>
    RequestWaits,

    /// <summary>A stage of a request waited too long, or too few of its people are left.</summary>
    RequestEscalated,

    /// <summary>Told to whoever asked, and to nobody else.</summary>
    RequestDecided,

    /// <summary>The portal carried it out, could not, or waits for a sign-in; told to whoever asked, and to nobody else.</summary>
    RequestCameOn,

    /// <summary>A line of the role map was proposed, more or less.</summary>
    RoleMapChangeProposed,

    /// <summary>The second person confirmed it.</summary>
    RoleMapChanged,

    /// <summary>There are other org groups than before.</summary>
    OrgGroupsChanged,

    /// <summary>Somebody signed in by a one-time code.</summary>
    EmergencySignIn,

    /// <summary>A connection works again only when a person reconnects it.</summary>
    ReconnectNeeded,

    /// <summary>Certificates reached a step of the reminder ladder.</summary>
    CertificateReminder,

    /// <summary>A Portal admin tries a channel out.</summary>
    ChannelTest,
}

/// <summary>Who is told of a kind, and how.</summary>
public static class NoticeKinds
{
    /// <summary>What somebody must hold, where it happened, to be told; null is told to channels only.</summary>
    public static Permission? PermissionOf(NoticeKind kind) => kind switch
    {
        NoticeKind.VendorHeldElsewhere => Permission.RevokeInIncident,
        NoticeKind.IncidentNeedsSecondPerson => Permission.ReviewIncidentAfterwards,
        NoticeKind.ReturnIsWider => Permission.ViewRequests,
        NoticeKind.IncidentTouchesYours or NoticeKind.IncidentLapsed or NoticeKind.IncidentDeclared or NoticeKind.TargetStillAlive or NoticeKind.IncidentWaitsForPerson or NoticeKind.IncidentContained => Permission.ViewIncidents,
        NoticeKind.RequestWaits or NoticeKind.RequestEscalated => Permission.DecideRequest,
        NoticeKind.RequestDecided or NoticeKind.RequestCameOn => Permission.ViewRequests,
        NoticeKind.RoleMapChangeProposed or NoticeKind.RoleMapChanged or NoticeKind.OrgGroupsChanged or NoticeKind.EmergencySignIn => Permission.ConfirmAccessChange,
        NoticeKind.ReconnectNeeded => Permission.ConnectOrg,
        NoticeKind.CertificateReminder => Permission.AcknowledgeReminder,
        _ => null,
    };

    /// <summary>Goes to every channel that is on, whatever it asks for (contracts §1).</summary>
    public static bool IsAlarm(NoticeKind kind) =>
        kind is NoticeKind.RoleMapChangeProposed or NoticeKind.RoleMapChanged or NoticeKind.OrgGroupsChanged or NoticeKind.EmergencySignIn;
}
