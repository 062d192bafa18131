using System.Text;
using Governance.Application.Connections;
using Governance.Domain.Connections;
using Governance.Web.Connect;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>A credential that no connection of an org uses.</summary>
public enum OtherCredential
{
    HerokuToken,
    WebhookAddress,
    SigningSecret,
    RefreshToken,
}

/// <summary>
/// Takes a private key, a consumer secret or another credential by a plain HTTP POST: what comes back over the circuit is a ticket and a
/// description. The field is empty afterwards. Or has the portal make the key, and hands out its certificate.
/// </summary>
public sealed partial class CredentialField(UseCases useCases, IJSRuntime browser) : IAsyncDisposable
{
    private readonly string _id = $"credential-{Guid.NewGuid():N}";
    private IJSObjectReference? _module;
    private ElementReference _form;
    private string? _description;
    private string? _refusal;
    private MakeKeyPair.Receipt? _made;
    private bool _making;

    [Parameter] public ConnectionFlow Flow { get; set; }

    /// <summary>What no connection of an org uses; the flow then says nothing.</summary>
    [Parameter] public OtherCredential? Other { get; set; }

    /// <summary>Names what was handed over; null when nothing was.</summary>
    [Parameter] public Guid? Ticket { get; set; }

    [Parameter] public EventCallback<Guid?> TicketChanged { get; set; }

    /// <summary>The stored one may stay: an empty field is fine.</summary>
    [Parameter] public bool KeepsStored { get; set; }

    /// <summary>The refusal of what was sent with the ticket.</summary>
    [Parameter] public string? Error { get; set; }

    private bool IsKey => Other is null && Flow == ConnectionFlow.JwtBearer;

    private string Kind => Other switch
    {
        OtherCredential.HerokuToken => "heroku",
        OtherCredential.WebhookAddress => "webhook",
        OtherCredential.SigningSecret => "signing",
        OtherCredential.RefreshToken => "refresh",
        _ => IsKey ? "key" : "secret",
    };

    private string Label => Other switch
    {
        OtherCredential.HerokuToken => "Heroku token",
        OtherCredential.WebhookAddress => "Webhook address",
        OtherCredential.SigningSecret => "Signing secret",
        OtherCredential.RefreshToken => "Refresh token",
        _ => IsKey ? "Private key" : "Consumer secret",
    };

    private string? Says => _refusal ?? Error;

    private string Hint => (IsKey, KeepsStored) switch
    {
        (_, true) when Other == OtherCredential.HerokuToken => "Leave empty to keep the stored token.",
        _ when Other == OtherCredential.WebhookAddress => "Whoever has it can post there. It goes into the secret store; only its host is ever shown.",
        _ when Other == OtherCredential.SigningSecret => $"At least {SecretIntake.MinSigningLength} characters made at random, and known to the receiver. Leave it empty for Slack and Teams, which check no signature.",
        _ when Other == OtherCredential.HerokuToken => "From heroku authorizations:create, scope global. It goes into the secret store and is never shown again.",
        _ when Other == OtherCredential.RefreshToken => "Of a grant made for this alone: where the app rotates its tokens, one that the integration uses too would end for both. It goes into the secret store and is never shown again.",
        (false, false) when Flow == ConnectionFlow.ClientCredentials => "Whoever has it can sign in as the app. It goes into the secret store and is never shown again.",
        (true, true) => "Leave empty to keep the stored key. Else an unencrypted RSA key in PEM form, at least 2,048 bits.",
        (true, _) => "The key of your own: an unencrypted RSA key in PEM form, at least 2,048 bits. It goes into the secret store and is never shown again.",
        (_, true) => "Leave empty to keep the stored secret.",
        _ => "Only if the client app requires one. It goes into the secret store and is never shown again.",
    };

    /// <summary>What connect.js answers.</summary>
    internal sealed record Sent(Guid? Ticket, string? Description, string? Problem, bool IsEmpty);

    /// <summary>Hands over what is in the field, if anything.</summary>
    /// <returns>False when it was refused; the field then says why.</returns>
    public async Task<bool> HandOverAsync()
    {
        if (Ticket is not null) return true;
        _refusal = null;
        Sent? sent;
        try
        {
            _module ??= await browser.InvokeAsync<IJSObjectReference>("import", "./js/connect.js");
            sent = await _module.InvokeAsync<Sent>("send", _form);
        }
        catch (JSException)
        {
            sent = new Sent(null, null, "The browser could not send it. Nothing was stored. Reload the page and try again.", false);
        }
        if (sent is null || sent.IsEmpty) return true;
        (_description, _refusal) = (sent.Description, sent.Problem);
        if (sent.Ticket is null) _refusal ??= $"The portal did not take it ({ConnectEndpoints.CredentialPath}).";
        await TicketChanged.InvokeAsync(sent.Ticket);
        StateHasChanged();
        return _refusal is null;
    }

    /// <summary>The certificate is public, and small enough for an address.</summary>
    private static string CertificateAddress(MakeKeyPair.Receipt made) =>
        $"data:application/x-x509-ca-cert;base64,{Convert.ToBase64String(Encoding.ASCII.GetBytes(made.Certificate))}";

    private async Task MakeAsync()
    {
        _making = true;
        var answer = await useCases.SendAsync(new MakeKeyPair.Command(), CancellationToken.None);
        (_making, _made, _refusal) = (false, answer.Value, answer.Problem?.Message);
        await TicketChanged.InvokeAsync(answer.Value?.Ticket);
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is null) return;
        try
        {
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone already.
        }
    }

    private Task ReplaceAsync()
    {
        _description = null;
        return TicketChanged.InvokeAsync(null);
    }
}
