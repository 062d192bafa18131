using System.Net;
using System.Net.Sockets;
using System.Text;
using Governance.OrgSimulator.Control;
using Governance.OrgSimulator.Heroku;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.Oidc;
using Governance.OrgSimulator.Salesforce;
using Governance.OrgSimulator.Scenarios;
using Governance.OrgSimulator.State;
using Governance.OrgSimulator.World;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Governance.OrgSimulator;

/// <summary>The running world: every origin, in this process, on loopback. Dispose it to stop and to save its state.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    /// <summary>What the portal signs in with; any loopback /signin-oidc address is registered for it.</summary>
    public const string SignInClientId = "governance-portal";

    private readonly SimulatorOptions _options;
    private readonly Scenario _scenario;
    private readonly TestKey _testKey;
    private readonly StateFile? _state;
    private readonly List<WebApplication> _apps = [];
    private SmtpReceiver? _smtp;
    private OrgOrigin[] _orgs = [];
    private HerokuOrigin? _heroku;

    private SimulatorHost(SimulatorOptions options)
    {
        _options = options;
        _scenario = ScenarioLoader.Load(options.Scenario);
        _state = options.StateFile is { } file ? new StateFile(file, options) : null;
        _testKey = TestKey.Open(options.StateFile);
        Faults = new FaultPlan(options.Seed);
        Lay(_state?.Read(_scenario.Name));
        _state?.Watch(() => WorldState.Take(World, _options, org => _orgs[org.Index].Budget));
        Ready = MakeReady();
        Oidc = new OidcProvider(ControlUrl, Clock, SignInClientId, Ready.SignIn.ClientSecret,
            [.. World.People.Select(person => new OidcPerson(person.Name, person.Email, person.Subject, person.Groups))]);
    }

    public ReadyLine Ready { get; }

    public SimulatedClock Clock { get; } = new();

    public SimulatedWorld World { get; private set; } = null!;

    public FaultPlan Faults { get; }

    public CallLog Calls { get; } = new();

    public Inbox<ReceivedMail> Mail { get; } = new();

    public Inbox<ReceivedWebhook> Webhooks { get; } = new();

    public PlayedCaller Played { get; } = new();

    public OidcProvider Oidc { get; }

    internal HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    /// <summary>Where the control API and the OpenID provider listen.</summary>
    public string ControlUrl => $"http://127.0.0.1:{_options.Port}";

    /// <summary>Starts every origin; the world is complete when this returns.</summary>
    /// <param name="args">The options of the command line.</param>
    /// <param name="ct">Ends the start, not the running world.</param>
    /// <exception cref="BadOptionException">A port is taken, or scenario or state file cannot be used.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions args, CancellationToken ct = default)
    {
        var host = new SimulatorHost(args);
        try
        {
            await host.StartOriginsAsync(ct);
            return host;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await host.DisposeAsync();
            throw new BadOptionException($"A port from {args.Port} up is taken: {e.Message}", e);
        }
    }

    /// <summary>Back to the scenario's first state: no faults, no advanced clock, nothing received.</summary>
    public async Task ResetAsync()
    {
        Clock.Offset = TimeSpan.Zero;
        Faults.Clear();
        Mail.Clear();
        Webhooks.Clear();
        Lay(null);
        Calls.Clear();
        Oidc.Reset();
        if (_state is not null) await _state.SaveAsync();
    }

    /// <summary>Takes calls off an org's daily allowance, as other clients would.</summary>
    public void SpendApiCalls(string org, int calls) => _orgs[World.OrgNamed(org)!.Index].Budget.Used += calls;

    /// <summary>Takes calls off the Heroku account's budget, as other clients would.</summary>
    public void SpendHerokuCalls(int calls) => World.Heroku.Budget.Spend(calls);

    internal void Touch() => _state?.Touch();

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        if (_smtp is not null) await _smtp.DisposeAsync();
        if (_state is not null) await _state.DisposeAsync();
        Client.Dispose();
        _testKey.Dispose();
        Oidc.Dispose();
    }

    private void Lay(SavedState? saved)
    {
        if (saved is not null) Clock.Offset = TimeSpan.FromSeconds(saved.ClockOffsetSeconds);
        var world = new WorldBuilder(_scenario, _options, saved?.Start ?? TimeProvider.System.GetUtcNow(), Clock).Build();
        var orgs = world.Orgs.Select(org => new OrgOrigin(org, _testKey)).ToArray();
        if (saved is not null) WorldState.Put(world, saved, org => orgs[org.Index].Budget);
        foreach (var org in world.Orgs) org.OnChange = Touch;
        world.Heroku.OnChange = Touch;
        (_heroku, _orgs, World) = (new HerokuOrigin(world.Heroku, $"http://127.0.0.1:{_options.Port + 1}", Client), orgs, world);
    }

    private async Task StartOriginsAsync(CancellationToken ct)
    {
        var control = new ControlApi(this);
        var portal = NewApp(_options.Port);
        var oidcPipeline = new OriginPipeline("oidc", OriginKind.Oidc, _options, Faults, Calls, Played);
        var sinkPipeline = new OriginPipeline("sink", OriginKind.Sink, _options, Faults, Calls, Played);
        portal.Use((context, next) => context.Request.Path.StartsWithSegments("/_control/oidc", StringComparison.Ordinal) ? next(context)
            : context.Request.Path.StartsWithSegments("/_control", StringComparison.Ordinal) ? control.HandleAsync(context)
            : context.Request.Path.StartsWithSegments("/_sink/webhook", StringComparison.Ordinal) ? sinkPipeline.RunAsync(context, (c, _) => ReceiveWebhookAsync(c))
            : oidcPipeline.RunAsync(context, (c, _) => next(c)));
        portal.MapOidc(Oidc);

        var herokuPipeline = new OriginPipeline("heroku", OriginKind.Heroku, _options, Faults, Calls, Played);
        var heroku = NewApp(_options.Port + 1);
        heroku.Run(context => herokuPipeline.RunAsync(context, (c, call) => _heroku!.HandleAsync(c, call)));

        var pipelines = World.Orgs.Select(org => new OriginPipeline(org.Name, OriginKind.Org, _options, Faults, Calls, Played)).ToArray();
        var first = _options.Port + 10;
        var orgs = NewApp([.. World.Orgs.Select(org => org.Port)]);
        orgs.Run(context =>
        {
            var index = context.Connection.LocalPort - first;
            return pipelines[index].RunAsync(context, (c, call) => _orgs[index].HandleAsync(c, call));
        });

        _smtp = new SmtpReceiver(_options.Port + 2, Mail);
        _smtp.Start();
        foreach (var app in _apps) await app.StartAsync(ct);
    }

    private WebApplication NewApp(params int[] ports)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SimulatorHost).Assembly.GetName().Name });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MostBytesSwallowed;
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;
            kestrel.Limits.MaxRequestBufferSize = 2 * RequestBody.MaxBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = null;
            foreach (var port in ports) kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRouting();
        var app = builder.Build();
        _apps.Add(app);
        return app;
    }

    private async Task ReceiveWebhookAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        Webhooks.Add(new ReceivedWebhook(
            DateTimeOffset.UtcNow, context.Request.Method, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), Encoding.UTF8.GetString(body)));
        await Answer.EmptyAsync(context, 202);
    }

    private ReadyLine MakeReady()
    {
        var users = World.People.Select(person => new ReadyUser(person.Name, person.Groups)).ToList();
        var account = World.Heroku;
        var addon = account.Addons.FirstOrDefault();
        var heroku = new ReadyHeroku(
            $"http://127.0.0.1:{_options.Port + 1}", account.ApiKey, addon?.Owner.Name, addon?.Id, addon?.Owner.Id,
            addon is null ? null : _heroku!.ApiUrl(addon), addon?.Token, addon?.Records.Find(record => !record.IsConnection)?.Name);
        var orgs = World.Orgs.Select(org => new ReadyOrg(org.Name, org.Origin, org.PortalApp.ConsumerKey, org.PortalApp.ConsumerSecret, org.ReaderUsername)).ToList();
        var signIn = new ReadySignIn(SignInClientId, World.Mint.Fixed("sign-in", 48, "not-a-real-secret-"), users);
        return new ReadyLine(ControlUrl, signIn, heroku, orgs, _testKey.File);
    }
}
