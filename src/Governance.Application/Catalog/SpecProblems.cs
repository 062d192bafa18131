using Governance.Domain;

namespace Governance.Application.Catalog;

/// <summary>Refusals around specs.</summary>
public static class SpecProblems
{
    /// <summary>Larger than the portal takes.</summary>
    /// <param name="format">JSON or YAML.</param>
    /// <param name="bytes">What was seen.</param>
    /// <param name="most">What it may be.</param>
    public static Problem TooLarge(string format, long bytes, int most) => Problem.Invalid("spec.too-large",
        $"The spec has {bytes:N0} bytes; {format} may have {most:N0}. It was not read. AppLink takes no larger one either.");

    /// <summary>Broken, or against a limit.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="reason">Ends the sentence that begins with the line.</param>
    public static Problem Unreadable(long line, string reason) => Problem.Invalid("spec.unreadable",
        $"Line {line}: {reason}. The spec was not read.");
}
