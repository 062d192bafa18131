using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Connectors;

/// <summary>Registers what speaks to the outside.</summary>
public static class ConnectorServices
{
    /// <summary>Adds <see cref="ISalesforceOrg"/> (scoped, because the secret store is). Access tokens, call budgets
    /// and connections are shared by the whole process. Needs logging and an <see cref="ISecretStore"/> from the host,
    /// which also refuses <see cref="SalesforceOptions.AllowLoopback"/> in Production.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public static IServiceCollection AddConnectors(this IServiceCollection services, SalesforceOptions options)
    {
        options.Check();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(OutboundPath.System);
        services.AddSingleton(options);
        services.AddSingleton<HostPolicy>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<OrgGates>();
        services.AddSingleton<Repeats>();
        services.AddSingleton<JwtAssertion>();
        services.AddScoped<OrgFacts>();
        services.AddScoped<OwnGrant>();
        services.AddScoped<SignIn>();
        services.AddScoped<TokenRevocation>();
        services.AddScoped<ISalesforceOrg, SalesforceOrg>();
        services.AddHttpClient<OrgWire>(client =>
            {
                // The wire keeps its own, shorter limits.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("GovernancePortal/1.0");
            })
            .ConfigurePrimaryHttpMessageHandler(p => SafeHttp.Handler(
                p.GetRequiredService<SalesforceOptions>(), p.GetRequiredService<HostPolicy>(),
                    p.GetRequiredService<OutboundPath>()))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The framework's loggers write addresses and headers; the wire writes host, path and code only.
            .RemoveAllLoggers();
        return services;
    }
}
