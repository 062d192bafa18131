using System.Diagnostics;
using System.Text.Json;

namespace Governance.OrgSimulator.Tests.Scenarios;

/// <summary>The program as a process: what it prints and how it ends.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData("--port nonsense")]
    [InlineData("--scenario atlantis")]
    [InlineData("--scenario demo --tokens 5")]
    public async Task Run_WhenArgumentsAreBad_SaysOneLineAndEndsWithTwo(string arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Run_WhenStarted_PrintsReadyOnceAndEndsOnSigterm()
    {
        using var process = Start($"--scenario empty --port {FreePorts.Take()}");
        var line = await process.StandardOutput.ReadLineAsync();
        line.ShouldNotBeNull();
        var ready = JsonSerializer.Deserialize<JsonElement>(line["READY ".Length..]);
        using (var http = new HttpClient())
            (await http.GetAsync(ready.GetProperty("oidc").GetString() + "/_control/truth")).IsSuccessStatusCode.ShouldBeTrue();

        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        var rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0);
        rest.ShouldBeEmpty();
        File.Exists(ready.GetProperty("jwtKeyFile").GetString()).ShouldBeFalse();
    }

    private static Process Start(string arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", $"\"{Path.Combine(AppContext.BaseDirectory, "Governance.OrgSimulator.dll")}\" {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
