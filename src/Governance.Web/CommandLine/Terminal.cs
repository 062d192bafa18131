namespace Governance.Web.CommandLine;

/// <summary>Text from outside, for a terminal.</summary>
internal static class Terminal
{
    /// <summary>A name from a file or an org never steers the terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
