using System.Text.RegularExpressions;

namespace Governance.OrgSimulator.Control;

/// <summary>Hides token values in a text that is shown.</summary>
internal static partial class Secrets
{
    public static string Hide(string text) => Token().Replace(text, "[redacted]");

    [GeneratedRegex("00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]+|5Aep[A-Za-z0-9._]{20,}|aPr[A-Za-z0-9]{30,}")]
    private static partial Regex Token();
}
