using Microsoft.Extensions.Configuration.Json;

namespace Governance.Web.Hosting;

/// <summary>The settings of a local run, linked from the root of the repository.</summary>
internal static class DevelopmentSettings
{
    /// <summary>Added right after the framework's own development settings, so that the environment still wins.</summary>
    public static void AddDevelopmentSettings(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment()) return;
        var path = Path.Combine(AppContext.BaseDirectory, "appsettings.Development.json");
        var source = new JsonConfigurationSource { Path = path, Optional = true };
        source.ResolveFileProvider();
        var sources = builder.Configuration.Sources;
        var after = sources.ToList().FindLastIndex(s => s is JsonConfigurationSource);
        sources.Insert(after + 1, source);
    }
}
