using Governance.Application.Notifications;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>What somebody types to add a channel; tickets stand for what they handed over.</summary>
public sealed class ChannelDraft
{
    public string Name { get; set; } = "";

    public ChannelForm Form { get; set; }

    public string Mail { get; set; } = "";

    public Guid? Ticket { get; set; }

    public Guid? KeyTicket { get; set; }

    public Severity Least { get; set; } = Severity.High;

    /// <summary>Id, or empty for all.</summary>
    public string OrgGroup { get; set; } = "";

    public bool IsMail => Form == ChannelForm.Mail;

    public AddChannel.Command ToCommand() => new(
        Name, Form, IsMail ? Mail.Trim() : null, IsMail ? null : Ticket, IsMail ? null : KeyTicket, Least,
        Guid.TryParse(OrgGroup, out var group) ? new OrgGroupId(group) : null);
}

/// <summary>Channels in words.</summary>
public static class ChannelWords
{
    public static string Of(ChannelForm form) => form switch
    {
        ChannelForm.Mail => "Mail",
        ChannelForm.Plain => "Webhook, own JSON",
        ChannelForm.Slack => "Webhook for Slack",
        _ => "Webhook for Teams",
    };

    public static string Of(DeliveryState state) => state.ToString();

    public static Shared.Tone ToneOf(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => Shared.Tone.Pass,
        DeliveryState.Failed => Shared.Tone.High,
        _ => Shared.Tone.Waiting,
    };
}
