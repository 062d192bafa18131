using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Governance.Web.Auth;

/// <summary>OpenID Connect code flow with PKCE on the framework's OAuth handler, which brings state, correlation cookie
/// and code exchange. In order: where to go, nonce; then state, browser, single use, issuer, code, id_token.</summary>
public sealed class OidcHandler(
    IOptionsMonitor<OidcOptions> options, ILoggerFactory logger, UrlEncoder encoder, OidcSettings settings, ProviderMetadata metadata,
    IdTokenCheck idTokens, UsedStates states, FailedCallbacks failures, Refusals refusals, SignInTicket tickets, StepUp stepUps)
    : OAuthHandler<OidcOptions>(options, logger, encoder)
{
    public const string Name = "oidc";

    private const string Nonce = "nonce", AskedAt = "asked-at";

    /// <inheritdoc />
    public override async Task<bool> HandleRequestAsync()
    {
        if (!await ShouldHandleRequestAsync() || !failures.Exhausted(Context)) return await base.HandleRequestAsync();
        await refusals.AnswerTooManyAsync(Context);
        return true;
    }

    /// <inheritdoc />
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            await PointAtProviderAsync();
        }
        catch (SignInRefusedException refused)
        {
            await refusals.AnswerAsync(Context, refused);
            return;
        }
        await base.HandleChallengeAsync(properties);
    }

    /// <inheritdoc />
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        // Before the base seals the properties into the state.
        properties.Items[Nonce] = nonce;
        properties.Items[AskedAt] = TimeProvider.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var address = QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), "nonce", nonce);
        return StepUp.IsAsked(properties)
            ? QueryHelpers.AddQueryString(address, new Dictionary<string, string?> { ["prompt"] = "login", ["max_age"] = "0" })
            : address;
    }

    /// <inheritdoc />
    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        var query = Request.Query;
        if (!HttpMethods.IsGet(Request.Method) || query["state"] is not [{ Length: > 0 } state]
            || Options.StateDataFormat.Unprotect(state) is not { } properties)
            throw new SignInRefusedException(SignInCodes.BadState);
        if (states.WasUsed(state)) throw new SignInRefusedException(SignInCodes.ReplayedState);
        if (!ValidateCorrelationId(properties) || IsTooOld(properties)) throw new SignInRefusedException(SignInCodes.BadState);
        // Only the browser that asked can use a state up.
        if (!states.TryUse(state)) throw new SignInRefusedException(SignInCodes.ReplayedState);

        await PointAtProviderAsync();
        await CheckIssuerAsync();
        if (query.ContainsKey("error") || query["code"] is not [{ Length: > 0 }]) throw new SignInRefusedException(SignInCodes.ProviderRefused);
        return await base.HandleRemoteAuthenticateAsync();
    }

    /// <inheritdoc />
    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var idToken = tokens.Response?.RootElement.TryGetProperty("id_token", out var text) == true ? text.GetString() : null;
        var accepted = await idTokens.AcceptAsync(idToken, properties.Items[Nonce], Context.RequestAborted);
        string? former = null;
        if (StepUp.IsAsked(properties)) (accepted, former) = await stepUps.CheckAsync(Context, properties, accepted);
        var ticket = await tickets.MakeAsync(
            Context, accepted, idToken!, LocalAddress.Of(properties.RedirectUri), Scheme.Name, isStepUp: former is not null);
        if (former is not null) ticket.Properties.Items[SessionStore.Continues] = former;
        if (tokens.RefreshToken is { Length: > 0 } grant) ticket.Properties.Items[SignInTicket.Grant] = grant;
        return ticket;
    }

    private async Task PointAtProviderAsync()
    {
        var provider = await metadata.GetAsync(Context.RequestAborted);
        (Options.AuthorizationEndpoint, Options.TokenEndpoint) = (provider.AuthorizationEndpoint, provider.TokenEndpoint);
    }

    /// <summary>RFC 9207 §2.4: a mix-up shows in the iss parameter; left out although promised, it is refused too.</summary>
    private async Task CheckIssuerAsync()
    {
        var answered = Request.Query["iss"];
        var promised = (await metadata.GetAsync(Context.RequestAborted)).AuthorizationResponseIssParameterSupported;
        if (answered.Count == 0 && !promised) return;
        if (answered is not [var issuer] || !string.Equals(issuer, settings.Authority, StringComparison.Ordinal))
            throw new SignInRefusedException(SignInCodes.WrongIssuer);
    }

    private bool IsTooOld(AuthenticationProperties properties) =>
        !long.TryParse(properties.Items.TryGetValue(AskedAt, out var at) ? at : null, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || TimeProvider.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) > UsedStates.Lifetime;
}
