using System.Net;
using System.Text.RegularExpressions;
using Governance.Domain.Notifications;

namespace Governance.Connectors.Notices;

/// <summary>Where notices may go; configuration section <see cref="Section"/>.</summary>
public sealed partial class NoticeOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Notifications";

    /// <summary>Address of the portal as people open it, for links; null writes the path only.</summary>
    public Uri? PortalUrl { get; set; }

    /// <summary>Hosts that webhooks may have: one name, or every name below with a leading dot. Empty allows none.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Allows webhooks over http and a mail server without TLS on 127.0.0.1 and localhost, for the stand-in world. The
    /// host refuses it in Production.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>The mail server.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Checks what a person may have mistyped.</summary>
    /// <exception cref="ArgumentException">Names the setting that is wrong and what it may be.</exception>
    public void Check()
    {
        foreach (var host in AllowedHosts)
            if (!ListedHost().IsMatch(host)) throw Wrong(nameof(AllowedHosts), "must hold host names such as hooks.slack.com or .webhook.office.com");
        if (PortalUrl is { } portal && (!portal.IsAbsoluteUri || portal.Scheme is not ("https" or "http") || portal.AbsolutePath != "/" || portal.Query.Length > 0
            || portal.Fragment.Length > 0 || portal.UserInfo.Length > 0))
            throw Wrong(nameof(PortalUrl), "must look like https://governance.example.com");
        if (Smtp.Host is null) return;
        if (!ServerName().IsMatch(Smtp.Host)) throw Wrong("Smtp:Host", "must be the name of the mail server");
        if (Smtp.Port is < 1 or > 65_535) throw Wrong("Smtp:Port", "must be 1 to 65535");
        if (!MailAddress.IsWellFormed(Smtp.From)) throw Wrong("Smtp:From", "must be a plain mail address");
        if (Smtp.Username is null != Smtp.Password is null) throw Wrong("Smtp:Username", "and Smtp:Password belong together");
        foreach (var range in Smtp.PrivateRanges)
            if (!IPNetwork.TryParse(range, out _)) throw Wrong("Smtp:PrivateRanges", "must hold ranges such as 10.20.0.0/16");
    }

    private static ArgumentException Wrong(string setting, string rule) => new($"{Section}:{setting} {rule}.");

    [GeneratedRegex(@"\A\.?(?!xn--)[a-z0-9-]+(\.(?!xn--)[a-z0-9-]+)+\z")]
    private static partial Regex ListedHost();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\z")]
    private static partial Regex ServerName();
}

/// <summary>How mail leaves; configuration section Notifications:Smtp.</summary>
public sealed class SmtpOptions
{
    /// <summary>Name of the server; null sends no mail.</summary>
    public string? Host { get; set; }

    /// <summary>587 (STARTTLS), or 465 with <see cref="ImplicitTls"/>.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Address that mail comes from.</summary>
    public string From { get; set; } = "";

    /// <summary>TLS from the first byte, and not by STARTTLS. One of them is required, but for loopback where that is allowed.</summary>
    public bool ImplicitTls { get; set; }

    /// <summary>Null for a server that asks for none.</summary>
    public string? Username { get; set; }

    /// <summary>Null for a server that asks for none; sent over TLS only.</summary>
    public string? Password { get; set; }

    /// <summary>Ranges beside the open internet in which the server may lie, as in 10.20.0.0/16.</summary>
    public string[] PrivateRanges { get; set; } = [];
}
