using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Connectors.HerokuAppLink;
using Governance.Connectors.Notices;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Tests;

/// <summary>The connector as a host registers it, with a memory store and captured logs.</summary>
internal sealed class Bench : IDisposable
{
    public static readonly string PrivateKey = MakeKey();
    private readonly ServiceProvider _services;

    public Bench(Action<SalesforceOptions>? configure = null, OutboundPath? path = null, Action<AppLinkOptions>? heroku = null, NoticeOptions? notices = null)
    {
        var appLink = new AppLinkOptions { AllowLoopback = true, FirstPause = TimeSpan.FromMilliseconds(1) };
        heroku?.Invoke(appLink);
        var options = new SalesforceOptions { AllowLoopback = true, FirstPause = TimeSpan.FromMilliseconds(1) };
        configure?.Invoke(options);
        var services = new ServiceCollection();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddSingleton<ISecretStore>(Secrets);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IRefreshTurns>(Turns = new MemoryTurns(Secrets));
        if (path is not null) services.AddSingleton(path);
        services.AddConnectors(options, appLink, notices);
        _services = services.BuildServiceProvider(new ServiceProviderOptions
        {
            ValidateOnBuild = true,
            ValidateScopes = true
        });
        Org = _services.CreateScope().ServiceProvider.GetRequiredService<ISalesforceOrg>();
        AppLink = _services.CreateScope().ServiceProvider.GetRequiredService<IAppLink>();
    }

    /// <summary>A bench whose Heroku is at that origin.</summary>
    public static Bench WithHeroku(string origin, Action<AppLinkOptions>? more = null) => new(heroku: options =>
    {
        options.PlatformBaseUrl = new Uri(origin);
        more?.Invoke(options);
    });

    public IAppLink AppLink { get; }

    public async Task<HerokuLink> HerokuAsync(string token, string? expected = null)
    {
        var link = new HerokuLink(HerokuAccountId.New(), expected);
        await Secrets.PutAsync(SecretName.HerokuToken(link.Account), new Secret(token));
        return link;
    }

    public MemorySecrets Secrets { get; } = new();

    public MemoryTurns Turns { get; }

    public MovedClock Clock { get; } = new();

    public CapturedLog Log { get; } = new();

    public ISalesforceOrg Org { get; }

    public T Get<T>() where T : notnull => _services.CreateScope().ServiceProvider.GetRequiredService<T>();

    public async Task<OrgLink> JwtLinkAsync(string origin, string clientId = "client",
        string username = "portal@acme.example", string? key = null, string? expected = null)
    {
        var link = new OrgLink(ConnectionId.New(), ConnectionFlow.JwtBearer, new Uri(origin), clientId, username,
            expected);
        await Secrets.PutAsync(SecretName.PrivateKey(link.Connection), new Secret(key ?? PrivateKey));
        return link;
    }

    public async Task<OrgLink> SecretLinkAsync(string origin, string? secret, string clientId = "client")
    {
        var link = new OrgLink(ConnectionId.New(), ConnectionFlow.ClientCredentials, new Uri(origin), clientId, null, null);
        if (secret is not null) await Secrets.PutAsync(SecretName.ClientSecret(link.Connection), new Secret(secret));
        return link;
    }

    public async Task<OrgLink> WebLinkAsync(string origin, string? refreshToken, string? expected = null)
    {
        var link = new OrgLink(ConnectionId.New(), ConnectionFlow.WebServer, new Uri(origin), "client", null, expected);
        if (refreshToken is not null) await Secrets.PutAsync(SecretName.RefreshToken(link.Connection),
            new Secret(refreshToken));
        return link;
    }

    /// <summary>The responder beside a reader's link: same host, same user and client unless said otherwise, a key or
    /// secret of its own.</summary>
    public async Task<ResponderLink> ResponderLinkAsync(OrgLink reader, string? username = null)
    {
        var connection = new Connection("Org", OrgGroupId.New(), reader.Flow, reader.LoginOrigin, reader.ClientId, reader.Username,
            "test", DateTimeOffset.UnixEpoch);
        var responder = new Responder(connection.Id);
        responder.Take(ConnectionFlow.JwtBearer, reader.ClientId, username ?? reader.Username ?? "portal@acme.example", null, "test",
            DateTimeOffset.UnixEpoch);
        var orgId = (await Org.IdentifyAsync(reader, CancellationToken.None)).Value?.SalesforceId ?? FakeOrg.Id;
        var link = ResponderLink.Of(connection, responder, reader.ExpectedOrgKey ?? SalesforceIds.Key(orgId));
        var key = Secrets[SecretName.PrivateKey(reader.Connection)] ?? PrivateKey;
        await Secrets.PutAsync(SecretName.ResponderPrivateKey(connection.Id), new Secret(key));
        return link;
    }

    public async Task<IReadOnlyList<RevocationAnswer>> RevokeAsync(OrgLink reader, IEnumerable<TokenRowKey> keys) =>
        await RevokeAsync(await ResponderLinkAsync(reader), keys);

    public async Task<IReadOnlyList<RevocationAnswer>> RevokeAsync(ResponderLink org, IEnumerable<TokenRowKey> keys)
    {
        var answers = new List<RevocationAnswer>();
        using var session = Get<IOrgResponder>().Begin(org);
        await foreach (var answer in session.RevokeTokensAsync(keys.ToHashSet(), CancellationToken.None)) answers.Add(answer);
        return answers;
    }

    /// <summary>What the key of a handle must be (contracts §2).</summary>
    public TokenRowKey KeyOf(string handle) => new(Convert.ToHexStringLower(
        HMACSHA256.HashData(Convert.FromBase64String(Secrets[SecretName.RowKey]!),
            System.Text.Encoding.UTF8.GetBytes(handle))));

    public void Dispose() => _services.Dispose();

    /// <summary>Connects to a peer whatever the address, so that a listed name can be played on loopback.</summary>
    public static OutboundPath PathTo(int port, params string[] resolvesTo) => new(
        (_, _) => Task.FromResult(resolvesTo.Select(IPAddress.Parse).ToArray()),
        async (_, _, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        });

    private static string MakeKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }
}

/// <summary>The real clock, some way ahead.</summary>
internal sealed class MovedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
