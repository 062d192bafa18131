using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Connections;
using Governance.Application.Incidents;
using Governance.Application.Notifications;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.TestKit;
using Governance.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Notifications;

/// <summary>What tests of notices share: channels, people with addresses, incidents.</summary>
public abstract class NoticeTest(PortalFixture portal) : UseCaseTest(portal)
{
    protected const string WebhookAddress = "https://hooks.example.com/services/CANARY-PATH-0001";
    protected const string SigningSecret = "CANARY-signing-secret-of-32-characters";

    protected FakeNotices Out => Portal.Notices;

    protected async Task<ChannelId> MailChannelAsync(string name = "Security list", Severity least = Severity.Low, OrgGroupId? group = null) =>
        (await As(PortalAdmin).SendAsync(new AddChannel.Command(name, ChannelForm.Mail, "security@example.com", null, null, least, group))).Value!.Id;

    protected async Task<ChannelId> WebhookAsync(ChannelForm form = ChannelForm.Plain) => (await As(PortalAdmin).SendAsync(
        new AddChannel.Command("Alarm hook", form, null, await AddressAsync(), await KeyAsync(), Severity.Low, null))).Value!.Id;

    protected async Task<Guid> AddressAsync(string address = WebhookAddress) => (await Portal.InScopeAsync(services =>
        services.GetRequiredService<SecretIntake>().TakeWebhookAddressAsync(new Secret(address), default))).Value!.Ticket;

    protected async Task<Guid> KeyAsync() => (await Portal.InScopeAsync(services =>
        services.GetRequiredService<SecretIntake>().TakeSigningSecretAsync(new Secret(SigningSecret), default))).Value!.Ticket;

    protected async Task<Actor> PersonAsync(Role role, string? group = null, string name = "Ines")
    {
        string[] groups = [Actors.GroupOf(role, group)];
        var person = (await As(System).SendAsync(new SignIn.Command("https://idp.example", name, name, $"{name.ToLowerInvariant()}@example.com", groups))).Value!.Person;
        return new Actor($"person:{person.Value:D}", name, groups);
    }

    protected async Task<ListInbox.Page> InboxAsync(Actor actor) => (await As(actor).SendAsync(new ListInbox.Query(0, 50))).Value!;

    protected async Task<IReadOnlyList<(NoticeKind Kind, int Count)>> ToldAsync(Actor actor) =>
        [.. (await InboxAsync(actor)).Rows.Select(r => (r.Kind, r.Count))];

    protected async Task<IncidentId> RevokeAsync(Actor actor, params Authorization[] rows)
    {
        var selection = AuthorizationSelection.Of([.. rows.Select(r => r.Id)]);
        var plan = (await As(actor).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        return (await As(actor).SendAsync(new RevokeAuthorizations.Command(selection, plan.Hash, "Leaked by the vendor", null))).Value!.IncidentId;
    }
}
