using System.Text.RegularExpressions;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>How the portal talks to Heroku and AppLink; configuration section <see cref="Section"/>.</summary>
public sealed partial class AppLinkOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "AppLink";

    /// <summary>Origin of the Heroku Platform API: the only one that gets a Heroku token.</summary>
    public Uri PlatformBaseUrl { get; set; } = new("https://api.heroku.com");

    /// <summary>Host suffixes of the AppLink API beside .heroku.com; compared on a leading dot.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Allows http origins on 127.0.0.1 and localhost, for the stand-in world. The host refuses it in
    /// Production.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Calls left for the hour below which reads stop, so that a revocation always has some.</summary>
    public int CallsKeptForIncidents { get; set; } = 500;

    /// <summary>Add-ons read side by side, 1 to 16.</summary>
    public int InFlight { get; set; } = 4;

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for one whole answer; repeats count anew.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause before a repeat; doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Longest pause before a repeat; when Heroku asks for a longer one, it is not asked again.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest answer taken, bytes; the rest of a larger one is never read.</summary>
    public int LargestAnswer { get; set; } = 10 * 1024 * 1024;

    /// <summary>Checks what a person may have mistyped.</summary>
    /// <exception cref="ArgumentException">Names the setting that is wrong and what it may be.</exception>
    public void Check()
    {
        if (!PlatformBaseUrl.IsAbsoluteUri || PlatformBaseUrl.AbsolutePath != "/" || PlatformBaseUrl.UserInfo.Length > 0
            || !(PlatformBaseUrl.Scheme == Uri.UriSchemeHttps || (AllowLoopback && PlatformBaseUrl.IsLoopback)))
            throw Wrong(nameof(PlatformBaseUrl), "must be an https origin");
        if (CallsKeptForIncidents is < 0 or > 4_000) throw Wrong(nameof(CallsKeptForIncidents), "must be 0 to 4000");
        if (InFlight is < 1 or > 16) throw Wrong(nameof(InFlight), "must be 1 to 16");
        if (LargestAnswer < 1024) throw Wrong(nameof(LargestAnswer), "must be at least 1024 bytes");
        if (ConnectTimeout <= TimeSpan.Zero || CallTimeout <= TimeSpan.Zero)
            throw Wrong(nameof(CallTimeout), "and ConnectTimeout must be positive");
        foreach (var suffix in AllowedHosts)
            if (!Suffix().IsMatch(suffix)) throw Wrong(nameof(AllowedHosts), "must hold host suffixes such as .herokudev.com");
    }

    private static ArgumentException Wrong(string setting, string rule) => new($"{Section}:{setting} {rule}.");

    [GeneratedRegex(@"\A\.?(?!xn--)[a-z0-9-]+(\.(?!xn--)[a-z0-9-]+)+\z")]
    private static partial Regex Suffix();
}
