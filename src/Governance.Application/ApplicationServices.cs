using System.Reflection;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Audit;
using Governance.Application.Catalog;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Incidents;
using Governance.Application.Notifications;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Requests;
using Governance.Application.Work;
using MediatR;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Application;

/// <summary>Registers the use cases, their pipeline in its one order, and persistence.</summary>
public static class ApplicationServices
{
    private static readonly Assembly Here = typeof(ApplicationServices).Assembly;

    /// <summary>Adds everything of this project. Connectors, clock and logging come from the host.</summary>
    public static IServiceCollection AddGovernance(
        this IServiceCollection services, IDatabaseProvider provider, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider);
        services.AddDbContext<GovernanceDb>(options => provider.Configure(options, connectionString), optionsLifetime: ServiceLifetime.Singleton);
        services.AddScoped<CurrentActor>();
        services.AddScoped<AuditDraft>();
        services.AddScoped<AuditWriter>();
        services.AddScoped<RoleMap>();
        services.AddScoped<SessionRegister>();
        services.AddScoped<ProviderCheck>();
        services.AddSingleton<ClockWatch>();
        services.AddSingleton<SessionGrants>();
        services.TryAddSingleton<IIdentityProvider, NoIdentityProvider>();
        services.AddScoped<CredentialHandover>();
        services.AddScoped<SecretIntake>();
        services.AddScoped<AppLinkTakeOver>();
        services.AddScoped<SpecTakeOver>();
        services.AddScoped<RequestApprovals>();
        services.AddScoped<RequestReviews>();
        services.AddScoped<EvidenceSeal>();
        services.AddScoped<PreserveEvidence>();
        services.AddScoped<KeepPassports>();
        services.AddScoped<TryCanaries>();
        services.AddScoped<PassportSeal>();
        services.AddScoped<ReturnRules>();
        services.AddScoped<RequestKinds>();
        services.AddScoped<RequestSpecs>();
        services.AddScoped<RequestWriter>();
        services.AddScoped<Errands>();
        services.AddScoped<OrgReach>();
        services.AddScoped<FormKind>();
        services.AddScoped<ConnectedByRequest>();
        services.AddScoped<NoticeBoard>();
        services.AddSingleton<AuditHealth>();
        services.AddSingleton<Denials>();
        services.TryAddSingleton(new RateLimits());
        services.AddSingleton<MessageRates>();
        services.AddSingleton<UseCaseRunner>();
        services.AddScoped<HeadSigner>();
        services.AddScoped<AuditProbe>();
        services.AddScoped<LargeExports>();
        services.TryAddSingleton(new DiskSettings());
        services.TryAddSingleton(SyncSchedule.Default);
        services.AddSingleton(p => new DiskFloor(provider.FileOf(connectionString), p.GetRequiredService<DiskSettings>(),
            p.GetRequiredService<UseCaseRunner>(), p.GetRequiredService<ILogger<DiskFloor>>()));
        services.TryAddScoped<IAuditKey, StoredAuditKey>();
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<WorkDispatcher>();
        services.AddSingleton<SecretSeal>();
        services.AddScoped<ISecretStore, DatabaseSecretStore>();
        services.AddScoped(p => new SecretMoves(p.GetRequiredService<GovernanceDb>(), p.GetRequiredService<SecretSeal>(),
            p.GetRequiredService<ILogger<SecretMoves>>(), p.GetService<ISecretVault>()));
        services.AddSingleton<IRefreshTurns, DatabaseRefreshTurns>();
        AddKeyRing(services);
        AddPipeline(services);
        AddFound(services);
        return services;
    }

    // Keys live 90 days, the framework's default; KeyWrappers come from the host.
    private static void AddKeyRing(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Governance").UseCryptographicAlgorithms(
            new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        services.TryAddSingleton(KeyWrappers.None);
        services.AddSingleton<IXmlRepository, DatabaseKeyRing>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(p => new ConfigureOptions<KeyManagementOptions>(o =>
        {
            o.XmlRepository = p.GetRequiredService<IXmlRepository>();
            if (p.GetRequiredService<KeyWrappers>().Current is { } wrapper) o.XmlEncryptor = new WrappingEncryptor(wrapper);
        }));
        services.AddSingleton<IKeyManager, SharedKeyRing>();
        services.AddSingleton<KeyRingStart>();
    }

    private static void AddPipeline(IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(p => p.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(LogScope<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(UnexpectedExceptions<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Rates<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Authorization<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Validation<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TransactionAndAudit<,>));
    }

    private static void AddFound(IServiceCollection services)
    {
        foreach (var type in Here.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsGenericType: false }))
        {
            foreach (var served in type.GetInterfaces().Where(IsFound)) services.AddScoped(served, type);
        }
        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(Here, includeInternalTypes: true))
            services.AddSingleton(found.InterfaceType, found.ValidatorType);
    }

    private static bool IsFound(Type served) => served == typeof(IWorkHandler) || served == typeof(IRequestKind) || served == typeof(IErrand) || (served.IsGenericType
        && (served.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
            || served.GetGenericTypeDefinition() == typeof(IEventHandler<>)));
}
