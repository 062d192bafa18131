using System.Security.Cryptography;
using System.Text.Json;
using Governance.Application.Pipeline;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.TestKit.Databases;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"connect org", with orgs that are played.</summary>
public sealed class ConnectOrgsTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("connect-orgs-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private TestKit.Portal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestKit.Portal.OpenAsync(TestDatabase.Sqlite);
        await _portal.WriteAsync(db => db.OrgGroups.Add(new OrgGroup("North")));
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData(ConnectionFlow.ClientCredentials)]
    [InlineData(ConnectionFlow.JwtBearer)]
    public async Task Connect_ByTheFileGiven_TakesItsFlow(ConnectionFlow flow)
    {
        var (credential, file) = flow == ConnectionFlow.JwtBearer ? (Pem(), "privateKeyFile") : ("canary-consumer-secret", "clientSecretFile");

        var code = await RunAsync(new() { [file] = Write("credential", credential + "\n") });

        code.ShouldBe(PortalCommand.Ok, _errors.ToString());
        _output.ToString().ShouldContain("Core: connected, 0 authorizations");
        (await _portal.ReadAsync(db => db.Connections.SingleAsync())).Flow.ShouldBe(flow);
        (_output.ToString() + _errors).ShouldNotContain(credential);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_WithBothFilesOrNone_ConnectsNothing(bool both)
    {
        var files = new Dictionary<string, string>();
        if (both) (files["privateKeyFile"], files["clientSecretFile"]) = (Write("key", Pem()), Write("secret", "canary-consumer-secret"));

        (await RunAsync(files)).ShouldBe(PortalCommand.Refused);

        _errors.ToString().ShouldContain("not both");
        (await _portal.ReadAsync(db => db.Connections.CountAsync())).ShouldBe(0);
    }

    private Task<int> RunAsync(Dictionary<string, string> files)
    {
        var fake = _portal.Orgs.Add("Core");
        var settings = new Dictionary<string, string>(files)
        {
            ["name"] = "Core",
            ["orgGroup"] = "North",
            ["loginHost"] = fake.Origin.Host,
            ["clientId"] = "consumer-key",
            ["username"] = fake.Username,
        };
        return ConnectOrgs.RunAsync(_portal.Services, Actor.CommandLine("ada"), Write("settings.json", JsonSerializer.Serialize(settings)),
            _output, _errors, CancellationToken.None);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Pem()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
