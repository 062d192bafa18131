using System.Globalization;

namespace Governance.DevHost;

/// <summary>Arguments of the local run.</summary>
/// <param name="Port">The portal's port.</param>
/// <param name="WorldPort">First port of the stand-in world.</param>
/// <param name="Reset">Deletes what earlier runs kept.</param>
/// <param name="Empty">Starts with nothing connected.</param>
/// <param name="Folder">Where database and world are kept; one per pair of ports, so that copies run side by side.</param>
internal sealed record LocalOptions(int Port, int WorldPort, bool Reset, bool Empty, string Folder)
{
    public const int DefaultPort = 5080, DefaultWorldPort = 5100;

    public const string Usage = "Usage: dotnet run --project src/Governance.DevHost [-- --scenario demo --port 5080 --world-port 5100 --reset --empty --data <folder>]";

    /// <summary>Scenario of the stand-in world.</summary>
    public string Scenario { get; init; } = "demo";

    /// <summary>Beside the demo a small world of its own runs: a sandbox that nobody looks after.</summary>
    public bool HasTraining => Scenario == "demo" && !Empty;

    /// <summary>Its first port: those between the world's own and the orgs' are free.</summary>
    public int TrainingPort => WorldPort + 5;

    /// <summary>Null, with the reason, when an argument is off.</summary>
    public static (LocalOptions? Options, string? Problem) Parse(string[] args, string root)
    {
        var (port, worldPort, reset, empty) = (DefaultPort, DefaultWorldPort, false, false);
        string? folder = null;
        var scenario = "demo";
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--reset":
                    reset = true;
                    break;
                case "--empty":
                    empty = true;
                    break;
                case "--scenario" when i + 1 < args.Length && args[i + 1].Length > 0 && args[i + 1].All(char.IsAsciiLetterLower):
                    scenario = args[++i];
                    break;
                case "--data" when i + 1 < args.Length:
                    folder = Path.GetFullPath(args[++i]);
                    break;
                case "--port" or "--world-port" when i + 1 < args.Length
                    && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number is > 1023 and < 65_000:
                    if (args[i] == "--port") port = number;
                    else worldPort = number;
                    i++;
                    break;
                default:
                    return (null, $"'{args[i]}' is not an argument of the local run, or its value is off. {Usage}");
            }
        }
        var name = (port, worldPort) == (DefaultPort, DefaultWorldPort) ? scenario : $"{scenario}-{port}-{worldPort}";
        return (new LocalOptions(port, worldPort, reset, empty, folder ?? Path.Combine(root, ".local", name)) { Scenario = scenario }, null);
    }
}
