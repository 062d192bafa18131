using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Clients;

/// <summary>A test that needs npm packages and Node 22 or newer; skipped, with the reason, where the npm client cannot bring them.</summary>
public sealed class NpmFactAttribute : FactAttribute
{
    private static readonly string[] Packages = ["jsforce@3.10.16", "@heroku/applink@1.1.0", "openid-client@6.8.9"];
    private const string Node = "node@22.23.3";
    private static readonly Lazy<(string? Reason, string Node, string Modules)> Restored = new(Restore);

    public NpmFactAttribute() => Skip = Restored.Value.Reason;

    public static string Modules => Restored.Value.Modules;

    /// <summary>Runs a script of this folder to its end and reads what it says of every step.</summary>
    public static Dictionary<string, JsonElement> RunScript(string script, object input)
    {
        var run = Run(Restored.Value.Node, JsonSerializer.Serialize(input, JsonSerializerOptions.Web), 60, Path.GetTempPath(), Path.Combine(AppContext.BaseDirectory, "Clients", script));
        run.ShouldNotBeNull("the script did not end within 60 s");
        run.Value.Code.ShouldBe(0, run.Value.Output);
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(run.Value.Output)!;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and output, or what it said of its failure; null when it is not there or takes longer than allowed.</returns>
    private static (int Code, string Output)? Run(string program, string input, int seconds, string folder, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
            var (output, errors) = (new StringBuilder(), new StringBuilder());
            process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
            process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            if (process.WaitForExit(TimeSpan.FromSeconds(seconds)))
            {
                // Without a limit it waits for the rest of the output as well.
                process.WaitForExit();
                return (process.ExitCode, process.ExitCode == 0 ? output.ToString().Trim() : errors.ToString());
            }

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static (string? Reason, string Node, string Modules) Restore()
    {
        var folder = Path.Combine(Path.GetTempPath(), "governance-npm-" + string.Join('-', Packages.Select(package => package[(package.LastIndexOf('@') + 1)..])));
        var (modules, own) = (Path.Combine(folder, "node_modules"), Path.Combine(folder, "node_modules", "node", "bin", "node"));
        var installed = IsNew("node");
        Directory.CreateDirectory(folder);
        string[] wanted = [.. Packages, .. installed ? (string[])[] : [Node]];
        if (!IsThere())
        {
            if (Run("npm", "", 60, folder, ["install", "--prefix", folder, "--prefer-offline", "--no-audit", "--no-fund", "--no-save", "--fetch-retries=0", .. wanted]) is not { } npm)
                return ("Not tried: npm is missing or did not end within 60 s.", "", "");
            if (npm.Code != 0 || !IsThere()) return ($"Not tried: npm cannot bring {string.Join(" and ", wanted)}.", "", "");
        }

        return (null, installed ? "node" : own, modules);

        bool IsThere() => Array.TrueForAll(Packages, package => File.Exists(Path.Combine(modules, package[..package.LastIndexOf('@')], "package.json"))) && (installed || (File.Exists(own) && IsNew(own)));
    }

    private static bool IsNew(string program) =>
        Run(program, "", 10, Path.GetTempPath(), "-v") is { Code: 0 } version && Version.TryParse(version.Output.Trim().TrimStart('v'), out var number) && number.Major >= 22;
}
