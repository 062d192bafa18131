using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Governance.TestKit;

namespace Governance.Architecture.Tests;

/// <summary>What comes from outside, at build time and from the browser.</summary>
public sealed class SupplyTests
{
    [Fact]
    public void Threat_T18_CallableMethods_AreTheKnownOnes()
    {
        var files = Directory.GetFiles(AppContext.BaseDirectory, "Governance.*.dll");
        files.ShouldContain(f => f.EndsWith("Governance.Web.dll", StringComparison.Ordinal));
        // The framework's own inputs are what shows that the sweep sees anything.
        var framework = typeof(Microsoft.AspNetCore.Components.Forms.InputFile).Assembly;

        var callable = files.Select(Assembly.LoadFrom).Append(framework).SelectMany(TypesOf)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.CustomAttributes.Any(a => a.AttributeType.Name == "JSInvokableAttribute")).ToArray();

        callable.ShouldNotBeEmpty("the sweep finds none where the framework has some");
        callable.Where(m => m.DeclaringType!.Assembly.GetName().Name!.StartsWith("Governance.", StringComparison.Ordinal))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}").ShouldBeEmpty("pages are called by their events only");
        callable.Where(m => m.IsStatic).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T77_UnlockedRestore_Fails()
    {
        var folder = Directory.CreateTempSubdirectory("governance-restore-").FullName;
        try
        {
            var project = Path.Combine(folder, "src", "Governance.Domain");
            Directory.CreateDirectory(project);
            foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json" })
                File.Copy(Repository.PathOf(file), Path.Combine(folder, file));
            foreach (var file in new[] { "Governance.Domain.csproj", "packages.lock.json" })
                File.Copy(Repository.PathOf("src", "Governance.Domain", file), Path.Combine(project, file));
            (await RestoreAsync(project)).Code.ShouldBe(0);

            // A package whose content is not the one that was locked.
            var path = Path.Combine(project, "packages.lock.json");
            var lockFile = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
            var package = lockFile["dependencies"]!.AsObject().Single().Value!.AsObject().First(p => p.Value!["contentHash"] is not null).Value!;
            package["contentHash"] = Convert.ToBase64String(new byte[64]);
            await File.WriteAllTextAsync(path, lockFile.ToJsonString());
            var changed = await RestoreAsync(project);

            changed.Code.ShouldNotBe(0);
            changed.Output.ShouldContain("NU1403");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Threat_T77_UnlockedRestore_IsNotWhatTheTestsDo()
    {
        Repository.Read("tests/run.sh").ShouldContain("-p:RestoreLockedMode=true");
        var projects = Repository.Files("src", "*.csproj").Concat(Repository.Files("database", "*.csproj")).ToArray();
        projects.Length.ShouldBeGreaterThan(8);
        foreach (var project in projects)
            File.Exists(Path.Combine(Path.GetDirectoryName(Repository.PathOf(project))!, "packages.lock.json")).ShouldBeTrue($"{project} has no lock file");
        var props = XDocument.Load(Repository.PathOf("Directory.Build.props"));
        props.Descendants("NuGetAudit").Single().Value.ShouldBe("true");
        props.Descendants("NuGetAuditMode").Single().Value.ShouldBe("all");
        Repository.Files("", "nuget.config").ShouldBeEmpty("no source is named in the repository");
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            // What needs a package that is pruned cannot be loaded, nor called.
            return partly.Types.OfType<Type>();
        }
    }

    private static async Task<(int Code, string Output)> RestoreAsync(string project)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", "--locked-mode", "--force", "-nodeReuse:false"])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
