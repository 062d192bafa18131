using System.Security.Cryptography;
using System.Text.Json;
using Governance.Application.Audit;
using Governance.Application.Ports;
using Governance.Application.Tests.Pipeline;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Audit;

public sealed class HeadSignerTests(PortalFixture portal) : UseCaseTest(portal)
{
    protected override PortalSettings Settings => new() { Services = Probe.Register };

    [Fact]
    public async Task Sign_WhenTheChainIsEmpty_CoversGenesis()
    {
        var head = await SignAsync();

        (head!.Seq, head.Hash).ShouldBe((0, AuditEntry.Genesis));
        (await WithKeyAsync(head.IsSignedBy)).ShouldBeTrue();
    }

    [Fact]
    public async Task Sign_WhenWithinTheHour_IsNotDue()
    {
        await SignAsync();
        Clock.Advance(TimeSpan.FromMinutes(59));
        await As(OrgAdmin).SendAsync(Probe.Nothing());

        (await SignAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Sign_WhenAnHourPassedAndNothingHappened_SignsAgain()
    {
        await SignAsync();
        Clock.Advance(TimeSpan.FromHours(1));

        (await SignAsync())!.Seq.ShouldBe(0);
        (await ReadAsync(db => db.AuditHeads.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Sign_WhenAThousandEntriesCame_SignsWithinTheHour()
    {
        await SignAsync();
        await ReadAsync(db => db.AuditChain.ExecuteUpdateAsync(s => s.SetProperty(c => c.Seq, AuditHead.EntryLimit - 1)));
        (await SignAsync()).ShouldBeNull();
        await As(OrgAdmin).SendAsync(Probe.Nothing());

        var head = await SignAsync();

        head!.Seq.ShouldBe(AuditHead.EntryLimit);
        head.Hash.ShouldBe((await Audit.LastAsync()).Hash);
    }

    [Fact]
    public async Task Sign_WhenDone_KeepsTheLineAtTheAnchor()
    {
        await As(OrgAdmin).SendAsync(Probe.Nothing());

        var head = await SignAsync();

        var line = Portal.Anchor.Lines.ShouldHaveSingleItem();
        line.ShouldBe(head!.ToLine());
        using var json = JsonDocument.Parse(line);
        json.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["at", "hash", "keyId", "seq", "signature"]);
        json.RootElement.GetProperty("hash").GetString().ShouldBe((await Audit.LastAsync()).Hash);
    }

    [Fact]
    public async Task Sign_WhenReadBack_IsStillSigned()
    {
        await SignAsync();
        var stored = await ReadAsync(db => db.AuditHeads.SingleAsync());

        (await WithKeyAsync(stored.IsSignedBy)).ShouldBeTrue();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        stored.IsSignedBy(other).ShouldBeFalse();
    }

    [Fact]
    public async Task Sign_WhenAskedTwice_UsesOneKey()
    {
        var (first, second) = (await SignAsync(true), await SignAsync(true));

        second!.KeyId.ShouldBe(first!.KeyId);
    }

    private Task<AuditHead?> SignAsync(bool always = false) =>
        Portal.InScopeAsync(services => services.GetRequiredService<HeadSigner>().SignIfDueAsync(always, default));

    private Task<T> WithKeyAsync<T>(Func<ECDsa, T> use) => Portal.InScopeAsync(async services =>
    {
        using var key = await services.GetRequiredService<IAuditKey>().OpenAsync(default);
        return use(key);
    });
}
