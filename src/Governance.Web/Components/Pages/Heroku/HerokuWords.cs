using Governance.Domain.Heroku;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Heroku;

/// <summary>Heroku and AppLink in words and tones.</summary>
internal static class HerokuWords
{
    public static string Of(HerokuCapability capability) => capability switch
    {
        HerokuCapability.Addons => "Apps and AppLink add-ons",
        HerokuCapability.Connections => "AppLink connections",
        HerokuCapability.Authorizations => "AppLink authorizations",
        _ => "Publications and data action targets",
    };

    public static string Of(AppLinkKind kind) => kind == AppLinkKind.Connection ? "AppLink connection" : "AppLink authorization";

    public static string Of(AppLinkDependentKind kind) => kind == AppLinkDependentKind.Publication ? "Publication" : "Data action target";

    /// <summary>AppLink's own word, or that it is missing.</summary>
    public static string StatusOf(string word) => word.Length == 0 ? "unknown" : Foreign.Visible(word);

    /// <summary>True from two weeks before a token is to be replaced.</summary>
    public static bool IsTokenNear(DateTimeOffset since, DateTimeOffset now) => DaysLeft(since, now) <= 14;

    /// <summary>"replace in 52 days", "replace today", "overdue for 3 days".</summary>
    public static string TokenDue(DateTimeOffset since, DateTimeOffset now) => DaysLeft(since, now) switch
    {
        0 => "replace today",
        > 0 and { } days => $"replace in {OrgWords.Count(days, "day")}",
        { } days => $"overdue for {OrgWords.Count(-days, "day")}",
    };

    public static Tone ToneOfToken(DateTimeOffset since, DateTimeOffset now) => DaysLeft(since, now) switch
    {
        < 0 => Tone.High,
        <= 14 => Tone.Medium,
        _ => Tone.Pass,
    };

    /// <summary>Whole UTC days.</summary>
    private static int DaysLeft(DateTimeOffset since, DateTimeOffset now) =>
        ((since + HerokuAccount.TokenLasts).UtcDateTime.Date - now.UtcDateTime.Date).Days;

    public static Tone ToneOf(AppLinkStatus status) => status switch
    {
        AppLinkStatus.Active => Tone.Pass,
        AppLinkStatus.UnderWay or AppLinkStatus.Ending => Tone.Running,
        AppLinkStatus.Failed => Tone.High,
        AppLinkStatus.Ended => Tone.NotApplicable,
        _ => Tone.Unknown,
    };
}
