using System.Diagnostics;

namespace Governance.Domain;

/// <summary>A credential in memory. Prints as <c>[redacted]</c> and refuses serialization; only
/// connectors and the secret store call <see cref="Reveal"/>.</summary>
[DebuggerDisplay("[redacted]")]
public sealed class Secret(string value)
{
    /// <summary>The credential itself. Never put the answer into a log, message, URL, exception or row.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
