using Governance.Domain.Heroku;
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

    public static Tone ToneOf(AppLinkStatus status) => status switch
    {
        AppLinkStatus.Active => Tone.Pass,
        AppLinkStatus.UnderWay or AppLinkStatus.Ending => Tone.Running,
        AppLinkStatus.Failed => Tone.High,
        AppLinkStatus.Ended => Tone.NotApplicable,
        _ => Tone.Unknown,
    };
}
