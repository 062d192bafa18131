using System.Xml.Linq;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Governance.Database.Tests;

/// <summary>Packages the registry copy lacks are pruned from the graph. Each has a test that walks the path really used;
/// those of the web part (Microsoft.JSInterop.WebAssembly, AngleSharp.Diffing) are in Web.Tests.</summary>
public sealed class PrunedPackageTests
{
    private static readonly Dictionary<string, string> WalkedIn = new()
    {
        ["Microsoft.Identity.Client.Broker"] = nameof(FaultTests.SqlServer_WhenItIsNotThere_IsUnavailable),
        ["Mono.TextTemplating"] = nameof(DesignTime_WhenAMigrationIsAskedFor_NeedsNoTemplateEngine),
        ["Microsoft.VisualStudio.SolutionPersistence"] = nameof(DesignTime_WhenAMigrationIsAskedFor_NeedsNoTemplateEngine),
        ["Microsoft.JSInterop.WebAssembly"] = "Web.Tests",
        ["AngleSharp.Diffing"] = "Web.Tests",
    };

    [Fact]
    public void Pruned_WhenListed_HasATestOnItsPath() => XDocument.Load(Repository.PathOf("Directory.Build.props"))
        .Descendants("PrunePackageReference").SelectMany(p => p.Attribute("Include")!.Value.Split(';')).Order()
        .ShouldBe(WalkedIn.Keys.Order());

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("SqlServer")]
    [InlineData("PostgreSql")]
    public void DesignTime_WhenAMigrationIsAskedFor_NeedsNoTemplateEngine(string provider)
    {
        using var db = Models.Open(provider);
        var factory = Models.Provider(provider).GetType().Assembly.GetTypes()
            .Single(t => t.GetInterfaces().Contains(typeof(IDesignTimeDbContextFactory<Application.Data.GovernanceDb>)));
        var made = ((IDesignTimeDbContextFactory<Application.Data.GovernanceDb>)Activator.CreateInstance(factory, nonPublic: true)!).CreateDbContext([]);

        // SQLite has no idempotent scripts.
        var kind = provider == "Sqlite" ? MigrationsSqlGenerationOptions.Default : MigrationsSqlGenerationOptions.Idempotent;
        using (made) made.GetService<IMigrator>().GenerateScript(options: kind).Length.ShouldBeGreaterThan(1000);
        db.Database.GenerateCreateScript().ShouldContain("AuditChain");
    }
}
