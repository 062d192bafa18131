using Governance.Application.Certificates;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Certificates;

/// <summary>One certificate beside the list.</summary>
public sealed partial class CertificateDrawer(UseCases useCases, PageClock clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private GetCertificate.Detail? _detail;
    private Problem? _problem;
    private ItemId? _asked;

    [Parameter, EditorRequired] public ItemId Id { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    /// <summary>Something was arranged; the list is old now.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    protected override Task OnParametersSetAsync() => _asked == Id ? Task.CompletedTask : ReadAsync();

    /// <summary>Asks again and shows what was there until the answer comes.</summary>
    public async Task RereadAsync()
    {
        await AskAsync(Id);
        await InvokeAsync(StateHasChanged);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string PlaceWords(GetCertificate.Detail detail) => detail.Facts.Place switch
    {
        CertificatePlace.Org => "Certificate of the org’s own",
        CertificatePlace.ClientApp => "Certificate inside a client app",
        _ => "Inbound client certificate",
    };

    private static string? Chain(CertificateFacts facts)
    {
        var signed = facts.IsSelfSigned switch { true => "self-signed", false => "signed by another", _ when facts.IsCaSigned == true => "signed by an authority", _ => null };
        var length = facts.ChainLength > 0 ? OrgWords.Count(facts.ChainLength, "certificate") + " in its file" : null;
        return (signed, length) is (null, null) ? null : string.Join(", ", new[] { signed, length }.OfType<string>());
    }

    private (string Text, Tone Tone) StepOf(GetCertificate.Detail detail) => CertificateWords.Step(detail.Row.EndsAt, detail.Row.Step, clock.Now);

    private Task ReadAsync()
    {
        (_asked, _detail, _problem) = (Id, null, null);
        return AskAsync(Id);
    }

    private async Task ChangedAsync()
    {
        await AskAsync(Id);
        await OnChanged.InvokeAsync();
    }

    private async Task AskAsync(ItemId id)
    {
        try
        {
            var answer = await useCases.SendAsync(new GetCertificate.Query(id), _stop.Token);
            if (id == Id) (_detail, _problem) = (answer.Value, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drawer was closed.
        }
    }
}
