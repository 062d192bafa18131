using Governance.Application.Access;
using Governance.Application.Notifications;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Notifications;

/// <summary>Places outside the portal, and what becomes of a delivery.</summary>
public sealed class ChannelTests(PortalFixture portal) : NoticeTest(portal)
{
    [Fact]
    public async Task AddChannel_WhenWebhook_KeepsItsAddressInTheSecretStoreOnly()
    {
        var id = await WebhookAsync();

        var row = (await As(PortalAdmin).SendAsync(new ListChannels.Query())).Value!.Rows.ShouldHaveSingleItem();
        (row.Id, row.Target, row.IsOn, row.Last).ShouldBe((id, "hooks.example.com", true, null));
        (await StoredAsync(SecretName.WebhookAddress(id))).ShouldBe(WebhookAddress);
        (await StoredAsync(SecretName.WebhookKey(id))).ShouldBe(SigningSecret);
        var entry = await Audit.LastAsync();
        entry.ShouldBe("channel.added", by: PortalAdmin, on: id);
        $"{entry.Before}{entry.After}{entry.Reason}{entry.SubjectName}".ShouldNotContain("CANARY");
        Logs.Text.ShouldNotContain("CANARY");
        (await ReadAsync(db => db.Secrets.CountAsync(s => s.Name.StartsWith("deposit")))).ShouldBe(0);
    }

    [Fact]
    public async Task AddChannel_WhenNoSigningSecretIsGiven_MakesOneNobodyIsShown()
    {
        var made = await As(PortalAdmin).SendAsync(new AddChannel.Command("Hook", ChannelForm.Slack, null, await AddressAsync(), null, Severity.High, null));

        (await StoredAsync(SecretName.WebhookKey(made.Value!.Id)))!.Length.ShouldBe(64);
    }

    [Fact]
    public async Task AddChannel_WhenHostIsNotListed_IsRefusedAndAudited()
    {
        var answer = await As(PortalAdmin).SendAsync(
            new AddChannel.Command("Hook", ChannelForm.Plain, null, await AddressAsync("https://evil.example/CANARY"), null, Severity.Low, null));

        answer.Problem!.Code.ShouldBe("channel.host-refused");
        (await Audit.LastAsync()).ShouldBe("channel.added", by: PortalAdmin, outcome: AuditOutcome.Failed);
        (await ReadAsync(db => db.Channels.CountAsync())).ShouldBe(0);
        (await ReadAsync(db => db.Secrets.CountAsync(s => s.Name.StartsWith("channel.")))).ShouldBe(0);
    }

    [Theory]
    [InlineData("security@example.com\r\nBcc: other@example.com")]
    [InlineData("\"a\r\nb\"@example.com")]
    [InlineData("<security@example.com>")]
    [InlineData("Name security@example.com")]
    [InlineData("security@exämple.com")]
    [InlineData("security@[10.0.0.1]")]
    [InlineData("")]
    [InlineData(null)]
    public async Task AddChannel_WhenMailAddressCouldCarryMore_IsInvalid(string? address)
    {
        var answer = await As(PortalAdmin).SendAsync(new AddChannel.Command("List", ChannelForm.Mail, address, null, null, Severity.Low, null));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task AddChannel_WhenTicketIsUsed_IsRefusedTheSecondTime()
    {
        var ticket = await AddressAsync();
        await As(PortalAdmin).SendAsync(new AddChannel.Command("One", ChannelForm.Plain, null, ticket, null, Severity.Low, null));

        var second = await As(PortalAdmin).SendAsync(new AddChannel.Command("Two", ChannelForm.Plain, null, ticket, null, Severity.Low, null));

        second.Problem.ShouldBe(ChannelProblems.AddressMissing);
    }

    [Fact]
    public async Task AddChannel_WhenNameIsTakenOrMailIsNotSetUp_IsAConflict()
    {
        await MailChannelAsync();

        (await As(PortalAdmin).SendAsync(new AddChannel.Command("security LIST", ChannelForm.Mail, "a@example.com", null, null, Severity.Low, null)))
            .Problem.ShouldBe(ChannelProblems.NameTaken);
        Out.IsConfigured = false;
        (await As(PortalAdmin).SendAsync(new AddChannel.Command("Other", ChannelForm.Mail, "a@example.com", null, null, Severity.Low, null)))
            .Problem.ShouldBe(ChannelProblems.NoMail);
    }

    [Fact]
    public async Task AddChannel_WhenWithoutTheRight_IsDeniedAndAudited()
    {
        foreach (var actor in new[] { Auditor, OrgAdmin, SecurityReviewer, Responder, NoRole })
        {
            var answer = await As(actor).SendAsync(new AddChannel.Command("List", ChannelForm.Mail, "a@example.com", null, null, Severity.Low, null));

            answer.Problem!.Code.ShouldBe("access.denied");
            (await Audit.LastAsync()).ShouldBe("channel.added", by: actor, outcome: AuditOutcome.Denied);
        }
        (await As(Scoped(Role.PortalAdmin)).SendAsync(new AddChannel.Command("List", ChannelForm.Mail, "a@example.com", null, null, Severity.Low, null)))
            .Problem.ShouldBe(AccessProblems.UnscopedOnly);
    }

    [Fact]
    public async Task TestChannel_GoesItsWay_AndIsWrittenDown()
    {
        var id = await WebhookAsync();

        var sent = (await As(PortalAdmin).SendAsync(new TestChannel.Command(id))).Value!;
        await RunWorkAsync();

        var post = Out.Posts.ShouldHaveSingleItem();
        (post.Channel, post.Delivery, post.Text.Kind, post.Text.Count).ShouldBe((id, sent.Delivery, "channel-test", 0));
        var row = await DeliveryAsync();
        (row.State, row.Attempts, row.Answer).ShouldBe((DeliveryState.Delivered, 1, "HTTP 200"));
        (await As(PortalAdmin).SendAsync(new ListChannels.Query())).Value!.Rows[0].Last!.State.ShouldBe(DeliveryState.Delivered);
        (await InboxAsync(PortalAdmin)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Delivery_WhenOtherSideIsBusy_IsTriedAgainThenGivenUpThenSentAgain()
    {
        var id = await MailChannelAsync();
        Out.Refusal = Problem.RemoteUnavailable("notice.busy", "HTTP 503");
        await As(PortalAdmin).SendAsync(new TestChannel.Command(id));

        await RunWorkAsync();
        var first = await DeliveryAsync();
        (first.State, first.Attempts, first.Answer).ShouldBe((DeliveryState.Waiting, 1, "HTTP 503"));
        (await As(PortalAdmin).SendAsync(new SendAgain.Command(first.Id))).Problem.ShouldBe(ChannelProblems.StillOnItsWay);
        for (var i = 0; i < 8; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(6));
            await RunWorkAsync();
        }
        var last = await DeliveryAsync();
        (last.State, last.Attempts, last.Answer).ShouldBe((DeliveryState.Failed, 8, "HTTP 503"));

        Out.Refusal = null;
        (await As(PortalAdmin).SendAsync(new SendAgain.Command(first.Id))).Ok.ShouldBeTrue();
        await RunWorkAsync();

        (await DeliveryAsync()).State.ShouldBe(DeliveryState.Delivered);
        Out.Mails.ShouldHaveSingleItem().To.ShouldBe("security@example.com");
    }

    [Fact]
    public async Task Delivery_WhenRefused_IsNotTriedAgain()
    {
        var id = await MailChannelAsync();
        Out.Refusal = Problem.RemoteRefused("notice.refused", "HTTP 404");
        await As(PortalAdmin).SendAsync(new TestChannel.Command(id));

        await RunWorkAsync();

        (await DeliveryAsync()).State.ShouldBe(DeliveryState.Failed);
        (await ReadAsync(db => db.Work.CountAsync(w => w.DoneAt == null))).ShouldBe(0);
    }

    [Fact]
    public async Task Channel_WhenTurnedOffMeanwhile_IsSentNothing()
    {
        var id = await MailChannelAsync();
        await As(PortalAdmin).SendAsync(new TestChannel.Command(id));
        (await As(PortalAdmin).SendAsync(new SwitchChannel.Command(id, false))).Ok.ShouldBeTrue();

        await RunWorkAsync();

        Out.Mails.ShouldBeEmpty();
        (await DeliveryAsync()).State.ShouldBe(DeliveryState.Failed);
        (await As(PortalAdmin).SendAsync(new TestChannel.Command(id))).Problem.ShouldBe(ChannelProblems.IsOff);
        (await As(PortalAdmin).SendAsync(new SwitchChannel.Command(id, false))).Problem.ShouldBe(ChannelProblems.SoAlready);
    }

    [Fact]
    public async Task RemoveChannel_TakesItsSecretsAndWhatIsQueuedAlong()
    {
        var id = await WebhookAsync();
        await As(PortalAdmin).SendAsync(new TestChannel.Command(id));

        (await As(PortalAdmin).SendAsync(new RemoveChannel.Command(id, "No longer used by anybody"))).Ok.ShouldBeTrue();
        await RunWorkAsync();

        (await ReadAsync(db => db.Secrets.CountAsync(s => s.Name.StartsWith("channel.")))).ShouldBe(0);
        Out.Posts.ShouldBeEmpty();
        (await ReadAsync(db => db.Work.CountAsync(w => w.DoneAt == null))).ShouldBe(0);
        (await As(PortalAdmin).SendAsync(new RemoveChannel.Command(id, "No longer used by anybody"))).Problem.ShouldBe(ChannelProblems.NotFound);
    }

    private async Task<ListDeliveries.Row> DeliveryAsync() =>
        (await As(PortalAdmin).SendAsync(new ListDeliveries.Query(null, false, 0, 10))).Value!.Rows.ShouldHaveSingleItem();

    private async Task<string?> StoredAsync(SecretName name) =>
        (await Portal.InScopeAsync(services => services.GetRequiredService<ISecretStore>().GetAsync(name)))?.Reveal();
}
