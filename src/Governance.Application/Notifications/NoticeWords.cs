using System.Globalization;
using Governance.Application.Ports;
using Governance.Domain.Notifications;

namespace Governance.Application.Notifications;

/// <summary>Notices in words: fixed, so that no name and no text of others ever gets into one.</summary>
public static class NoticeWords
{
    /// <summary>One line.</summary>
    public static string Title(NoticeKind kind) => kind switch
    {
        NoticeKind.IncidentDeclared => "Incident declared",
        NoticeKind.IncidentTouchesYours => "Incident cuts off what your integration consists of",
        NoticeKind.VendorHeldElsewhere => "Incident limited to some org groups: the vendor may hold more elsewhere",
        NoticeKind.TargetStillAlive => "Revocation accepted, and access is still there",
        NoticeKind.IncidentWaitsForPerson => "Incident waits for a person",
        NoticeKind.IncidentContained => "Incident contained",
        NoticeKind.IncidentNeedsSecondPerson => "Incident waits for a second person before it starts",
        NoticeKind.IncidentLapsed => "Incident ended without anything sent: no second person let it start",
        NoticeKind.ReturnIsWider => "Return to service: more came back than was agreed",
        NoticeKind.RequestWaits => "Request waits for a decision",
        NoticeKind.RequestEscalated => "Request is stuck in a stage of its review",
        NoticeKind.RequestDecided => "Your request was decided",
        NoticeKind.RequestCameOn => "Your request was carried out, or needs you",
        NoticeKind.RoleMapChangeProposed => "Role map change proposed",
        NoticeKind.RoleMapChanged => "Role map changed",
        NoticeKind.OrgGroupsChanged => "Org groups changed",
        NoticeKind.EmergencySignIn => "Emergency sign-in by a one-time code",
        NoticeKind.ReconnectNeeded => "Connection needs a reconnect",
        NoticeKind.CertificateReminder => "Certificates reached a reminder",
        NoticeKind.ChannelTest => "Test of this channel",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The count in words; empty when nothing is counted.</summary>
    public static string Counted(NoticeKind kind, int count)
    {
        if (count == 0) return "";
        var what = kind switch
        {
            NoticeKind.RequestWaits or NoticeKind.RequestEscalated or NoticeKind.RequestDecided or NoticeKind.RequestCameOn or NoticeKind.ReturnIsWider => "request",
            NoticeKind.ReconnectNeeded => "connection",
            NoticeKind.CertificateReminder => "certificate",
            NoticeKind.OrgGroupsChanged => "org group",
            NoticeKind.RoleMapChangeProposed or NoticeKind.RoleMapChanged => "line",
            NoticeKind.EmergencySignIn => "sign-in",
            _ => "target",
        };
        return count == 1 ? $"1 {what}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}s");
    }

    /// <summary>As it leaves the portal.</summary>
    internal static NoticeText Of(Notice notice, int count) =>
        new(Name(notice.Kind), notice.Severity, Title(notice.Kind), count, Counted(notice.Kind, count), notice.Link, notice.At);

    /// <summary>IncidentDeclared becomes incident-declared.</summary>
    private static string Name(NoticeKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => char.IsUpper(c) ? $"{(i == 0 ? "" : "-")}{char.ToLowerInvariant(c)}" : $"{c}"));
}
