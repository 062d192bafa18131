using System.Diagnostics;
using Governance.Application.Ports;
using Governance.Domain.Access;
using Governance.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Governance.Web.Auth;

/// <summary>Puts sign-in, sessions, page rights and security headers on the portal.</summary>
public static class SignInServices
{
    /// <summary>Services. Before AddRazorComponents or after, both work.</summary>
    /// <exception cref="StartRefusedException">A setting is missing, or not allowed in this environment.</exception>
    public static void AddPortalSignIn(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(OidcSettings.Section).Get<OidcSettings>() ?? new OidcSettings();
        settings.Check(builder.Environment.IsProduction());
        if (builder.Environment.IsProduction() && builder.Configuration.GetValue<bool>("DetailedErrors"))
            throw new StartRefusedException("DetailedErrors may not be true in Production.");
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(builder.Configuration.GetSection(SignInLimits.Section).Get<SignInLimits>() ?? new SignInLimits());
        services.AddSingleton(EmergencySettings.From(builder.Configuration));
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        AddProvider(services);
        AddSchemes(services, settings);
        AddRights(services);
        AddRequestChecks(services);
    }

    /// <summary>The middleware, before every endpoint; UseAntiforgery comes after it.</summary>
    public static void UsePortalSignIn(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(broken => broken.Run(BrokenAsync));
        app.UseMiddleware<SameOriginGate>();
        app.UseCookiePolicy();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<CircuitGate>();
        app.UseAuthorization();
    }

    /// <summary>The endpoints.</summary>
    public static void MapPortalSignIn(this WebApplication app)
    {
        ActivatorUtilities.CreateInstance<SignInEndpoints>(app.Services).Map(app);
        ActivatorUtilities.CreateInstance<EmergencySignIn>(app.Services).Map(app);
        CircuitGate.MapRefused(app);
    }

    private static void AddProvider(IServiceCollection services)
    {
        services.AddSingleton<UsedStates>();
        services.AddSingleton<FailedCallbacks>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<SignInTicket>();
        services.AddSingleton<StepUp>();
        services.AddSingleton<ProviderTokens>();
        services.AddSingleton<IdTokenCheck>();
        services.AddSingleton<LogoutTokenCheck>();
        services.AddSingleton<BackchannelLogout>();
        services.AddSingleton<IIdentityProvider>(p => ActivatorUtilities.CreateInstance<ProviderRefresh>(p, Backchannel()));
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<ProviderMetadata>(p, Backchannel()));
    }

    private static void AddSchemes(IServiceCollection services, OidcSettings settings)
    {
        services.AddSingleton<SessionDrafts>();
        services.AddSingleton<SessionStore>();
        services.AddAuthentication(SessionStore.Scheme).AddCookie(SessionStore.Scheme, cookie =>
        {
            cookie.Cookie = HostCookie(SessionStore.Cookie, SameSiteMode.Lax);
            cookie.CookieManager = new FreshSessionCookies(settings.CallbackPath, EmergencySignIn.Path);
            cookie.TicketDataFormat = new SessionReference();
            cookie.ExpireTimeSpan = PortalSession.Absolute;
            // Idling is judged by the session's row.
            cookie.SlidingExpiration = false;
            cookie.Events.OnRedirectToLogin = context => AccessPages.SignInFirstAsync(context.HttpContext);
            cookie.Events.OnRedirectToAccessDenied = context => AccessPages.MissingRoleAsync(context.HttpContext);
        }).AddOAuth<OidcOptions, OidcHandler>(OidcHandler.Name, oidc =>
        {
            (oidc.ClientId, oidc.ClientSecret, oidc.CallbackPath) = (settings.ClientId, settings.ClientSecret, settings.CallbackPath);
            oidc.UsePkce = true;
            oidc.Scope.Clear();
            foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) oidc.Scope.Add(scope);
            oidc.Backchannel = Backchannel();
            oidc.RemoteAuthenticationTimeout = UsedStates.Lifetime;
            // The framework's own builder takes the callback's path, and __Host- demands "/".
            oidc.CorrelationCookie = HostCookie("__Host-oidc.", SameSiteMode.Lax);
            oidc.CorrelationCookie.Expiration = UsedStates.Lifetime;
            oidc.Events.OnRemoteFailure = async context =>
            {
                await context.HttpContext.RequestServices.GetRequiredService<Refusals>().AnswerAsync(context.HttpContext, context.Failure);
                context.HandleResponse();
            };
            oidc.Events.OnTicketReceived = EndFormerSessionAsync;
        });
        services.AddOptions<CookieAuthenticationOptions>(SessionStore.Scheme)
            .Configure<SessionStore>((cookie, store) => cookie.SessionStore = store);
    }

    private static void AddRights(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<HeldRights>();
        services.AddScoped<IClaimsTransformation, RoleClaims>();
        services.AddScoped<IAuthorizationHandler, PermissionCheck>();
        services.AddScoped<AuthenticationStateProvider, RevalidatingSession>();
        services.AddScoped<CircuitHandler, CircuitActivity>();
        services.AddSingleton<CircuitSeats>();
        services.AddSingleton<CircuitCeiling>();
        services.AddAuthorization(rights =>
        {
            foreach (var permission in Enum.GetValues<Permission>()) rights.AddPolicy(permission.ToString(), Demand(permission));
            rights.DefaultPolicy = Demand(Permission.SignedIn);
            rights.FallbackPolicy = rights.DefaultPolicy;
        });
    }

    private static void AddRequestChecks(IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, SignInRates>();
        // Antiforgery refuses to work over http once its own cookie demands Secure; the cookie policy adds it instead.
        services.AddAntiforgery(antiforgery => antiforgery.Cookie = HostCookie("__Host-af", SameSiteMode.Strict, CookieSecurePolicy.None));
        services.Configure<CookiePolicyOptions>(policy =>
        {
            policy.Secure = CookieSecurePolicy.Always;
            policy.HttpOnly = Microsoft.AspNetCore.CookiePolicy.HttpOnlyPolicy.Always;
            policy.MinimumSameSitePolicy = SameSiteMode.Lax;
        });
    }

    private static AuthorizationPolicy Demand(Permission permission) =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)).Build();

    private static CookieBuilder HostCookie(string name, SameSiteMode sameSite, CookieSecurePolicy secure = CookieSecurePolicy.Always) =>
        new() { Name = name, Path = "/", HttpOnly = true, IsEssential = true, SameSite = sameSite, SecurePolicy = secure };

    /// <summary>To the provider: no redirect is followed, no cookie is kept.</summary>
    private static HttpClient Backchannel() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = 10 * 1024 * 1024,
    };

    /// <summary>A sign-in replaces the session this browser had; a step-up goes on with it.</summary>
    private static async Task EndFormerSessionAsync(TicketReceivedContext context)
    {
        if (context.Properties?.Items.ContainsKey(SessionStore.Continues) == true) return;
        if (context.Request.Cookies[SessionStore.Cookie] is { Length: > 0 } former)
            await context.HttpContext.RequestServices.GetRequiredService<SessionStore>().RemoveAsync(former);
    }

    private static Task BrokenAsync(HttpContext context) => PlainPage.WriteAsync(context, StatusCodes.Status500InternalServerError,
        "Something broke inside the portal", "Nothing was changed. Try again; if it stays, report reference "
        + $"{Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier}.");
}
