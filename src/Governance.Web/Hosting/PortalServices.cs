using Governance.Application;
using Governance.Application.Audit;
using Governance.Application.Orgs;
using Governance.Application.Ports;
using Governance.Connectors;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.KeyVault;
using Governance.Connectors.Notices;
using Governance.Connectors.Salesforce;
using Governance.Database.Sqlite;
using Governance.Web.Jobs;

namespace Governance.Web.Hosting;

/// <summary>What the portal and its command line share: use cases, persistence, connectors, keys.</summary>
internal static class PortalServices
{
    /// <param name="builder">The host.</param>
    /// <param name="vault">How a vault is reached; null for the platform's own way.</param>
    /// <exception cref="StartRefusedException">A setting that this environment does not allow.</exception>
    public static void AddPortal(this WebApplicationBuilder builder, VaultPath? vault = null)
    {
        var (configuration, services) = (builder.Configuration, builder.Services);
        var production = builder.Environment.IsProduction();
        var (provider, connection) = Databases.Choose(configuration);
        services.AddGovernance(provider, connection);
        services.AddSingleton(Disk(configuration));
        services.AddSingleton(Schedule(configuration));

        var salesforce = configuration.GetSection("Salesforce").Get<SalesforceOptions>() ?? new SalesforceOptions();
        if (production && salesforce.AllowLoopback) throw new StartRefusedException("Salesforce:AllowLoopback is refused in Production.");
        var appLink = configuration.GetSection(AppLinkOptions.Section).Get<AppLinkOptions>() ?? new AppLinkOptions();
        if (production && appLink.AllowLoopback) throw new StartRefusedException("AppLink:AllowLoopback is refused in Production.");
        var notices = configuration.GetSection(NoticeOptions.Section).Get<NoticeOptions>() ?? new NoticeOptions();
        if (production && notices.AllowLoopback) throw new StartRefusedException("Notifications:AllowLoopback is refused in Production.");
        if (configuration.GetValue<int?>("Containment:InFlightPerOrg") is { } inFlight) salesforce.InFlightPerOrg = inFlight;
        try
        {
            services.AddConnectors(salesforce, appLink, notices);
        }
        catch (ArgumentException wrong)
        {
            throw new StartRefusedException(wrong.Message);
        }

        AddKeys(services, configuration, production, vault ?? VaultPath.System);
        services.AddSingleton<IAuditAnchor>(new FileAuditAnchor(configuration["Audit:Anchor"]));
    }

    /// <summary>What only the running portal does, and its command line does not.</summary>
    public static void AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.AddHostedService<WorkJob>();
        services.AddHostedService<SecretSchedule>();
        services.AddHostedService<DenialCounts>();
        services.AddHostedService<Watches>();
        var (provider, connection) = Databases.Choose(configuration);
        services.AddSchedules(store => Databases.UseFor(store, provider, connection), clustered: provider is not SqliteProvider);
        if (provider is SqliteProvider) services.AddSingleton(_ => SqliteProvider.HoldOpen(connection));
    }

    private static SyncSchedule Schedule(ConfigurationManager configuration)
    {
        var schedule = new SyncSchedule(
            configuration.GetValue("Sync:Interval", SyncSchedule.Default.Interval),
            configuration.GetValue("Sync:FullInterval", SyncSchedule.Default.FullInterval));
        return schedule.Interval > TimeSpan.Zero && schedule.FullInterval >= schedule.Interval
            ? schedule
            : throw new StartRefusedException("Sync:Interval must be more than nothing, and Sync:FullInterval at least as long.");
    }

    private static DiskSettings Disk(ConfigurationManager configuration) => configuration.GetValue<long?>("Disk:FloorMegabytes") switch
    {
        null => new DiskSettings(),
        >= 0 and <= 1L << 40 and var floor => new DiskSettings(floor << 20),
        _ => throw new StartRefusedException("Disk:FloorMegabytes must be 0 (no floor) or more."),
    };

    private static void AddKeys(IServiceCollection services, ConfigurationManager configuration, bool production, VaultPath path)
    {
        services.AddSingleton(KeyRings.Choose(configuration, production, path));
        var secrets = configuration["Secrets:Provider"] ?? "Database";
        if (secrets.Equals("AzureKeyVault", StringComparison.OrdinalIgnoreCase)) services.AddSingleton<ISecretVault>(Vault(configuration, path));
        else if (!secrets.Equals("Database", StringComparison.OrdinalIgnoreCase))
            throw new StartRefusedException($"Secrets:Provider is '{secrets}'. Use Database or AzureKeyVault.");
        switch (configuration["Audit:SigningKey"])
        {
            case { Length: > 0 } signing when signing.StartsWith(VaultAuditKey.Prefix, StringComparison.OrdinalIgnoreCase):
                var (vault, name) = (Vault(configuration, path), signing[VaultAuditKey.Prefix.Length..]);
                services.AddSingleton<IAuditKey>(_ => new VaultAuditKey(vault, name));
                break;
            case { Length: > 0 } file:
                services.AddScoped<IAuditKey>(_ => new FileAuditKey(file));
                break;
            case null or "" when production:
                throw new StartRefusedException(
                    "Audit:SigningKey is missing: in Production the key that signs audit heads may not live in the audited database.");
        }
    }

    private static KeyVaultSecrets Vault(ConfigurationManager configuration, VaultPath path)
    {
        try
        {
            return new KeyVaultSecrets(configuration["Secrets:KeyVault:Uri"], path);
        }
        catch (ArgumentException wrong)
        {
            throw new StartRefusedException(wrong.Message);
        }
    }
}
