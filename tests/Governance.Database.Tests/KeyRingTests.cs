using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Secret = Governance.Domain.Secret;

namespace Governance.Database.Tests;

/// <summary>Loss, exchange, revocation and rotation of the key ring, as a portal meets them that starts on the database of
/// an earlier one.</summary>
public sealed class KeyRingTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly SecretName Key = SecretName.PrivateKey(new ConnectionId(Guid.Parse("11111111-1111-7111-8111-111111111111")));
    private static readonly SecretName Token = SecretName.RefreshToken(new ConnectionId(Guid.Parse("22222222-2222-7222-8222-222222222222")));
    private static readonly X509Certificate2 Old = Certificate("old"), Young = Certificate("young");

    protected override PortalSettings Settings => new() { Services = WrappedBy(Old) };

    [Fact]
    public async Task Threat_T68_LostKeyRing_StopsStart()
    {
        await SealAsync();
        await ReadAsync(db => db.KeyRing.ExecuteDeleteAsync());
        var before = await StoredAsync();

        await using var later = await LaterAsync(WrappedBy(Old));

        (await StartAsync(later)).ShouldNotBeNull().ShouldContain("lost");
        // Nor does any other path make a key over it, in a portal that has long been running.
        Should.Throw<Exception>(() => later.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("page").Protect("typed"));
        (await later.ReadAsync(db => db.KeyRing.CountAsync())).ShouldBe(0);
        (await StoredAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Threat_T68_ForeignKeyRing_StopsStart()
    {
        await SealAsync();
        await ReadAsync(db => db.KeyRing.ExecuteDeleteAsync());
        await using (var stranger = await Portal.OpenAsync(Portal.Database == TestDatabase.SqlServer ? TestDatabase.Sqlite : Portal.Database, Settings))
        {
            var theirs = await stranger.ReadAsync(db => db.KeyRing.AsNoTracking().ToListAsync());
            theirs.ShouldNotBeEmpty();
            await WriteAsync(db => db.KeyRing.AddRange(theirs));
        }
        var (ring, before) = (await RingAsync(), await StoredAsync());

        await using var later = await LaterAsync(WrappedBy(Old));

        (await StartAsync(later)).ShouldNotBeNull().ShouldContain("not the one");
        ((await RingAsync()).SequenceEqual(ring), (await StoredAsync()).SequenceEqual(before)).ShouldBe((true, true));
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T68_RevokedKey_StopsStart()
    {
        await SealAsync();
        var keys = Portal.Services.GetRequiredService<IKeyManager>();
        keys.RevokeKey(keys.GetAllKeys().Single().KeyId, "seen in a log");
        var before = await StoredAsync();

        await using var later = await LaterAsync(WrappedBy(Old));

        (await StartAsync(later)).ShouldNotBeNull().ShouldContain("revoked");
        (await StoredAsync()).ShouldBe(before);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Threat_T68_ValueOfTheSentinelExchanged_StopsStart()
    {
        await SealAsync();
        var (name, key) = (SecretName.Sentinel.ToString(), Key.ToString());
        var other = await ReadAsync(db => db.Secrets.Where(s => s.Name == key).Select(s => s.Sealed).SingleAsync());
        await ReadAsync(db => db.Secrets.Where(s => s.Name == name).ExecuteUpdateAsync(s => s.SetProperty(r => r.Sealed, other)));

        (await StartAsync(Portal)).ShouldNotBeNull().ShouldContain("sentinel");
    }

    [Fact]
    public async Task Threat_T68_RotatedCertificate_ValuesAreSealedAnewAndOldBackupsOpen()
    {
        await SealAsync();
        await WriteAsync(db => db.Secrets.AddRange(Enumerable.Range(0, ResealSecrets.Batch).Select(i => Sealed(SecretName.Deposit(Guid.NewGuid()), $"{i}", Clock.Now))));
        var backup = (Secrets: await ReadAsync(db => db.Secrets.AsNoTracking().ToListAsync()), Ring: await ReadAsync(db => db.KeyRing.AsNoTracking().ToListAsync()));

        // Without the old one nothing opens; with it as a previous one, the young one takes over.
        await using (var without = await LaterAsync(WrappedBy(Young)))
            (await StartAsync(without)).ShouldNotBeNull().ShouldSatisfyAllConditions(s => s.ShouldContain(Old.Thumbprint), s => s.ShouldContain("Previous"));
        await using (var both = await LaterAsync(WrappedBy(Young, Old)))
        {
            (await StartAsync(both)).ShouldBeNull();
            (await StartAsync(both)).ShouldBeNull();
            (await RingAsync()).Count(e => e.Contains(Young.Thumbprint)).ShouldBe(1, "a second start makes no second key");
            await Eventually.ShouldBeAsync(async () => await CountAsync(both) == backup.Secrets.Count, "the new key takes over");
            var first = (await both.SendAsync(System, new ResealSecrets.Command(""))).Value!;
            (first.Resealed, first.Unreadable).ShouldBe((ResealSecrets.Batch, 0));
            (await both.SendAsync(System, new ResealSecrets.Command(first.Last!))).Value!.Last.ShouldBeNull();
            (await CountAsync(both)).ShouldBe(0);
            (await Audit.LastAsync()).Action.ShouldBe("secrets.resealed");
        }
        await using (var young = await LaterAsync(WrappedBy(Young)))
        {
            (await StartAsync(young)).ShouldBeNull();
            (await GetAsync(young, Key)).ShouldBe(Canaries.PrivateKey);
        }

        await ReadAsync(db => db.Secrets.ExecuteDeleteAsync());
        await ReadAsync(db => db.KeyRing.ExecuteDeleteAsync());
        await WriteAsync(db => db.KeyRing.AddRange(backup.Ring));
        await WriteAsync(db => db.Secrets.AddRange(backup.Secrets));
        await using var restored = await LaterAsync(WrappedBy(Young, Old));
        (await StartAsync(restored)).ShouldBeNull();
        (await GetAsync(restored, Key)).ShouldBe(Canaries.PrivateKey);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Reseal_WhenAPersonAsks_IsDeniedAndAudited()
    {
        (await As(PortalAdmin).SendAsync(new ResealSecrets.Command(""))).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).Action.ShouldBe("secrets.resealed");
        (await As(PortalAdmin).SendAsync(new CountStaleSeals.Query())).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Reseal_WhenAValueWasMovedOrExpired_LeavesTheOneAndDropsTheOther()
    {
        await SealAsync();
        var moved = (await ReadAsync(db => db.Secrets.AsNoTracking().ToListAsync())).Single(s => s.Name == Key.ToString()).Sealed;
        var strange = SecretName.ClientSecret(new ConnectionId(Guid.NewGuid()));
        await WriteAsync(db => db.Secrets.AddRange(
            new StoredSecret(strange.ToString(), moved, Clock.Now, null), Sealed(SecretName.Deposit(Guid.NewGuid()), "late", Clock.Now, Clock.Now)));

        await using var both = await LaterAsync(WrappedBy(Young, Old));
        (await StartAsync(both)).ShouldBeNull();
        await Eventually.ShouldBeAsync(async () => await CountAsync(both) > 0, "the new key takes over");
        var receipt = (await both.SendAsync(System, new ResealSecrets.Command(""))).Value!;

        receipt.ShouldBe(new ResealSecrets.Receipt(3, 1, 1, null));
        await Should.ThrowAsync<CryptographicException>(() => GetAsync(both, strange));
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite, TestDatabase.PostgreSql)]
    public async Task Threat_T69_DumpWithoutItsCertificate_OpensNoSecret()
    {
        await SealAsync();
        await using var restored = await DatabaseDump.TakeAsync(Portal);

        // A search over the dump as it lies there, key ring and all.
        new CanarySearch([Canaries.PrivateKey, Canaries.RefreshToken]).File(restored.File).ShouldFindNothing();
        foreach (var foreign in new[] { WrappedBy(Young), _ => { } })
        {
            await using var thief = await LaterAsync(foreign, restored.Connection);
            (await thief.ReadAsync(db => db.Secrets.CountAsync())).ShouldBe(3);
            (await StartAsync(thief)).ShouldNotBeNull().ShouldContain(Old.Thumbprint);
            await Should.ThrowAsync<Exception>(() => GetAsync(thief, Key));
            await Should.ThrowAsync<Exception>(() => GetAsync(thief, Token));
        }
        await using var owner = await LaterAsync(WrappedBy(Old), restored.Connection);
        (await StartAsync(owner)).ShouldBeNull();
        (await GetAsync(owner, Key), await GetAsync(owner, Token)).ShouldBe((Canaries.PrivateKey, Canaries.RefreshToken));
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task KeyRing_WhenWrapped_SealsByAes256GcmForNinetyDays()
    {
        await SealAsync();

        var key = Portal.Services.GetRequiredService<IKeyManager>().GetAllKeys().Single();
        (key.ExpirationDate - key.CreationDate).TotalDays.ShouldBe(90, 0.1);
        key.Descriptor.ExportToXml().SerializedDescriptorElement.ToString().ShouldContain("AES_256_GCM");
        (await RingAsync()).Single().ShouldNotContain("masterKey");
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Rotate_WhenOtherInstancesRun_LeavesThemTimeToLearnTheKey()
    {
        await SealAsync();

        await using var both = await LaterAsync(WrappedBy(Young, Old));
        (await both.Services.GetRequiredService<KeyRingStart>().OpenAsync()).ShouldBeNull();

        var key = both.Services.GetRequiredService<IKeyManager>().GetAllKeys().MaxBy(k => k.CreationDate)!;
        (key.ActivationDate - key.CreationDate).TotalMinutes.ShouldBe(10, 0.2);
        (await CountAsync(both)).ShouldBe(0, "the old key still seals");
    }

    private async Task SealAsync()
    {
        (await StartAsync(Portal)).ShouldBeNull();
        await PutAsync(Key, Canaries.PrivateKey);
        await PutAsync(Token, Canaries.RefreshToken);
    }

    private Task<Portal> LaterAsync(Action<IServiceCollection> services, string? connection = null) =>
        Portal.OpenAsync(Portal.Database, new PortalSettings { Services = services, Connection = connection ?? Portal.Connection });

    private static Task<string?> StartAsync(Portal portal) => portal.Services.GetRequiredService<KeyRingStart>().OpenAsync(TimeSpan.Zero);

    private static async Task<int> CountAsync(Portal portal) => (await portal.SendAsync(System, new CountStaleSeals.Query())).Value!.Stale;

    private Task<List<string>> StoredAsync() => ReadAsync(db => db.Secrets.OrderBy(s => s.Name).Select(s => s.Name + s.Sealed).ToListAsync());

    private Task<List<string>> RingAsync() => ReadAsync(db => db.KeyRing.OrderBy(e => e.Id).Select(e => e.Xml).ToListAsync());

    private Task<bool> PutAsync(SecretName name, string value) => Portal.InScopeAsync(async services =>
    {
        await services.GetRequiredService<ISecretStore>().PutAsync(name, new Secret(value));
        return true;
    });

    private static Task<string> GetAsync(Portal portal, SecretName name) => portal.InScopeAsync(async services =>
        (await services.GetRequiredService<ISecretStore>().GetAsync(name))!.Reveal());

    private StoredSecret Sealed(SecretName name, string value, DateTimeOffset now, DateTimeOffset? ends = null) => new(name.ToString(),
        Portal.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Governance.Secrets", name.ToString()).Protect(value), now, ends);

    private static Action<IServiceCollection> WrappedBy(X509Certificate2 current, params X509Certificate2[] previous) => services =>
        services.AddSingleton(new KeyWrappers(new CertificateWrapper(current), [.. previous.Select(c => new CertificateWrapper(c))]));

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
