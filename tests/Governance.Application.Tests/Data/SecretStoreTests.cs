using System.Security.Cryptography;
using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Data;

public sealed class SecretStoreTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly SecretName Key = SecretName.PrivateKey(new ConnectionId(Guid.Parse("11111111-1111-7111-8111-111111111111")));
    private static readonly SecretName OtherKey = SecretName.PrivateKey(new ConnectionId(Guid.Parse("22222222-2222-7222-8222-222222222222")));

    [Fact]
    public async Task Get_WhenPut_GivesItBack()
    {
        await PutAsync(Key, Canaries.PrivateKey);

        (await GetAsync(Key))!.Reveal().ShouldBe(Canaries.PrivateKey);
        (await GetAsync(OtherKey)).ShouldBeNull();
    }

    [Fact]
    public async Task Put_WhenThereIsOne_ReplacesIt()
    {
        await PutAsync(Key, "first");
        await PutAsync(Key, "second");

        (await GetAsync(Key))!.Reveal().ShouldBe("second");
    }

    [Fact]
    public async Task Delete_WhenThereIsNone_IsNoError()
    {
        await WithStoreAsync(s => s.DeleteAsync(Key));
        await PutAsync(Key, "first");
        await WithStoreAsync(s => s.DeleteAsync(Key));

        (await GetAsync(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task Threat_T69_MovedCiphertext_DoesNotOpen()
    {
        await PutAsync(Key, Canaries.PrivateKey);
        var (sealedValue, now) = (await ReadAsync(db => db.Secrets.Select(s => s.Sealed).SingleAsync()), Clock.Now);
        var sameOwnerOtherPurpose = SecretName.ClientSecret(new ConnectionId(Key.Owner));

        foreach (var name in new[] { OtherKey, sameOwnerOtherPurpose })
        {
            await WriteAsync(db => db.Secrets.Add(new StoredSecret(name.ToString(), sealedValue, now, null)));
            await Should.ThrowAsync<CryptographicException>(() => GetAsync(name));
        }
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T69_DatabaseFiles_HoldNoSecretOfTheStore()
    {
        await PutAsync(Key, Canaries.PrivateKey);
        await PutAsync(OtherKey, Canaries.RefreshToken);
        await WithStoreAsync(s => s.DeleteAsync(OtherKey));

        new CanarySearch().Folder(Path.GetDirectoryName(Portal.DatabaseName)!, Path.GetFileName(Portal.DatabaseName) + "*").ShouldFindNothing();
    }

    [Fact]
    public async Task Get_WhenExpired_IsGone()
    {
        await WithStoreAsync(s => s.PutAsync(Key, new Secret("soon gone"), TimeSpan.FromMinutes(10)));
        Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        (await GetAsync(Key)).ShouldNotBeNull();

        Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await GetAsync(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task GetOrCreate_WhenAnotherWasFirst_TakesTheirs()
    {
        Secret? theirs = null;

        var mine = await Portal.InScopeAsync(services => services.GetRequiredService<ISecretStore>().GetOrCreateAsync(Key, () =>
        {
            // Between looking and keeping, another instance makes its own.
#pragma warning disable VSTHRD002 // The factory is synchronous, and this is the moment it is about.
            theirs = Task.Run(() => Portal.InScopeAsync(other =>
                other.GetRequiredService<ISecretStore>().GetOrCreateAsync(Key, () => new Secret("theirs")))).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            return new Secret("mine");
        }));

        theirs!.Reveal().ShouldBe("theirs");
        mine.Reveal().ShouldBe("theirs");
    }

    [Fact]
    public async Task GetOrCreate_WhenExpired_MakesANewOne()
    {
        await WithStoreAsync(s => s.PutAsync(Key, new Secret("old"), TimeSpan.FromMinutes(1)));
        Clock.Advance(TimeSpan.FromMinutes(2));

        var made = await Portal.InScopeAsync(services =>
            services.GetRequiredService<ISecretStore>().GetOrCreateAsync(Key, () => new Secret("new")));

        (made.Reveal(), (await GetAsync(Key))!.Reveal()).ShouldBe(("new", "new"));
    }

    [Fact]
    public async Task GetOrCreate_When20AskAtOnce_GivesAllTheSame()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Portal.InScopeAsync(services =>
            services.GetRequiredService<ISecretStore>().GetOrCreateAsync(Key, () => new Secret($"value {i}"))))));

        made.Select(m => m.Reveal()).Distinct().ShouldHaveSingleItem().ShouldBe((await GetAsync(Key))!.Reveal());
    }

    private Task<bool> PutAsync(SecretName name, string value) => WithStoreAsync(s => s.PutAsync(name, new Secret(value)));

    private Task<Secret?> GetAsync(SecretName name) =>
        Portal.InScopeAsync(services => services.GetRequiredService<ISecretStore>().GetAsync(name));

    private Task<bool> WithStoreAsync(Func<ISecretStore, Task> act) => Portal.InScopeAsync(async services =>
    {
        await act(services.GetRequiredService<ISecretStore>());
        return true;
    });
}
