using System.Globalization;
using Governance.Application.Integrations;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>Writes the day agreed to as review date on the card of the integration.</summary>
internal sealed class RenewalErrand(RequestWriter writer, UseCaseRunner useCases, TimeProvider clock) : IErrand
{
    public string Does => "After approval the portal writes that day as review date on the card of the integration.";

    public bool Is(RequestKind kind) => kind == RequestKind.Renewal;

    public async Task<Guid?> ViaAsync(RequestContent content, CancellationToken ct) => (await writer.IntegrationAsync(content, ct))?.Id.Value;

    public async Task<ErrandStep?> RunAsync(Request request, RequestErrand errand, Func<ErrandStep, Task> note, CancellationToken ct)
    {
        var until = request.AgreedUntil ?? request.Content.Until!.Value;
        await useCases.DemandAsync(Actor.System("requests", request.AskedById), new RenewIntegration.Command(new IntegrationId(errand.Via), until, request.Name), ct);
        return new ErrandStep(ErrandState.Done, string.Create(CultureInfo.InvariantCulture, $"The card says {until:yyyy-MM-dd}.")) { SeenAt = clock.GetUtcNow() };
    }
}
