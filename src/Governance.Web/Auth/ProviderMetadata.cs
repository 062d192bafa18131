using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Governance.Web.Auth;

/// <summary>The provider's metadata and keys. Not the library's ConfigurationManager: that one refreshes in the
/// background by the system's clock, while a sign-in with a new key has to wait for the new keys.</summary>
public sealed class ProviderMetadata(OidcSettings settings, HttpClient http, TimeProvider clock, ILogger<ProviderMetadata> log) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private static readonly TimeSpan BetweenMisses = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _readAt;
    private DateTimeOffset _missedAt = DateTimeOffset.MinValue;

    /// <summary>At most 12 hours old, or older while the provider does not answer.</summary>
    /// <exception cref="SignInRefusedException">Never read so far, or it names another issuer.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken ct)
    {
        if (_known is { } fresh && clock.GetUtcNow() - _readAt < Lifetime) return fresh;
        await _gate.WaitAsync(ct);
        try
        {
            if (_known is { } read && clock.GetUtcNow() - _readAt < Lifetime) return read;
            return await ReadAsync(ct);
        }
        catch (SignInRefusedException stale) when (_known is not null)
        {
            log.LogWarning(stale, "The identity provider's metadata could not be renewed; the former ones stay in use");
            _readAt = clock.GetUtcNow() - Lifetime + BetweenMisses;
            return _known;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Reads again because a token names an unknown key, at most once per 5 minutes: anybody can send one.</summary>
    public async Task<OpenIdConnectConfiguration> GetAfterMissAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (_known is not null && now - _missedAt < BetweenMisses) return _known;
            _missedAt = now;
            return await ReadAsync(ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken ct)
    {
        OpenIdConnectConfiguration found;
        try
        {
            found = await OpenIdConnectConfigurationRetriever.GetAsync(settings.MetadataAddress,
                new HttpDocumentRetriever(http) { RequireHttps = settings.RequireHttpsMetadata }, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            throw new SignInRefusedException(SignInCodes.ProviderUnavailable, fault);
        }
        if (!string.Equals(found.Issuer, settings.Authority, StringComparison.Ordinal)) throw new SignInRefusedException(SignInCodes.WrongIssuer);
        if (!IsUsable(found.AuthorizationEndpoint) || !IsUsable(found.TokenEndpoint)) throw new SignInRefusedException(SignInCodes.ProviderUnavailable);
        (_known, _readAt) = (found, clock.GetUtcNow());
        return found;
    }

    /// <summary>An address to which something of ours may be sent.</summary>
    internal bool IsUsable(string? endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (!settings.RequireHttpsMetadata && uri.Scheme == Uri.UriSchemeHttp));
}
