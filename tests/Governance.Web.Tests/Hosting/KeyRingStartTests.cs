using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Connectors.Tests.KeyVault;
using Governance.Domain;
using Governance.TestKit;
using Governance.TestKit.Fakes;
using Governance.Web.CommandLine;
using Governance.Web.Hosting;
using Governance.Web.Tests.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Secret = Governance.Domain.Secret;

namespace Governance.Web.Tests.Hosting;

/// <summary>Starts in Production, as the host does it, by settings alone.</summary>
public sealed class KeyRingStartTests : IAsyncLifetime
{
    private static readonly SecretName Key = SecretName.PrivateKey(new ConnectionId(Guid.Parse("11111111-1111-7111-8111-111111111111")));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("governance-key-ring-");
    private FakeKeyVault _vault = null!;

    private string Old => FileOf("old");

    private string Young => FileOf("young");

    public async Task InitializeAsync()
    {
        _vault = await FakeKeyVault.StartAsync();
        _vault.RotateKey("ring");
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(FileOf("audit"), signing.ExportPkcs8PrivateKeyPem());
        _vault.Put("audit-signing", signing.ExportPkcs8PrivateKeyPem());
        foreach (var file in new[] { Old, Young }) MakeCertificate(file);
    }

    public async Task DisposeAsync()
    {
        await _vault.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Threat_T68_CertificateExchanged_StopsStartUntilTheOldOneIsThereToo()
    {
        await using (var first = await StartAsync(Certificate(Old))) await PutAsync(first, Canaries.PrivateKey);

        var refused = await Should.ThrowAsync<StartRefusedException>(() => StartAsync(Certificate(Young)));
        refused.Message.ShouldSatisfyAllConditions(m => m.ShouldContain(ThumbprintOf(Old)), m => m.ShouldContain("Secrets:KeyRing:Previous"));
        await using (var both = await StartAsync([.. Certificate(Young), .. Previous("CertificatePath", Old)]))
            (await GetAsync(both)).ShouldBe(Canaries.PrivateKey);

        await using var back = await StartAsync([.. Certificate(Old), .. Previous("CertificatePath", Young)]);
        (await GetAsync(back)).ShouldBe(Canaries.PrivateKey);
    }

    [Fact]
    public async Task Threat_T68_VaultKeyGone_StopsStart()
    {
        await using (var first = await StartAsync(VaultKey)) await PutAsync(first, Canaries.PrivateKey);
        _vault.RotateKey("ring");
        await using (var rotated = await StartAsync(VaultKey)) (await GetAsync(rotated)).ShouldBe(Canaries.PrivateKey);

        (await Should.ThrowAsync<StartRefusedException>(() => StartAsync(Certificate(Young)))).Message.ShouldContain($"{FakeKeyVault.Address}/keys/ring/");
        _vault.Next(403, "Forbidden");
        (await Should.ThrowAsync<StartRefusedException>(() => StartAsync(VaultKey))).Message.ShouldContain("403");
    }

    [Fact]
    public async Task Secrets_WhenTheProviderIsAVault_LieThereAndNotInTheDatabase()
    {
        (string, string)[] settings =
        [
            .. VaultKey, ("Secrets:Provider", "AzureKeyVault"), ("Secrets:KeyVault:Uri", FakeKeyVault.Address), ("Audit:SigningKey", "keyvault:audit-signing"),
        ];
        await using var portal = await StartAsync(settings);
        await PutAsync(portal, Canaries.PrivateKey);

        var (output, errors) = (new StringWriter(), new StringWriter());
        (await ResealStoredSecrets.RunAsync(portal.Services, Actor.CommandLine("test"), output, errors, default)).ShouldBe(PortalCommand.Ok, errors.ToString());

        output.ToString().ShouldContain("1 moved to the vault, 0 not");
        _vault.ValuesOf("connection--private-key--11111111111171118111111111111111").ShouldBe([Canaries.PrivateKey]);
        (await GetAsync(portal)).ShouldBe(Canaries.PrivateKey);
        await using var scope = portal.Services.CreateAsyncScope();
        var key = Key.ToString();
        (await scope.ServiceProvider.GetRequiredService<GovernanceDb>().Secrets.SingleAsync(s => s.Name == key)).Sealed.ShouldStartWith(StoredSecret.VaultMark);
        (await scope.ServiceProvider.GetRequiredService<HeadSigner>().SignIfDueAsync(always: true, default)).ShouldNotBeNull();
        _vault.Requests.ShouldContain("GET /secrets/audit-signing");
    }

    [Fact]
    public async Task Start_WhenASettingIsWrong_NamesIt()
    {
        foreach (var (settings, named) in new ((string, string)[], string)[]
        {
            ([], "Secrets:KeyRing:CertificatePath"),
            ([.. Certificate(Old), .. VaultKey], "more than one"),
            ([("Secrets:KeyRing:CertificatePath", FileOf("none"))], "Secrets:KeyRing cannot be used"),
            ([("Secrets:KeyRing:Thumbprint", "00FF")], "00FF"),
            ([("Secrets:KeyRing:KeyVaultKey", "https://127.0.0.1/keys/ring")], "KeyVaultKey"),
            ([.. Certificate(Old), ("Secrets:KeyRing:Previous:0:Other", "x")], "Secrets:KeyRing:Previous:0"),
            ([.. Certificate(Old), ("Secrets:Provider", "Vault")], "Secrets:Provider"),
            ([.. Certificate(Old), ("Secrets:Provider", "AzureKeyVault")], "Secrets:KeyVault:Uri"),
            ([.. Certificate(Old), ("Audit:SigningKey", "")], "Audit:SigningKey"),
        })
        {
            (await Should.ThrowAsync<StartRefusedException>(() => StartAsync(settings))).Message.ShouldContain(named);
        }
    }

    private static (string, string)[] Certificate(string file) =>
        [("Secrets:KeyRing:CertificatePath", file), ("Secrets:KeyRing:CertificatePassword", "FALSE-password")];

    private static (string, string)[] Previous(string kind, string value) =>
        [($"Secrets:KeyRing:Previous:0:{kind}", value), ("Secrets:KeyRing:Previous:0:CertificatePassword", "FALSE-password")];

    private static (string, string)[] VaultKey => [("Secrets:KeyRing:KeyVaultKey", $"{FakeKeyVault.Address}/keys/ring")];

    private async Task<WebApplication> StartAsync((string, string)[] settings)
    {
        var builder = PortalOnLoopback.NewBuilder("Production", "https://login.example.com",
            [("ConnectionStrings:Governance", $"Data Source={FileOf("portal.db")};Pooling=False"), ("Audit:SigningKey", FileOf("audit")), .. settings]);
        builder.AddPortal(LoopbackVault.To(_vault));
        var app = builder.Build();
        try
        {
            await Databases.PrepareAsync(app.Services, migrate: true, default);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static async Task PutAsync(WebApplication app, string value)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISecretStore>().PutAsync(Key, new Secret(value));
    }

    private static async Task<string?> GetAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ISecretStore>().GetAsync(Key))?.Reveal();
    }

    private string FileOf(string name) => Path.Combine(_folder.FullName, name);

    private static string ThumbprintOf(string file)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, "FALSE-password");
        return certificate.Thumbprint;
    }

    private static void MakeCertificate(string file)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=ring", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, "FALSE-password"));
    }
}
