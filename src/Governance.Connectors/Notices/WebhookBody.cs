using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Notifications;

namespace Governance.Connectors.Notices;

/// <summary>A notice as each kind of receiver takes it.</summary>
/// <remarks>Slack: Sending messages using incoming webhooks, and Formatting text for app surfaces (escapes of &amp;, &lt; and &gt;).
/// Teams: Create incoming webhooks with Workflows, adaptive card in a message attachment.</remarks>
internal static class WebhookBody
{
    public static byte[] Of(ChannelForm form, DeliveryId delivery, NoticeText text, Uri? portal) => JsonSerializer.SerializeToUtf8Bytes(form switch
    {
        ChannelForm.Slack => Slack(text, portal),
        ChannelForm.Teams => Teams(text, portal),
        _ => Plain(delivery, text, portal),
    });

    /// <summary>Absolute where the portal knows its own address.</summary>
    public static string LinkOf(NoticeText text, Uri? portal) => portal is null ? text.Link : new Uri(portal, text.Link).AbsoluteUri;

    /// <summary>As in: Incident declared (critical), 3 targets.</summary>
    public static string LineOf(NoticeText text) =>
        $"{text.Title} ({text.Severity.ToString().ToLowerInvariant()}){(text.Counted.Length == 0 ? "" : $", {text.Counted}")}";

    private static object Plain(DeliveryId delivery, NoticeText text, Uri? portal) => new
    {
        id = delivery.Value.ToString("D"),
        kind = text.Kind,
        severity = text.Severity.ToString().ToLowerInvariant(),
        text = LineOf(text),
        count = text.Count,
        link = LinkOf(text, portal),
        at = text.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static object Slack(NoticeText text, Uri? portal) => new
    {
        text = portal is null
            ? $"{Escaped(LineOf(text))}\n{Escaped($"In the portal: {text.Link}")}"
            : $"{Escaped(LineOf(text))}\n<{Escaped(LinkOf(text, portal))}|Open in the portal>",
    };

    private static object Teams(NoticeText text, Uri? portal)
    {
        var lines = new List<object> { new { type = "TextBlock", text = LineOf(text), weight = "Bolder", wrap = true } };
        if (portal is null) lines.Add(new { type = "TextBlock", text = $"In the portal: {text.Link}", wrap = true });
        return new
        {
            type = "message",
            attachments = new object[]
            {
                new
                {
                    contentType = "application/vnd.microsoft.card.adaptive",
                    content = new
                    {
                        type = "AdaptiveCard",
                        version = "1.4",
                        body = lines,
                        actions = portal is null ? [] : new object[] { new { type = "Action.OpenUrl", title = "Open in the portal", url = LinkOf(text, portal) } },
                    },
                },
            },
        };
    }

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
