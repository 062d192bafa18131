using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Governance.TestKit.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Data;

/// <summary>With a vault: values wait sealed in the database until after their transaction, and lie in the vault then.</summary>
public sealed class SecretMovesTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly ConnectionId Org = new(Guid.Parse("11111111-1111-7111-8111-111111111111"));
    private static readonly SecretName Key = SecretName.PrivateKey(Org);
    private readonly MemoryVault _vault = new();

    protected override PortalSettings Settings => new() { Services = services => services.AddSingleton<ISecretVault>(_vault) };

    [Fact]
    public async Task Run_WhenAValueWasPut_MovesItAndTheRowNamesItsVersion()
    {
        await PutAsync(Key, Canaries.PrivateKey);
        await PutAsync(SecretName.Deposit(Guid.NewGuid()), "short-lived", TimeSpan.FromMinutes(10));
        await PutAsync(SecretName.Sentinel, "the sentinel");
        (await GetAsync(Key)).ShouldBe(Canaries.PrivateKey);

        (await RunAsync()).ShouldBe((1, 0));

        _vault.Kept.ShouldBe([(Key, Canaries.PrivateKey)]);
        (await RowsAsync()).Count(s => s.StartsWith(StoredSecret.VaultMark, StringComparison.Ordinal)).ShouldBe(1);
        (await GetAsync(Key)).ShouldBe(Canaries.PrivateKey);
        (await RunAsync()).ShouldBe((0, 0));
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Run_WhenTheTransactionWasRolledBack_FindsNothing()
    {
        await InTransactionAsync(async secrets =>
        {
            await secrets.PutAsync(Key, new Secret("never"));
            (await secrets.GetAsync(Key))!.Reveal().ShouldBe("never");
        });

        (await RunAsync()).ShouldBe((0, 0));
        (await GetAsync(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_WhenItLiesInTheVault_HidesItAtOnceAndRemovesItThere()
    {
        await PutAsync(Key, "one");
        await RunAsync();

        _vault.IsSilent = true;
        await DeleteAsync(Key);
        ((await GetAsync(Key)), await WithStoreAsync(s => s.HasAsync(Key))).ShouldBe((null, false));
        (await RunAsync()).ShouldBe((0, 1));
        _vault.IsSilent = false;
        (await RunAsync()).ShouldBe((1, 0));

        _vault.Kept.ShouldBeEmpty();
        (await RowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Run_WhenTheVaultIsSilent_KeepsTheValueAndSaysNothingOfIt()
    {
        await PutAsync(Key, Canaries.PrivateKey);
        _vault.IsSilent = true;

        (await RunAsync()).ShouldBe((0, 1));
        (await GetAsync(Key)).ShouldBe(Canaries.PrivateKey);

        _vault.IsSilent = false;
        (await RunAsync()).ShouldBe((1, 0));
        _vault.IsSilent = true;
        await Should.ThrowAsync<SecretVaultException>(() => GetAsync(Key));
        new CanarySearch([Canaries.PrivateKey]).Text("log", Logs.Text).ShouldFindNothing();
    }

    [Fact]
    public async Task Run_WhenTheValueIsReplacedMeanwhile_TheNewerOneCounts()
    {
        await PutAsync(Key, "old");
        _vault.Amid = async () =>
        {
            await PutAsync(Key, "new");
            await RunAsync();
        };

        await RunAsync();
        await RunAsync();

        (await GetAsync(Key)).ShouldBe("new");
        _vault.Kept.Count.ShouldBe(2, "the older write came last and no row names it");
    }

    [Fact]
    public async Task Run_WhenTheValueIsRemovedMeanwhile_DoesNotBringItBack()
    {
        await PutAsync(Key, "one");
        _vault.Amid = async () =>
        {
            await DeleteAsync(Key);
            await RunAsync();
        };

        await RunAsync();

        _vault.Kept.ShouldBeEmpty();
        (await GetAsync(Key)).ShouldBeNull();
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Get_WhenInsideATransaction_DoesNotCallTheVault()
    {
        await PutAsync(Key, "one");
        await RunAsync();

        await InTransactionAsync(async secrets =>
        {
            (await secrets.HasAsync(Key)).ShouldBeTrue();
            await Should.ThrowAsync<InvalidOperationException>(() => secrets.GetAsync(Key));
        });
    }

    [Fact]
    public async Task RefreshTurn_WhenATokenIsKept_NoteAndTokenAreOneWriteAndTheVaultFollows()
    {
        var org = (await GivenAsync(An.Org().By(ConnectionFlow.WebServer))).Connection.Id;
        var turns = Portal.Services.GetRequiredService<IRefreshTurns>();
        _vault.IsSilent = true;
        await using (var turn = await turns.TakeAsync(SecretName.RefreshToken(org), default))
        {
            (await turn.BeginAsync(default)).ShouldBeTrue();
            (await turn.KeepAsync(new Secret(Canaries.RefreshToken), rotates: true)).Ok.ShouldBeTrue("a vault that is silent loses no token");
        }
        _vault.IsSilent = false;
        (await RunAsync()).ShouldBe((1, 0));

        await using var next = await turns.TakeAsync(SecretName.RefreshToken(org), default);
        (next.IsAnswerMissing, next.Token!.Reveal()).ShouldBe((false, Canaries.RefreshToken));
        _vault.Kept.ShouldContain((SecretName.RefreshToken(org), Canaries.RefreshToken));
    }

    [Fact]
    [OnlyOn(TestDatabase.Sqlite)]
    public async Task Start_WhenTheVaultIsNoLongerConfigured_IsRefused()
    {
        await PutAsync(Key, "one");
        await RunAsync();

        await using var without = await Portal.OpenAsync(Portal.Database, new PortalSettings { Connection = Portal.Connection });

        (await without.Services.GetRequiredService<KeyRingStart>().OpenAsync()).ShouldNotBeNull().ShouldContain("Secrets:Provider");
    }

    private Task<(int, int)> RunAsync() => Portal.InScopeAsync(services => services.GetRequiredService<SecretMoves>().RunAsync(default));

    private Task<List<string>> RowsAsync() => ReadAsync(db => db.Secrets.Select(s => s.Sealed).ToListAsync());

    private Task<bool> PutAsync(SecretName name, string value, TimeSpan? livesFor = null) => WithStoreAsync(async s =>
    {
        await s.PutAsync(name, new Secret(value), livesFor);
        return true;
    });

    private Task<string?> GetAsync(SecretName name) => WithStoreAsync(async s => (await s.GetAsync(name))?.Reveal());

    private Task<T> WithStoreAsync<T>(Func<ISecretStore, Task<T>> act) =>
        Portal.InScopeAsync(services => act(services.GetRequiredService<ISecretStore>()));

    private Task<bool> DeleteAsync(SecretName name) => WithStoreAsync(async s =>
    {
        await s.DeleteAsync(name);
        return true;
    });

    // Rolls back in the end.
    private Task<bool> InTransactionAsync(Func<ISecretStore, Task> act) => Portal.InScopeAsync(services =>
    {
        var db = services.GetRequiredService<GovernanceDb>();
        return db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await act(services.GetRequiredService<ISecretStore>());
            return true;
        });
    });
}
