using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Governance.Connectors.Salesforce;

/// <summary>How names become addresses and addresses become connections; exchanged in tests only.</summary>
/// <param name="Resolve">All addresses of a name.</param>
/// <param name="Dial">Connects to one of the addresses given, and to no other.</param>
internal sealed record OutboundPath(
    Func<string, CancellationToken, Task<IPAddress[]>> Resolve,
    Func<IPAddress[], int, CancellationToken, Task<Stream>> Dial)
{
    public static OutboundPath System { get; } = new(Dns.GetHostAddressesAsync, DialAsync);

    private static async Task<Stream> DialAsync(IPAddress[] addresses, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name led to an address that no public host has; nothing was sent.</summary>
internal sealed class AddressRefusedException(string host)
    : HttpRequestException($"The name {host} leads to an address that is not on the open internet.");

/// <summary>The one set-up of outgoing connections: no redirects, no cookies, no proxy unless configured, TLS 1.2 or
/// 1.3 with the platform's own certificate check, every address checked before it is used.</summary>
internal static class SafeHttp
{
    /// <param name="proxy">Forward proxy; null for none.</param>
    /// <param name="connectTimeout">Longest wait for a connection.</param>
    /// <param name="allowsLoopback">True for the origins that may be this computer.</param>
    /// <param name="path">How names become connections.</param>
    public static SocketsHttpHandler Handler(
        Uri? proxy, TimeSpan connectTimeout, Func<Uri, bool> allowsLoopback, OutboundPath path) => new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy is null ? null : new WebProxy(proxy),
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 64,
            MaxResponseDrainSize = 0,
            // Our trace ids are nobody else's business.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
            ConnectCallback = async (context, ct) =>
            {
                var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
                var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await path.Resolve(host, ct);
                if (!IsProxy(proxy, host, port) && !AreAllowed(context, allowsLoopback, addresses))
                    throw new AddressRefusedException(host);
                return await path.Dial(addresses, port, ct);
            },
        };

    /// <summary>Reads a body up to a limit; null when it is larger, with the rest unread.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int limit, CancellationToken ct)
    {
        if (content.Headers.ContentLength > limit) return null;
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (whole.Length + read > limit) return null;
            await whole.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return whole.ToArray();
    }

    /// <summary>One bad address among several refuses all of them.</summary>
    private static bool AreAllowed(
        SocketsHttpConnectionContext context, Func<Uri, bool> allowsLoopback, IPAddress[] addresses)
    {
        if (addresses.Length == 0) return false;
        var origin = context.InitialRequestMessage.RequestUri!;
        return allowsLoopback(origin) ? addresses.All(IPAddress.IsLoopback) : addresses.All(PublicAddress.Is);
    }

    private static bool IsProxy(Uri? proxy, string host, int port) =>
        proxy is not null && proxy.Port == port
            && string.Equals(proxy.IdnHost, host, StringComparison.OrdinalIgnoreCase);
}
