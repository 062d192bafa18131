using Governance.Application.Ports;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.Notices;
using Governance.Connectors.Salesforce;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Connectors;

/// <summary>Registers what speaks to the outside.</summary>
public static class ConnectorServices
{
    /// <summary>Adds <see cref="ISalesforceOrg"/>, <see cref="IOrgResponder"/>, <see cref="IOrgCanary"/>, <see cref="IOrgEvidence"/>, <see cref="IAppLink"/>, <see cref="INoticeWebhook"/> and <see cref="INoticeMail"/> (scoped, because the secret store is). Access tokens, call budgets
    /// and connections are shared by the whole process. Needs logging, <see cref="ISecretStore"/> and <see cref="IRefreshTurns"/>
    /// from the host, which also refuses every AllowLoopback in Production.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    public static IServiceCollection AddConnectors(
        this IServiceCollection services, SalesforceOptions options, AppLinkOptions appLink, NoticeOptions? notices = null)
    {
        options.Check();
        appLink.Check();
        notices ??= new NoticeOptions();
        notices.Check();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(OutboundPath.System);
        services.AddSingleton(options);
        services.AddSingleton<HostPolicy>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<OrgGates>();
        services.AddSingleton<SetFields>();
        services.AddSingleton<Repeats>();
        services.AddSingleton<JwtAssertion>();
        services.AddScoped<OrgFacts>();
        services.AddScoped<OwnGrant>();
        services.AddScoped<TokenRequests>();
        services.AddScoped<RefreshGrant>();
        services.AddScoped<SignIn>();
        services.AddScoped<Func<AccessTokens, SignIn>>(p => held => ActivatorUtilities.CreateInstance<SignIn>(p, held));
        services.AddScoped<TokenRevocation>();
        services.AddScoped<RowKeys>();
        services.AddScoped<ISalesforceOrg, SalesforceOrg>();
        services.AddScoped<IOrgResponder, OrgResponder>();
        services.AddScoped<IOrgCanary, OrgCanary>();
        services.AddScoped<IOrgEvidence, OrgEvidence>();
        services.AddSingleton(appLink);
        services.AddSingleton<AppLinkHosts>();
        services.AddSingleton<HerokuBudgets>();
        services.AddScoped<IAppLink, HerokuAppLink.AppLink>();
        services.AddSingleton(notices);
        services.AddSingleton<WebhookHosts>();
        services.AddScoped<INoticeMail, NoticeMail>();
        Guard(services.AddHttpClient<INoticeWebhook, NoticeWebhook>(), p => SafeHttp.Handler(
            options.Proxy, WebhookConnectTimeout, p.GetRequiredService<WebhookHosts>().AllowsLoopback, p.GetRequiredService<OutboundPath>()));
        Guard(services.AddHttpClient<OrgWire>(), p => SafeHttp.Handler(
            options.Proxy, options.ConnectTimeout, p.GetRequiredService<HostPolicy>().IsAllowedLoopback,
            p.GetRequiredService<OutboundPath>()));
        Guard(services.AddHttpClient<HerokuWire>(), p => SafeHttp.Handler(
            options.Proxy, appLink.ConnectTimeout, p.GetRequiredService<AppLinkHosts>().AllowsLoopback,
            p.GetRequiredService<OutboundPath>()));
        return services;
    }

    private static readonly TimeSpan WebhookConnectTimeout = TimeSpan.FromSeconds(5);

    private static void Guard(IHttpClientBuilder client, Func<IServiceProvider, HttpMessageHandler> handler) => client
            .ConfigureHttpClient(http =>
            {
                // The wire keeps its own, shorter limits.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("GovernancePortal/1.0");
            })
            .AddHttpMessageHandler(() => new LeaseGate())
            .ConfigurePrimaryHttpMessageHandler(handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The framework's loggers write addresses and headers; the wire writes host, path and code only.
            .RemoveAllLoggers();
}
