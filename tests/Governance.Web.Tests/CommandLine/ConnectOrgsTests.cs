using System.Security.Cryptography;
using System.Text.Json;
using Governance.Application.Pipeline;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"connect org", with orgs that are played.</summary>
public sealed class ConnectOrgsTests : CommandLineTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.WriteAsync(db => db.OrgGroups.Add(new OrgGroup("North")));
    }

    [Theory]
    [InlineData(ConnectionFlow.ClientCredentials)]
    [InlineData(ConnectionFlow.JwtBearer)]
    public async Task Connect_ByTheFileGiven_TakesItsFlow(ConnectionFlow flow)
    {
        var (credential, file) = flow == ConnectionFlow.JwtBearer ? (Pem(), "privateKeyFile") : ("canary-consumer-secret", "clientSecretFile");

        var code = await RunAsync(new() { [file] = Write("credential", credential + "\n") });

        code.ShouldBe(PortalCommand.Ok, Errors.ToString());
        Output.ToString().ShouldContain("Core: connected, 0 authorizations");
        (await Portal.ReadAsync(db => db.Connections.SingleAsync())).Flow.ShouldBe(flow);
        (Output.ToString() + Errors).ShouldNotContain(credential);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_WithBothFilesOrNone_ConnectsNothing(bool both)
    {
        var files = new Dictionary<string, object>();
        if (both) (files["privateKeyFile"], files["clientSecretFile"]) = (Write("key", Pem()), Write("secret", "canary-consumer-secret"));

        (await RunAsync(files)).ShouldBe(PortalCommand.Refused);

        Errors.ToString().ShouldContain("not both");
        (await Portal.ReadAsync(db => db.Connections.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_WithAResponder_SetsItUpToo(bool accepted)
    {
        var fake = Portal.Orgs.Add("Core");
        if (!accepted) fake.Refusals[TestKit.Fakes.OrgCall.TestResponder] = Domain.Problem.RemoteRefused("org.credential-refused", "The key is not known there.");
        var acting = new { username = fake.ResponderUsername, privateKeyFile = Write("acting", Pem()) };

        var code = await RunAsync(new() { ["privateKeyFile"] = Write("key", Pem()), ["responder"] = acting }, fake);

        code.ShouldBe(accepted ? PortalCommand.Ok : PortalCommand.Refused);
        if (accepted) Output.ToString().ShouldContain("Core: connected, 0 authorizations; responder connected");
        else Errors.ToString().ShouldContain("Core: connected, 0 authorizations; its responder does not work: The key is not known there.");
        var responder = await Portal.ReadAsync(db => db.Responders.SingleAsync());
        (responder.ClientId, responder.Username).ShouldBe(("consumer-key", fake.ResponderUsername));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_WhenACredentialFileIsMissing_SaysWhichInOneLineAndConnectsNothing(bool responder)
    {
        var missing = PathOf("no-such-file");
        var key = Write("key", Pem());
        var acting = new { username = "acting@acme.example", privateKeyFile = missing };

        var code = await RunAsync(responder
            ? new() { ["privateKeyFile"] = key, ["responder"] = acting }
            : new() { ["privateKeyFile"] = missing });

        code.ShouldBe(PortalCommand.Refused);
        Errors.ToString().Trim().ShouldBe($"Core: privateKeyFile {missing} cannot be read: it is not there, or not for this user.");
        (await Portal.ReadAsync(db => db.Connections.CountAsync())).ShouldBe(0);
    }

    private Task<int> RunAsync(Dictionary<string, object> files, TestKit.Fakes.FakeOrg? org = null)
    {
        var fake = org ?? Portal.Orgs.Add("Core");
        var settings = new Dictionary<string, object>(files)
        {
            ["name"] = "Core",
            ["orgGroup"] = "North",
            ["loginHost"] = fake.Origin.Host,
            ["clientId"] = "consumer-key",
            ["username"] = fake.Username,
        };
        return ConnectOrgs.RunAsync(Portal.Services, Actor.CommandLine("ada"), Write("settings.json", JsonSerializer.Serialize(settings)),
            Output, Errors, CancellationToken.None);
    }

    private string Write(string name, string text)
    {
        var path = PathOf(name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Pem()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
