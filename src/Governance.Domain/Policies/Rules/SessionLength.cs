namespace Governance.Domain.Policies.Rules;

/// <summary>The org's session timeout, as its metadata writes it.</summary>
/// <remarks>Source: Metadata API, SecuritySettings, sessionTimeout.</remarks>
public static class SessionLength
{
    /// <summary>In minutes; null for a word that is not known.</summary>
    public static int? MinutesOf(string? word) => word switch
    {
        "FifteenMinutes" => 15,
        "ThirtyMinutes" => 30,
        "SixtyMinutes" => 60,
        "TwoHours" => 120,
        "FourHours" => 240,
        "EightHours" => 480,
        "TwelveHours" => 720,
        "TwentyFourHours" => 1440,
        _ => null,
    };
}
