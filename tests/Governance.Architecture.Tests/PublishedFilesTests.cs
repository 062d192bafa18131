using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Governance.TestKit;

namespace Governance.Architecture.Tests;

/// <summary>What is shipped is what is listed. Publishing takes half a minute and is for the full run; the other runs
/// compare the build's own account of what it will publish.</summary>
public sealed partial class PublishedFilesTests
{
    private const string Assets = "wwwroot/";

    private static readonly string[] Listed = [.. File.ReadLines(Repository.PathOf("tests", "Governance.Architecture.Tests", "published-files.txt")).Where(l => l[0] != '#')];

    // In the list, and not in the build's account: what the project itself compiles to and describes itself by.
    private static readonly string[] OfTheProjects = [".pdb", ".xml", ".deps.json", ".runtimeconfig.json", ".staticwebassets.endpoints.json", "web.config"];

    [Fact]
    public void Threat_T78_PublishedFiles_AreTheList()
    {
        var built = Path.Combine(Repository.PathOf("src", "Governance.Web", "bin"), Configuration, "net10.0", "Governance.Web");
        var target = JsonNode.Parse(File.ReadAllText(built + ".deps.json"))!["targets"]!.AsObject().Single().Value!.AsObject();
        var code = target.SelectMany(library => FilesOf(library.Value!.AsObject())).Distinct().ToArray();
        var assets = JsonNode.Parse(File.ReadAllText(built + ".staticwebassets.endpoints.json"))!["Endpoints"]!.AsArray()
            .Select(e => Assets + e!["AssetFile"]!.GetValue<string>()).Where(f => !IsPacked(f)).Distinct().ToArray();

        Listed.ShouldBeUnique();
        code.ShouldBe(Listed.Where(f => !f.StartsWith(Assets, StringComparison.Ordinal) && f != "Governance.Web" && !OfTheProjects.Any(f.EndsWith)), ignoreOrder: true);
        assets.ShouldBe(Listed.Where(f => f.StartsWith(Assets, StringComparison.Ordinal)), ignoreOrder: true);
        Listed.Where(f => Strange().IsMatch(f)).ShouldBeEmpty();
    }

    [FullRunFact]
    public async Task Threat_T78_PublishedFiles_AreTheList_WhenPublished()
    {
        var folder = Directory.CreateTempSubdirectory("governance-publish-").FullName;
        try
        {
            var (exit, output) = await RunAsync("publish", "-c", Configuration, "--no-build", "-nodeReuse:false", "-v", "quiet", "-o", folder);
            exit.ShouldBe(0, output);

            var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
            files.Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Where(f => !IsPacked(f)).ShouldBe(Listed, ignoreOrder: true);
            foreach (var text in new[] { "OrgSimulator", "/_control" })
            {
                // UTF-16 as well: so a program keeps its strings.
                byte[][] forms = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text)];
                files.Where(f => File.ReadAllBytes(f) is var bytes && forms.Any(form => bytes.AsSpan().IndexOf(form) >= 0)).ShouldBeEmpty(text);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Threat_T78_PublishedFiles_AreTheList_AndTheScriptIsTheOneThatWasRead()
    {
        var targets = XDocument.Load(Repository.PathOf("src", "Governance.Web", "BrowserScript.targets"));
        var script = File.ReadAllBytes(Repository.PathOf("src", "Governance.Web", "wwwroot", "_framework", "blazor.web.js"));

        Convert.ToHexStringLower(SHA256.HashData(script)).ShouldBe(targets.Descendants("BrowserScriptSha256").Single().Value);
        targets.Descendants("BrowserScriptPackSha256").Single().Value.Length.ShouldBe(64);
        targets.Descendants("PackageDownload").Single().Attribute("Version")!.Value.ShouldBe("[$(BrowserScriptPackVersion)]");
    }

    [FullRunFact]
    public async Task Threat_T78_PublishedFiles_AreTheList_AndASwappedScriptStopsTheBuild()
    {
        foreach (var swapped in new[] { "BrowserScriptSha256", "BrowserScriptPackSha256" })
        {
            var (exit, output) = await RunAsync("msbuild", "-t:TakeBrowserScript", $"-p:{swapped}={new string('0', 64)}", "-nodeReuse:false");

            exit.ShouldNotBe(0);
            output.ShouldContain("expected 000");
        }
    }

    [Fact]
    public void Threat_T78_PublishedFiles_AreTheList_AndNameNothingOutside()
    {
        string[] files =
        [
            .. Repository.Files("src/Governance.Web", "*.razor"), .. Repository.Files("src/Governance.Web/wwwroot", "*.css"),
            .. Repository.Files("src/Governance.Web/wwwroot/js", "*.js"), .. Repository.Files("src/Governance.Web/wwwroot", "*.svg"),
        ];
        files.Length.ShouldBeGreaterThan(100);

        files.Where(f => Outside().IsMatch(Repository.Read(f))).ShouldBeEmpty("an asset from elsewhere");
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    private static bool IsPacked(string file) => file.EndsWith(".br", StringComparison.Ordinal) || file.EndsWith(".gz", StringComparison.Ordinal);

    private static IEnumerable<string> FilesOf(JsonObject library)
    {
        IEnumerable<KeyValuePair<string, JsonNode?>> Of(string kind) => library[kind]?.AsObject() ?? Enumerable.Empty<KeyValuePair<string, JsonNode?>>();
        return
        [
            .. Of("runtime").Concat(Of("native")).Select(f => Path.GetFileName(f.Key)), .. Of("runtimeTargets").Select(f => f.Key),
            .. Of("resources").Select(f => $"{f.Value!["locale"]!.GetValue<string>()}/{Path.GetFileName(f.Key)}"),
        ];
    }

    private static async Task<(int Exit, string Output)> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [command, Repository.PathOf("src", "Governance.Web", "Governance.Web.csproj"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    [GeneratedRegex(@"OrgSimulator|DevHost|TestKit|Tests?\.dll|(^|/)\.|\.(map|pem|key|pfx|p12|db|cs|razor)$|appsettings")]
    private static partial Regex Strange();

    [GeneratedRegex(@"(?:src|href)=""(?:https?:)?//|url\(\s*['""]?(?:https?:)?//|@import|import\s*\(?\s*['""]https?:|sourceMappingURL")]
    private static partial Regex Outside();
}
