using System.Security.Cryptography.X509Certificates;
using Governance.Application;
using Governance.Application.Ports;
using Governance.Connectors;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.Salesforce;
using Governance.Database.Sqlite;
using Governance.Web.Jobs;
using Microsoft.AspNetCore.DataProtection;

namespace Governance.Web.Hosting;

/// <summary>What the portal and its command line share: use cases, persistence, connectors, keys.</summary>
internal static class PortalServices
{
    /// <exception cref="StartRefusedException">A setting that this environment does not allow.</exception>
    public static void AddPortal(this WebApplicationBuilder builder)
    {
        var (configuration, services) = (builder.Configuration, builder.Services);
        var production = builder.Environment.IsProduction();
        var (provider, connection) = Databases.Choose(configuration);
        services.AddGovernance(provider, connection);

        var salesforce = configuration.GetSection("Salesforce").Get<SalesforceOptions>() ?? new SalesforceOptions();
        if (production && salesforce.AllowLoopback) throw new StartRefusedException("Salesforce:AllowLoopback is refused in Production.");
        var appLink = configuration.GetSection(AppLinkOptions.Section).Get<AppLinkOptions>() ?? new AppLinkOptions();
        if (production && appLink.AllowLoopback) throw new StartRefusedException("AppLink:AllowLoopback is refused in Production.");
        if (configuration.GetValue<int?>("Containment:InFlightPerOrg") is { } inFlight) salesforce.InFlightPerOrg = inFlight;
        try
        {
            services.AddConnectors(salesforce, appLink);
        }
        catch (ArgumentException wrong)
        {
            throw new StartRefusedException(wrong.Message);
        }

        AddKeys(services, configuration, production);
        services.AddSingleton<IAuditAnchor>(new FileAuditAnchor(configuration["Audit:Anchor"]));
    }

    /// <summary>What only the running portal does, and its command line does not.</summary>
    public static void AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<WorkJob>();
        var (provider, connection) = Databases.Choose(configuration);
        services.AddSchedules(store => Databases.UseFor(store, provider, connection), clustered: provider is not SqliteProvider);
        if (provider is SqliteProvider) services.AddSingleton(_ => SqliteProvider.HoldOpen(connection));
    }

    private static void AddKeys(IServiceCollection services, ConfigurationManager configuration, bool production)
    {
        var ring = services.AddDataProtection().SetApplicationName("Governance");
        if (configuration["Secrets:KeyRing:CertificatePath"] is { Length: > 0 } path)
        {
            ring.ProtectKeysWithCertificate(X509CertificateLoader.LoadPkcs12FromFile(path, configuration["Secrets:KeyRing:CertificatePassword"]));
        }
        else if (configuration["Secrets:KeyRing:Thumbprint"] is { Length: > 0 } thumbprint)
        {
            ring.ProtectKeysWithCertificate(thumbprint);
        }
        else if (production)
        {
            throw new StartRefusedException(
                "The key ring is unprotected. Set Secrets:KeyRing:CertificatePath or Secrets:KeyRing:Thumbprint; Production does not start without.");
        }
        if (configuration["Audit:SigningKey"] is { Length: > 0 } signing) services.AddScoped<IAuditKey>(_ => new FileAuditKey(signing));
        else if (production)
        {
            throw new StartRefusedException(
                "Audit:SigningKey is missing: in Production the key that signs audit heads may not live in the audited database.");
        }
    }
}
