using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Application.Connections;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Connections;

/// <summary>A connection from its first sign-in to its end, with what can go wrong on the way.</summary>
public sealed class ConnectionLifeTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly Uri Callback = new("https://portal.example/connect/callback");

    [Fact]
    public async Task Connect_ByJwt_SignsInTestsRightsAndReads()
    {
        var fake = Orgs.Add("Core");

        var id = await StartAsync(fake, ConnectionFlow.JwtBearer);
        await RunWorkAsync();

        var connection = await GetAsync(id);
        (connection.State, connection.Cause, connection.Username).ShouldBe((ConnectionState.Connected, null, fake.Username));
        fake.Calls(OrgCall.ReadTokens).ShouldBe(1);
        (await Audit.AllAsync()).Select(e => e.Action).ShouldBe(
            ["connection.started", "connection.completed", "org.synced", "org.inventory-read", "policies.evaluated", "policies.estate-evaluated"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Connect_ByClientCredentials_KeepsTheSecretAndLearnsTheUser()
    {
        var fake = Orgs.Add("Core");
        var ticket = Guid.NewGuid();
        await PutAsync(SecretName.Deposit(ticket), "the consumer secret");

        var started = await As(OrgAdmin).SendAsync(new StartConnection.Command(
            "Core", await GroupAsync(), fake.Origin.Host, ConnectionFlow.ClientCredentials, "consumer-key", null, ticket));
        await RunWorkAsync();

        started.Value!.OpenAddress.ShouldBeNull();
        var connection = await GetAsync(started.Value.ConnectionId);
        (connection.State, connection.Username).ShouldBe((ConnectionState.Connected, fake.Username));
        (await SecretAsync(SecretName.ClientSecret(connection.Id)))!.Reveal().ShouldBe("the consumer secret");
        (await SecretAsync(SecretName.Deposit(ticket))).ShouldBeNull();
        await As(OrgAdmin).SendAsync(new Disconnect.Command(connection.Id));
        (await SecretAsync(SecretName.ClientSecret(connection.Id))).ShouldBeNull();
    }

    [Theory]
    [InlineData("login.salesforce.com", true, "connection.my-domain-needed")]
    [InlineData("test.salesforce.com", true, "connection.my-domain-needed")]
    [InlineData("acme.my.salesforce.com", false, "message.invalid")]
    public async Task Connect_ByClientCredentialsThatCannotWork_IsRefused(string host, bool withSecret, string code)
    {
        Orgs.Add("Core").Origin = new Uri("https://" + host);
        var started = await As(OrgAdmin).SendAsync(new StartConnection.Command(
            "Core", await GroupAsync(), host, ConnectionFlow.ClientCredentials, "key", null, withSecret ? Guid.NewGuid() : null));

        started.Problem!.Code.ShouldBe(code);
        (await ReadAsync(db => db.Connections.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task MakeKeyPair_WhenAsked_KeepsTheKeyThatTheCertificateBelongsTo()
    {
        var fake = Orgs.Add("Core");

        var made = (await As(OrgAdmin).SendAsync(new MakeKeyPair.Command())).Value!;
        Clock.Advance(TimeSpan.FromMinutes(50));
        var started = await As(OrgAdmin).SendAsync(new StartConnection.Command(
            "Core", await GroupAsync(), fake.Origin.Host, ConnectionFlow.JwtBearer, "consumer-key", fake.Username, made.Ticket));

        var stored = (await SecretAsync(SecretName.PrivateKey(started.Value!.ConnectionId)))!.Reveal();
        using var key = RSA.Create();
        key.ImportFromPem(stored);
        using var certificate = X509Certificate2.CreateFromPem(made.Certificate);
        using var certified = certificate.GetRSAPublicKey()!;
        byte[] text = [1, 2, 3];
        certified.VerifyData(text, key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        key.KeySize.ShouldBe(3072);
        certificate.HasPrivateKey.ShouldBeFalse();
        made.EndsAt.ShouldBe(Clock.Now.AddMinutes(-50).AddDays(365));
        made.Certificate.ShouldNotContain("PRIVATE");
        var entry = (await Audit.AllAsync())[0];
        (entry.Action, entry.SubjectId).ShouldBe(("connection.key-pair-made", made.Thumbprint));
    }

    [Fact]
    public async Task MakeKeyPair_WithoutTheRight_IsDeniedAndLeavesNoKey()
    {
        var secrets = await ReadAsync(db => db.Secrets.CountAsync());

        var answer = await As(Auditor).SendAsync(new MakeKeyPair.Command());

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await ReadAsync(db => db.Secrets.CountAsync())).ShouldBe(secrets);
        (await Audit.AllAsync())[^1].Outcome.ShouldBe(AuditOutcome.Denied);
    }

    [Fact]
    public async Task Connect_WhenTheOrgIsConnectedAlready_EndsTheSecondAndGivesItsGrantBack()
    {
        var first = await GivenAsync(An.Org("Core"));

        var id = await StartAsync(first.Fake, ConnectionFlow.JwtBearer);
        await RunWorkAsync();

        var second = await GetAsync(id);
        second.State.ShouldBe(ConnectionState.Disconnected);
        second.Cause.ShouldBe(ConnectionProblems.AlreadyConnected.Message);
        (await SecretAsync(SecretName.PrivateKey(id))).ShouldBeNull();
        first.Fake.Calls(OrgCall.Leave).ShouldBe(1);
        (await GetAsync(first.Connection.Id)).State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public async Task Reconnect_WhenAnotherOrgAnswers_StopsAndSaysSo()
    {
        var org = await GivenAsync(An.Org("Core").ThatNeedsReconnect());
        await PutAsync(SecretName.PrivateKey(org.Connection.Id), Pem());
        Orgs.Redirect(org.Connection.Id, Orgs.Add("Somebody else"));

        await As(OrgAdmin).SendAsync(new Reconnect.Command(org.Connection.Id, "key", null, null));
        await RunWorkAsync();

        var connection = await GetAsync(org.Connection.Id);
        (connection.State, connection.Cause).ShouldBe((ConnectionState.ReconnectNeeded, ConnectionProblems.OrgChanged.Message));
        connection.OrgId.ShouldBe(org.Org.Id);
    }

    [Fact]
    public async Task Return_WithAValidCode_ExchangesItOnce()
    {
        var fake = Orgs.Add("Core");
        var (id, state) = await StartWebAsync(fake);

        (await ReturnAsync(OrgAdmin, state)).Problem.ShouldBeNull();
        await RunWorkAsync();

        (await GetAsync(id)).State.ShouldBe(ConnectionState.Connected);
        fake.Calls(OrgCall.ExchangeCode).ShouldBe(1);
        (await SecretAsync(SecretName.Code(id)), await SecretAsync(SecretName.Verifier(id))).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("replayed")]
    [InlineData("expired")]
    [InlineData("another person's")]
    [InlineData("another session's")]
    [InlineData("made up")]
    public async Task Return_WithAStateThatIs(string what)
    {
        var fake = Orgs.Add("Core");
        var (_, state) = await StartWebAsync(fake);
        if (what == "replayed") (await ReturnAsync(OrgAdmin, state)).Problem.ShouldBeNull();
        if (what == "expired") Clock.Advance(ConnectState.LivesFor);
        var before = await Audit.CountAsync();

        var answer = await ReturnAsync(what switch
        {
            "another person's" => Actors.Responder with { Id = "person:other", Groups = OrgAdmin.Groups },
            "another session's" => OrgAdmin with { Session = Actors.AnySession },
            _ => OrgAdmin,
        }, what == "made up" ? "made-up" : state);

        answer.Problem!.Code.ShouldBe("connection.bad-state");
        fake.Calls(OrgCall.ExchangeCode).ShouldBe(0);
        (await Audit.CountAsync()).ShouldBe(before + 1);
        (await Audit.LastAsync()).Outcome.ShouldBe(AuditOutcome.Failed);
    }

    [Fact]
    public async Task Return_WhenConsentWasRefused_NeedsAPerson()
    {
        var (id, state) = await StartWebAsync(Orgs.Add("Core"));

        await As(OrgAdmin).SendAsync(new AcceptConnectCode.Command(state, null, "access_denied"));

        (await GetAsync(id)).Cause.ShouldBe("The consent was refused at Salesforce.");
    }

    [Fact]
    public async Task Consent_WhenNobodyGivesIt_IsNotWaitedForForEver()
    {
        var (id, _) = await StartWebAsync(Orgs.Add("Core"));
        (await RunWorkAsync()).ShouldBe(0);
        (await GetAsync(id)).State.ShouldBe(ConnectionState.Connecting);

        Clock.Advance(ConnectState.LivesFor);
        await RunWorkAsync();

        var connection = await GetAsync(id);
        connection.State.ShouldBe(ConnectionState.ReconnectNeeded);
        connection.Cause.ShouldNotBeNull().ShouldStartWith("Nobody consented");
    }

    [Fact]
    public async Task Consent_WhenItCameInTime_StaysConnected()
    {
        var (id, state) = await StartWebAsync(Orgs.Add("Core"));
        await ReturnAsync(OrgAdmin, state);
        await RunWorkAsync();

        Clock.Advance(ConnectState.LivesFor);
        await RunWorkAsync();

        (await GetAsync(id)).State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public async Task Disconnect_RevokesTheOwnGrantThenForgetsTheRefreshToken()
    {
        var org = await GivenAsync(An.Org("Core").By(ConnectionFlow.WebServer));
        await PutAsync(SecretName.RefreshToken(org.Connection.Id), "refresh");
        await PutAsync(SecretName.ClientSecret(org.Connection.Id), "secret");

        (await As(OrgAdmin).SendAsync(new Disconnect.Command(org.Connection.Id))).Problem.ShouldBeNull();

        (await SecretAsync(SecretName.ClientSecret(org.Connection.Id))).ShouldBeNull();
        (await SecretAsync(SecretName.RefreshToken(org.Connection.Id))).ShouldNotBeNull();
        await RunWorkAsync();
        org.Fake.Calls(OrgCall.Leave).ShouldBe(1);
        (await SecretAsync(SecretName.RefreshToken(org.Connection.Id))).ShouldBeNull();
        (await GetAsync(org.Connection.Id)).Cause.ShouldBeNull();
        (await Audit.LastAsync()).Action.ShouldBe("connection.left");
    }

    [Fact]
    public async Task Disconnect_WhenTheOrgNeverAnswers_SaysThatTheGrantMayLive()
    {
        var org = await GivenAsync(An.Org("Core").By(ConnectionFlow.WebServer));
        await PutAsync(SecretName.RefreshToken(org.Connection.Id), "refresh");
        org.Fake.Refusals[OrgCall.Leave] = Problem.RemoteUnavailable("org.unreachable", "No answer.");

        await As(OrgAdmin).SendAsync(new Disconnect.Command(org.Connection.Id));
        for (var i = 0; i < 12; i++)
        {
            await RunWorkAsync();
            Clock.Advance(TimeSpan.FromMinutes(6));
        }

        (await GetAsync(org.Connection.Id)).Cause.ShouldNotBeNull().ShouldContain("may still live");
        (await SecretAsync(SecretName.RefreshToken(org.Connection.Id))).ShouldBeNull();
        (await ReadAsync(db => db.Work.CountAsync(w => w.DoneAt == null))).ShouldBe(0);
    }

    private async Task<ConnectionId> StartAsync(FakeOrg fake, ConnectionFlow flow)
    {
        var ticket = Guid.NewGuid();
        await PutAsync(SecretName.Deposit(ticket), Pem());
        var started = await As(OrgAdmin).SendAsync(new StartConnection.Command(
            fake.Name, await GroupAsync(), fake.Origin.Host, flow, "consumer-key", fake.Username, ticket));
        started.Problem.ShouldBeNull();
        return started.Value!.ConnectionId;
    }

    private async Task<(ConnectionId Id, string State)> StartWebAsync(FakeOrg fake)
    {
        var started = await As(OrgAdmin).SendAsync(new StartConnection.Command(
            fake.Name, await GroupAsync(), fake.Origin.Host, ConnectionFlow.WebServer, "consumer-key", null, null, Callback));
        started.Problem.ShouldBeNull();
        var state = started.Value!.OpenAddress!.Query.Split('&').Single(p => p.StartsWith("state=", StringComparison.Ordinal))["state=".Length..];
        return (started.Value.ConnectionId, state);
    }

    private async Task<Result<AcceptConnectCode.Receipt>> ReturnAsync(Actor actor, string state)
    {
        var ticket = Guid.NewGuid();
        await PutAsync(SecretName.Deposit(ticket), "the code");
        return await As(actor).SendAsync(new AcceptConnectCode.Command(state, ticket, null));
    }

    private async Task<OrgGroupId> GroupAsync()
    {
        if (await ReadAsync(db => db.OrgGroups.FirstOrDefaultAsync()) is { } known) return known.Id;
        var group = new OrgGroup("EMEA");
        await WriteAsync(db => db.OrgGroups.Add(group));
        return group.Id;
    }

    private Task<Connection> GetAsync(ConnectionId id) => ReadAsync(db => db.Connections.AsNoTracking().SingleAsync(c => c.Id == id));

    private Task<Secret?> SecretAsync(SecretName name) =>
        Portal.InScopeAsync(services => services.GetRequiredService<ISecretStore>().GetAsync(name));

    private Task<bool> PutAsync(SecretName name, string value) => Portal.InScopeAsync(async services =>
    {
        await services.GetRequiredService<ISecretStore>().PutAsync(name, new Secret(value));
        return true;
    });

    private static string Pem()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
