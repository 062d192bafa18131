using System.Text.RegularExpressions;

namespace Governance.Connectors.Salesforce;

/// <summary>How the portal talks to Salesforce orgs; configuration section <see cref="Section"/>.</summary>
public sealed partial class SalesforceOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Salesforce";

    /// <summary>REST API version, as in 62.0.</summary>
    public string ApiVersion { get; set; } = "62.0";

    /// <summary>Newest Metadata API version used where the org offers it; never below <see cref="ApiVersion"/>. A newer one may
    /// name things anew.</summary>
    public string NewestMetadataVersion { get; set; } = "67.0";

    /// <summary>Pause before the first look at a metadata retrieve; grows by half up to <see cref="LongestLook"/>.</summary>
    public TimeSpan FirstLook { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between two looks.</summary>
    public TimeSpan LongestLook { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a metadata retrieve may take in all.</summary>
    public TimeSpan RetrieveTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Host suffixes allowed beside the built-in list, as in .my.salesforce.mil; compared on a leading
    /// dot.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Allows http origins on 127.0.0.1 and localhost, for the stand-in world. The host refuses it in
    /// Production.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Forward proxy; null for none. The proxy must then refuse private addresses, since it resolves
    /// names.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for one whole answer; repeats count anew.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause before a repeat; doubles, with jitter, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Longest pause before a repeat; an org that asks for a longer one is not asked again.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls in flight per org, 1 to 16.</summary>
    public int InFlightPerOrg { get; set; } = 5;

    /// <summary>Share of the org's daily calls, in percent, above which scheduled reads stop. Revocation never
    /// does.</summary>
    public int ScheduledReadsStopAtPercent { get; set; } = 80;

    /// <summary>Largest answer taken, bytes; the rest of a larger one is never read.</summary>
    public int LargestAnswer { get; set; } = 10 * 1024 * 1024;

    /// <summary>Checks what a person may have mistyped.</summary>
    /// <exception cref="ArgumentException">Names the setting that is wrong and what it may be.</exception>
    public void Check()
    {
        if (!Version().IsMatch(ApiVersion)) throw Wrong(nameof(ApiVersion), "must look like 62.0");
        if (!Version().IsMatch(NewestMetadataVersion)) throw Wrong(nameof(NewestMetadataVersion), "must look like 67.0");
        if (FirstLook <= TimeSpan.Zero || LongestLook < FirstLook || RetrieveTimeout <= TimeSpan.Zero)
            throw Wrong(nameof(FirstLook), ", LongestLook and RetrieveTimeout must be positive, and LongestLook not the shorter one");
        if (InFlightPerOrg is < 1 or > 16) throw Wrong(nameof(InFlightPerOrg), "must be 1 to 16");
        if (ScheduledReadsStopAtPercent is < 1 or > 100)
            throw Wrong(nameof(ScheduledReadsStopAtPercent), "must be 1 to 100");
        if (LargestAnswer < 1024) throw Wrong(nameof(LargestAnswer), "must be at least 1024 bytes");
        if (ConnectTimeout <= TimeSpan.Zero || CallTimeout <= TimeSpan.Zero)
            throw Wrong(nameof(CallTimeout), "and ConnectTimeout must be positive");
        foreach (var suffix in AllowedHosts)
            if (!Suffix().IsMatch(suffix))
                throw Wrong(nameof(AllowedHosts), "must hold host suffixes such as .my.salesforce.mil");
    }

    private static ArgumentException Wrong(string setting, string rule) => new($"{Section}:{setting} {rule}.");

    [GeneratedRegex(@"\A[0-9]{2,3}\.0\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"\A\.?(?!xn--)[a-z0-9-]+(\.(?!xn--)[a-z0-9-]+)+\z")]
    private static partial Regex Suffix();
}
