namespace Governance.Web.Auth;

/// <summary>Authentication:Limits – rates of people who are not signed in, and sessions per person.</summary>
public sealed class SignInLimits
{
    public const string Section = "Authentication:Limits";

    /// <summary>Requests of the sign-in addresses per minute and network address.</summary>
    public int AnonymousPerMinute { get; set; } = 60;

    /// <summary>Failed callbacks per five minutes and network address; then 429.</summary>
    public int FailedCallbacks { get; set; } = 10;

    /// <summary>Policy reports of browsers per minute and network address.</summary>
    public int PolicyReportsPerMinute { get; set; } = 30;

    /// <summary>The oldest session ends when a person starts one more.</summary>
    public int SessionsPerPerson { get; set; } = 3;
}
