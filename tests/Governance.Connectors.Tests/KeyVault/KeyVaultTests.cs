using System.Security.Cryptography;
using Governance.Application.Ports;
using Governance.Connectors.KeyVault;
using Governance.Domain;
using Governance.TestKit;
using Governance.TestKit.Fakes;

namespace Governance.Connectors.Tests.KeyVault;

public sealed class KeyVaultTests : IAsyncLifetime
{
    private static readonly SecretName Name = SecretName.PrivateKey(new ConnectionId(Guid.Parse("11111111-1111-7111-8111-111111111111")));
    private const string There = "connection--private-key--11111111111171118111111111111111";
    private FakeKeyVault _vault = null!;

    public async Task InitializeAsync() => _vault = await FakeKeyVault.StartAsync();

    public async Task DisposeAsync() => await _vault.DisposeAsync();

    [Fact]
    public async Task Put_WhenRepeated_KeepsVersionsApart()
    {
        var first = await Secrets.PutAsync(Name, new Secret("one"), default);
        var second = await Secrets.PutAsync(Name, new Secret("two"), default);

        _vault.Names.ShouldBe([There]);
        (await Secrets.GetAsync(Name, first, default))!.Reveal().ShouldBe("one");
        (await Secrets.GetAsync(Name, second, default))!.Reveal().ShouldBe("two");
        (await Secrets.GetAsync(Name, Guid.NewGuid().ToString("N"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_WhenPurgingIsPermitted_LeavesNothing()
    {
        var version = await Secrets.PutAsync(Name, new Secret("one"), default);

        await Secrets.DeleteAsync(Name, default);
        await Secrets.DeleteAsync(Name, default);

        (await Secrets.GetAsync(Name, version, default)).ShouldBeNull();
        _vault.Requests.ShouldContain($"DELETE /deletedsecrets/{There}");
        await Secrets.PutAsync(Name, new Secret("two"), default);
        _vault.ValuesOf(There).ShouldBe(["two"]);
    }

    [Fact]
    public async Task Put_WhenTheNameIsDeletedAndKept_TakesItBack()
    {
        _vault.PurgePermitted = false;
        await Secrets.PutAsync(Name, new Secret("one"), default);
        await Secrets.DeleteAsync(Name, default);
        _vault.Names.ShouldBeEmpty();

        var version = await Secrets.PutAsync(Name, new Secret("two"), default);

        (await Secrets.GetAsync(Name, version, default))!.Reveal().ShouldBe("two");
    }

    [Fact]
    public async Task Threat_T69_ValueCopiedToAnotherName_DoesNotOpen()
    {
        var other = SecretName.ClientSecret(new ConnectionId(Name.Owner));
        await Secrets.PutAsync(Name, new Secret("one"), default);
        _vault.Put(KeyVaultSecrets.NameOf(other), "one", Name.ToString());
        _vault.Put("untagged", "PEM");

        await Should.ThrowAsync<CryptographicException>(() => Secrets.GetAsync(other, "", default));
        (await Secrets.ReadAsync("untagged", default))!.Reveal().ShouldBe("PEM");
        (await Secrets.ReadAsync("nobody", default)).ShouldBeNull();
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(0, "")]
    public async Task Call_WhenTheVaultStumblesOnce_IsRepeated(int status, string code)
    {
        _vault.Next(status, code);

        await Secrets.PutAsync(Name, new Secret("one"), default);

        _vault.ValuesOf(There).ShouldBe(["one"]);
        _vault.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(403, "Forbidden", 1)]
    [InlineData(429, "Throttled", 4)]
    [InlineData(500, "InternalServerError", 4)]
    [InlineData(0, "", 4)]
    public async Task Call_WhenTheVaultRefusesOrIsSilent_SaysSoWithoutTheValue(int status, string code, int asked)
    {
        _vault.Next(status, code, asked);

        var fault = await Should.ThrowAsync<SecretVaultException>(() => Secrets.PutAsync(Name, new Secret(Canaries.PrivateKey), default));

        fault.Message.ShouldContain(status == 0 ? "did not answer" : $"{status}");
        new CanarySearch([Canaries.PrivateKey, FakeKeyVault.Token]).Text("fault", fault.ToString()).ShouldFindNothing();
        _vault.Requests.Count.ShouldBe(asked);
        _vault.Names.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://name.vault.azure.net")]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://vault.azure.net")]
    [InlineData("https://name.vault.azure.net.example.com")]
    [InlineData("https://a.name.vault.azure.net")]
    [InlineData("https://name.vault.azure.net:8443")]
    [InlineData("https://user@name.vault.azure.net")]
    public void Vault_WhenNoVaultsAddress_IsRefused(string? address) =>
        Should.Throw<ArgumentException>(() => new KeyVaultSecrets(address, LoopbackVault.To(_vault))).Message.ShouldContain("Secrets:KeyVault:Uri");

    [Fact]
    public void Wrap_WhenTheKeyWasRotated_OldOnesStillOpen()
    {
        _vault.RotateKey("ring");
        var wrapper = Wrapper("ring");
        var key = RandomNumberGenerator.GetBytes(32);
        var old = wrapper.Wrap(key);
        _vault.RotateKey("ring");
        var young = wrapper.Wrap(key);

        young.By.ShouldNotBe(old.By);
        (wrapper.Knows(old.By), wrapper.Knows(young.By), Wrapper("other").Knows(old.By)).ShouldBe((true, true, false));
        wrapper.Unwrap(old).ShouldBe(key);
        wrapper.Unwrap(young).ShouldBe(key);
        Should.Throw<CryptographicException>(() => wrapper.Unwrap(old with { By = young.By })).Message.ShouldContain("400");
        Should.Throw<CryptographicException>(() => Wrapper("other").Wrap(key)).Message.ShouldContain("404");
    }

    [Fact]
    public void Wrap_WhenTheAddressIsNoKey_IsRefused()
    {
        foreach (var wrong in new[] { FakeKeyVault.Address, $"{FakeKeyVault.Address}/secrets/ring", "https://127.0.0.1/keys/ring" })
            Should.Throw<ArgumentException>(() => new KeyVaultWrapper(wrong, LoopbackVault.To(_vault)));
    }

    private KeyVaultSecrets Secrets => new(FakeKeyVault.Address, LoopbackVault.To(_vault));

    private KeyVaultWrapper Wrapper(string name) => new($"{FakeKeyVault.Address}/keys/{name}", LoopbackVault.To(_vault));
}
