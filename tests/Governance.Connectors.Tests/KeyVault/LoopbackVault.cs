using Azure.Core;
using Azure.Core.Pipeline;
using Governance.Connectors.KeyVault;
using Governance.TestKit.Fakes;

namespace Governance.Connectors.Tests.KeyVault;

/// <summary>Leads what is meant for the vault's https address to the fake on this computer. The product knows no such
/// way: it has neither a loopback setting nor a certificate callback for a vault.</summary>
internal static class LoopbackVault
{
    public static VaultPath To(FakeKeyVault vault) => new(new HttpClientTransport(new Detour(new Uri(vault.Origin))), new FalseCredential())
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
    };

    private sealed class Detour(Uri origin) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            base.SendAsync(Lead(request), cancellationToken);

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            base.Send(Lead(request), cancellationToken);

        private HttpRequestMessage Lead(HttpRequestMessage request)
        {
            request.RequestUri!.GetLeftPart(UriPartial.Authority).ShouldBe(FakeKeyVault.Address);
            request.RequestUri = new Uri(origin, request.RequestUri.PathAndQuery);
            return request;
        }
    }

    private sealed class FalseCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            requestContext.Scopes.ShouldBe(["https://vault.azure.net/.default"]);
            return new AccessToken(FakeKeyVault.Token, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
