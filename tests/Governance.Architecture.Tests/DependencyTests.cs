using System.Reflection;
using System.Xml.Linq;
using Governance.TestKit;

namespace Governance.Architecture.Tests;

/// <summary>Who may depend on whom, read from project files and from compiled assemblies.</summary>
public sealed class DependencyTests
{
    private const string Providers = "Governance.Database.";

    // Project: what of ours it may name. Tests may name anything.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Governance.Domain"] = [],
        ["Governance.Application"] = ["Governance.Domain"],
        ["Governance.Connectors"] = ["Governance.Application"],
        ["Governance.Web"] = ["Governance.Application", "Governance.Connectors", "Governance.Database.Sqlite", "Governance.Database.SqlServer", "Governance.Database.PostgreSql"],
        ["Governance.AuditCheck"] = ["Governance.Domain"],
        ["Governance.OrgSimulator"] = [],
        // Build order only: it starts them as processes.
        ["Governance.DevHost"] = ["Governance.OrgSimulator", "Governance.Web"],
        ["Governance.Database.Sqlite"] = ["Governance.Application"],
        ["Governance.Database.PostgreSql"] = ["Governance.Application"],
        ["Governance.Database.SqlServer"] = ["Governance.Application", "Microsoft.SqlServer.Server"],
        ["Microsoft.SqlServer.Server"] = [],
    };

    // Package id (or its beginning): projects that may name it.
    private static readonly Dictionary<string, string[]> OnlyIn = new()
    {
        ["Microsoft.EntityFrameworkCore.Sqlite"] = ["Governance.Database.Sqlite"],
        ["Microsoft.EntityFrameworkCore.SqlServer"] = ["Governance.Database.SqlServer"],
        ["Npgsql"] = ["Governance.Database.PostgreSql"],
        ["SQLitePCLRaw"] = ["Governance.Database.Sqlite"],
        ["Microsoft.EntityFrameworkCore.Design"] = ["Governance.Database.Sqlite", "Governance.Database.SqlServer", "Governance.Database.PostgreSql"],
        ["MediatR"] = ["Governance.Application", "Governance.Web"],
        ["Quartz"] = ["Governance.Web"],
        ["OpenTelemetry"] = ["Governance.Web"],
        ["Polly"] = ["Governance.Connectors"],
        ["Azure.Security.KeyVault"] = ["Governance.Connectors"],
    };

    private static readonly (string Name, XDocument Xml)[] Projects =
    [
        .. Repository.Files("src", "*.csproj").Concat(Repository.Files("database", "*.csproj"))
            .Select(f => (Path.GetFileNameWithoutExtension(f), XDocument.Load(Repository.PathOf(f)))),
    ];

    [Fact]
    public void Project_WhenItNamesAnother_IsAllowedTo()
    {
        Projects.Length.ShouldBeGreaterThan(8);
        foreach (var (name, xml) in Projects)
        {
            Allowed.ShouldContainKey(name, "say in DependencyTests what this project may depend on");
            xml.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))
                .Except(Allowed[name]).ShouldBeEmpty($"{name} names a project it must not");
        }
    }

    [Fact]
    public void Package_WhenItBelongsToOneLayer_IsNamedThereOnly()
    {
        foreach (var (name, xml) in Projects)
        {
            foreach (var package in xml.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value))
            {
                foreach (var (id, homes) in OnlyIn.Where(o => package.StartsWith(o.Key, StringComparison.Ordinal)))
                    homes.ShouldContain(name, $"{package} belongs in {string.Join(", ", homes)}");
            }
        }
        Projects.Single(p => p.Name == "Governance.Domain").Xml.Descendants("PackageReference").ShouldBeEmpty();
        Projects.Single(p => p.Name == "Governance.OrgSimulator").Xml.Descendants("PackageReference").ShouldBeEmpty();
    }

    [Fact]
    public void Assembly_WhenCompiled_ReferencesOnlyItsLayersBelow()
    {
        ReferencesOf("Governance.Domain").ShouldAllBe(n => n.StartsWith("System.", StringComparison.Ordinal) || n == "netstandard");
        ReferencesOf("Governance.Application").Where(Ours).ShouldBe(["Governance.Domain"]);
        ReferencesOf("Governance.Application").ShouldNotContain(n =>
            n.Contains("Sqlite") || n.Contains("Npgsql") || n.Contains("SqlClient") || n == "System.Net.Http");
        ReferencesOf("Governance.Connectors").Where(Ours).Except(["Governance.Domain", "Governance.Application"]).ShouldBeEmpty();
        foreach (var provider in new[] { "Sqlite", "SqlServer", "PostgreSql" })
            ReferencesOf(Providers + provider).Where(Ours).Except(["Governance.Domain", "Governance.Application"]).ShouldBeEmpty();
    }

    [Fact]
    public void Web_WhenItNamesConnectorsOrDatabases_DoesSoInTheProgramOnly()
    {
        var files = Repository.Files("src/Governance.Web", "*.cs").Concat(Repository.Files("src/Governance.Web", "*.razor")).ToArray();
        files.Length.ShouldBeGreaterThan(2);
        // Program.cs, and what it is split into: files in the project's own folder and under Hosting.
        files.Where(f => f.Count(c => c == '/') > 2 && !f.Contains("/Hosting/", StringComparison.Ordinal))
            .Where(f => Repository.Read(f) is var text && (text.Contains("Governance.Connectors") || text.Contains(Providers)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Mediator_WhenNamed_IsNamedInThePipelineOnly() => Repository.Files("src", "*.cs").Concat(Repository.Files("src", "*.razor"))
        .Where(f => Repository.Read(f).Contains("MediatR", StringComparison.Ordinal))
        .Where(f => !f.StartsWith("src/Governance.Application/Pipeline/", StringComparison.Ordinal)
            && f != "src/Governance.Application/ApplicationServices.cs").ShouldBeEmpty();

    [Fact]
    public void Simulator_WhenProductCodeRuns_IsNotKnownToIt() => Repository.Files("src", "*.cs").Concat(Repository.Files("src", "*.razor"))
        .Where(f => !f.StartsWith("src/Governance.OrgSimulator/", StringComparison.Ordinal) && !f.StartsWith("src/Governance.DevHost/", StringComparison.Ordinal))
        .Where(f => Repository.Read(f).Contains("OrgSimulator", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Build_WhenPublicThingsLackComments_Fails()
    {
        var props = XDocument.Load(Repository.PathOf("Directory.Build.props"));
        Setting(props, "GenerateDocumentationFile").ShouldBe("true");
        Setting(props, "TreatWarningsAsErrors").ShouldBe("true");
        Setting(props, "EnforceCodeStyleInBuild").ShouldBe("true");
        Setting(props, "NuGetAudit").ShouldBe("true");
        Setting(props, "RestorePackagesWithLockFile").ShouldBe("true");
        // CS1591 is switched off for every project but these three.
        var off = props.Descendants("NoWarn").Single(n => n.Value.Contains("CS1591"));
        var condition = off.Parent!.Attribute("Condition")!.Value;
        foreach (var name in new[] { "Governance.Domain", "Governance.Application", "Governance.Connectors" })
        {
            condition.ShouldContain($"!= '{name}'");
            Projects.Single(p => p.Name == name).Xml.Descendants("NoWarn").ShouldBeEmpty($"{name} silences warnings");
        }
        props.ToString().ShouldNotContain("NU190");
    }

    private static string? Setting(XDocument props, string name) => props.Descendants(name).SingleOrDefault()?.Value;

    private static IEnumerable<string> ReferencesOf(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(a => a.Name!);

    private static bool Ours(string name) => name.StartsWith("Governance.", StringComparison.Ordinal);
}
