using System.Globalization;

namespace Governance.OrgSimulator;

/// <summary>The command line of the stand-in world. Every value has the meaning documented in the README.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Name of a shipped scenario, or the path of a scenario file.</summary>
    public string Scenario { get; init; } = "demo";

    /// <summary>P: OpenID Connect and control. P+1 Heroku, P+2 SMTP, P+10 and up one origin per org.</summary>
    public int Port { get; init; } = 5100;

    public int Seed { get; init; } = 1;

    /// <summary>File that keeps changes and clock; null keeps nothing.</summary>
    public string? StateFile { get; init; }

    public int? Orgs { get; init; }

    public int? Tokens { get; init; }

    /// <summary>Percent of the tokens that belong to <c>App 0</c> in the generated scenario.</summary>
    public double? HotAppShare { get; init; }

    /// <summary>Share (0..1) of tokens whose revocation the org answers with a server error, always the same tokens.</summary>
    public double FailingShare { get; init; }

    public int LatencyMs { get; init; }

    /// <summary>More requests than this at one org at a time are refused; 0 means no limit.</summary>
    public int MaxInflightPerOrg { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="BadOptionException">One clear sentence about the first bad argument.</exception>
    public static SimulatorOptions Parse(IReadOnlyList<string> args)
    {
        var options = new SimulatorOptions();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            string? inline = null;
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (name.StartsWith("--", StringComparison.Ordinal) && equals > 0)
            {
                inline = name[(equals + 1)..];
                name = name[..equals];
            }

            string Value() => inline ?? (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal)
                ? args[++i]
                : throw new BadOptionException($"{name} needs a value."));

            options = name switch
            {
                "--scenario" => options with { Scenario = Value() },
                "--port" => options with { Port = Whole(name, Value(), 1, 64_000) },
                "--seed" => options with { Seed = Whole(name, Value(), 0, int.MaxValue) },
                "--state" => options with { StateFile = Value() },
                "--orgs" => options with { Orgs = Whole(name, Value(), 1, 500) },
                "--tokens" => options with { Tokens = Whole(name, Value(), 0, 5_000_000) },
                "--hot-app-share" => options with { HotAppShare = Fraction(name, Value(), 100) },
                "--failing-share" => options with { FailingShare = Fraction(name, Value(), 1) },
                "--latency-ms" => options with { LatencyMs = Whole(name, Value(), 0, 600_000) },
                "--max-inflight-per-org" => options with { MaxInflightPerOrg = Whole(name, Value(), 1, 100_000) },
                _ => throw new BadOptionException($"Unknown argument '{args[i]}'."),
            };
        }

        return options;
    }

    private static int Whole(string name, string text, int low, int high) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw new BadOptionException($"{name} must be a whole number from {low} to {high}, not '{text}'.");

    private static double Fraction(string name, string text, double high) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value >= 0 && value <= high
            ? value
            : throw new BadOptionException($"{name} must be a number from 0 to {high.ToString(CultureInfo.InvariantCulture)}, not '{text}'.");
}
