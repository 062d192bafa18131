using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.Domain;

/// <summary>A credential in memory. Prints as <c>[redacted]</c> and refuses serialization; only
/// connectors and the secret store call <see cref="Reveal"/>.</summary>
[DebuggerDisplay("[redacted]")]
[JsonConverter(typeof(Refusing))]
public sealed class Secret(string value)
{
    /// <summary>The credential itself. Never put the answer into a log, message, URL, exception or row.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";

    private sealed class Refusing : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is never read from JSON.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is never written as JSON.");
    }
}
