using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Governance.Application.Data;
using Governance.Application.Work;
using Governance.TestKit;
using Governance.Web.Auth;
using Governance.Web.Connect;
using Governance.Web.Hosting;
using Governance.Web.Jobs;
using Governance.Web.Tests.Auth;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace Governance.Web.Tests.Hosting;

public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Person = SignInWorld.Responder;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("governance-telemetry-");
    private readonly Labour _labour = new();
    private ProviderOnLoopback _provider = null!;
    private WebApplication? _app;

    private string Url => _app!.Urls.Single();

    public async Task InitializeAsync() => _provider = await ProviderOnLoopback.StartAsync(TimeProvider.System);

    public async Task DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        await _provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Threat_T70_Telemetry_HoldsNoCanary_OverOtlp()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await StartAsync(collector.Url);
        using var browser = new Browser();

        await SignInAsync(browser);
        (await browser.GetAsync($"{Url}{ConnectEndpoints.CallbackPath}?code={Canaries.Code}&state={Canaries.Session}",
            ("User-Agent", Canaries.AccessToken), ("traceparent", "00-11111111111111111111111111111111-2222222222222222-00"),
            ("tracestate", $"a={Canaries.AccessToken}"), ("baggage", $"a={Canaries.AccessToken}"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await HandOverAsync(browser)).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync($"{Url}/signin-oidc?code={Canaries.Code}&state={Canaries.Session}")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.GetAsync($"{Url}/lost/{Canaries.AccessToken}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync($"{Url}/broken?token={Canaries.RefreshToken}")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        using (var other = new Browser())
        {
            await SignInAsync(other, SignInWorld.Auditor);
            (await HandOverAsync(other)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        _labour.Fault = new InvalidOperationException(Canaries.DeleteToken, new HttpRequestException(Canaries.AccessToken));
        await QueueAsync();
        await _app!.Services.GetRequiredService<WorkDispatcher>().RunDueAsync(default);
        _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.EntityFrameworkCore.Update")
            .LogError(new InvalidOperationException(Canaries.RefreshToken), "Could not save: {Words}", Canaries.RefreshToken);
        await _app.StopAsync();

        ShouldHave(collector.TextOf("traces"), "governance-portal", "WhoAmI", $"GET {ConnectEndpoints.CallbackPath}", "http.response.status_code", "Probe", "Failed");
        ShouldHave(collector.TextOf("metrics"), "governance.use_case.duration", "governance.work.wait", "governance.work.duration", "http.server.request.duration", "dotnet.");
        ShouldHave(collector.TextOf("logs"), "{Kind} {Item} failed", "System.InvalidOperationException", "Could not save: {Words}");
        var search = new CanarySearch([.. Canaries.All, Person, "rolf@northgale", SignInWorld.Auditor, "Labour.RunAsync"]);
        foreach (var (signal, body) in collector.Taken) search.Bytes(signal, body);
        search.ShouldFindNothing();
        collector.Taken.ShouldAllBe(t => t.Signal == "/v1/traces" || t.Signal == "/v1/metrics" || t.Signal == "/v1/logs");
    }

    [Fact]
    public async Task Collector_WhenSilent_HoldsUpNeitherStartNorWorkAndAStopForSeconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await StartAsync($"http://{silent.LocalEndpoint}");
        silent.Pending().ShouldBeFalse("the start must not wait for a collector");
        using var browser = new Browser();
        await SignInAsync(browser);

        var stopping = Stopwatch.StartNew();
        await _app!.StopAsync();

        stopping.Elapsed.ShouldBeLessThan(TelemetryJob.Patience * 2.5);
        silent.Pending().ShouldBeTrue("what was left must have been offered");
    }

    [Fact]
    public async Task Collector_WhenNoneIsSet_NothingIsBuilt()
    {
        await StartAsync("");

        _app!.Services.GetService<TracerProvider>().ShouldBeNull();
        _app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().ShouldNotContain(s => s is TelemetryJob);
    }

    [Theory]
    [InlineData("Production", "http://127.0.0.1:4318")]
    [InlineData("Production", "http://collector.example.com")]
    [InlineData("Development", "http://collector.example.com")]
    [InlineData("Production", "https://user:word@collector.example.com")]
    [InlineData("Production", "https://collector.example.com/?key=word")]
    [InlineData("Production", "collector")]
    public void Start_WhenTheEndpointIsNotAllowed_NamesTheSettingAndNotItsValue(string environment, string endpoint)
    {
        var builder = PortalOnLoopback.NewBuilder(environment, _provider.Oidc.Issuer, (TelemetryServices.Setting, endpoint));

        var refused = Should.Throw<StartRefusedException>(builder.AddTelemetry);

        refused.Message.ShouldContain(TelemetryServices.Setting);
        refused.Message.ShouldNotContain("word");
    }

    [Fact]
    public void Logs_WhenSettingsAskForMore_StillHoldNoAddressOfARequest()
    {
        var builder = PortalOnLoopback.NewBuilder("Production", _provider.Oidc.Issuer,
            ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"));
        builder.AddTelemetry();
        builder.Logging.AddProvider(new TestKit.Fakes.LogCapture());
        using var services = builder.Services.BuildServiceProvider();

        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");

        (log.IsEnabled(LogLevel.Information), log.IsEnabled(LogLevel.Warning)).ShouldBe((false, true));
    }

    [Fact]
    public async Task Stop_WhenWorkRuns_LivesAndIsNotReadyUntilItIsDone()
    {
        await StartAsync("");
        _labour.Gate = new TaskCompletionSource();
        await QueueAsync();
        await Eventually.ShouldBeAsync(() => _labour.Begun == 1, "the work to begin");
        using var probe = new HttpClient();

        // As SIGTERM does.
        _app!.Lifetime.StopApplication();
        var stopping = _app.StopAsync();

        using (var ready = await probe.GetAsync(Url + "/health/ready"))
            (ready.StatusCode, await ready.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.ServiceUnavailable, "not ready: this instance is being stopped"));
        using (var live = await probe.GetAsync(Url + "/health/live")) live.StatusCode.ShouldBe(HttpStatusCode.OK);
        await QueueAsync();
        stopping.IsCompleted.ShouldBeFalse();
        _labour.Gate.SetResult();
        await stopping;
        await using var scope = _app.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<GovernanceDb>().Work.AsNoTracking().OrderBy(w => w.Id).Select(w => w.DoneAt != null).ToListAsync())
            .ShouldBe([true, false], "what ran was let end, what came later waits for another instance");
    }

    private static void ShouldHave(string text, params string[] parts)
    {
        foreach (var part in parts) text.ShouldContain(part, Case.Sensitive);
    }

    private async Task StartAsync(string endpoint)
    {
        var builder = PortalOnLoopback.NewBuilder("Development", _provider.Oidc.Issuer,
            ("ConnectionStrings:Governance", $"Data Source={Path.Combine(_folder.FullName, "portal.db")};Pooling=False"),
            ("Authentication:RoleMap:0:Group", "gov-responders"), ("Authentication:RoleMap:0:Role", "OrgAdmin"),
            ("Authentication:RoleMap:1:Group", "gov-auditors"), ("Authentication:RoleMap:1:Role", "Auditor"),
            (TelemetryServices.Setting, endpoint));
        builder.AddTelemetry();
        builder.AddPortal();
        builder.AddPortalSignIn();
        builder.Services.AddScoped<IWorkHandler>(_ => _labour);
        if (endpoint.Length == 0) builder.Services.AddHostedService<WorkJob>();
        _app = builder.Build();
        await Databases.PrepareAsync(_app.Services, migrate: true, default);
        await FirstStart.FillRoleMapAsync(_app.Services, default);
        _app.UsePortalSignIn();
        _app.UseAntiforgery();
        _app.MapHealth();
        _app.MapPortalSignIn();
        _app.MapConnect();
        _app.MapGet("/token", (HttpContext http, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(http).RequestToken);
        _app.MapGet("/broken", string () => throw new InvalidOperationException(Canaries.RefreshToken));
        await _app.StartAsync();
    }

    private async Task SignInAsync(Browser browser, string person = Person) =>
        (await browser.SignInAsync(Url, person)).Status.ShouldBe(HttpStatusCode.Redirect);

    private async Task<Page> HandOverAsync(Browser browser)
    {
        var token = (await browser.GetAsync(Url + "/token")).Body;
        using var form = new MultipartFormDataContent
        {
            { new StringContent("secret"), "kind" }, { new StringContent(Canaries.ClientSecret), "credential" }, { new StringContent(token), "__RequestVerificationToken" },
        };
        return await browser.SendAsync(HttpMethod.Post, Url + ConnectEndpoints.CredentialPath, form, ("Origin", Url), ("Sec-Fetch-Site", "same-origin"));
    }

    private async Task QueueAsync()
    {
        await using var scope = _app!.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        db.Work.Add(new WorkItem("Probe", Guid.NewGuid(), Guid.Empty, "person:test", DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
        _app.Services.GetRequiredService<WorkSignal>().Raise();
    }

    private sealed class Labour : IWorkHandler
    {
        private int _begun;

        public string Kind => "Probe";

        public TaskCompletionSource? Gate { get; set; }

        public Exception? Fault { get; set; }

        public int Begun => _begun;

        public async Task RunAsync(WorkItem item, CancellationToken ct)
        {
            Interlocked.Increment(ref _begun);
            if (Gate is not null) await Gate.Task.WaitAsync(ct);
            if (Fault is not null) throw Fault;
        }
    }
}
