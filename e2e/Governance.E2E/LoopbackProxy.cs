using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Governance.E2E;

/// <summary>Stands in front of several instances. A browser stays with the instance its user agent names; when that one
/// does not answer, its connections go to the next. As of any load balancer, a GET that got no byte of an answer is asked
/// again there.</summary>
public sealed class LoopbackProxy : IAsyncDisposable
{
    private const int HeadMaxLength = 64 * 1024;
    private readonly TcpListener _listener;
    private readonly int[] _ports;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _accepting;
    private readonly int[] _served;

    public LoopbackProxy(int port, params int[] ports)
    {
        (_ports, _served) = (ports, new int[ports.Length]);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The user agent of a browser that is to be served by this instance, counted from 0.</summary>
    public static string UserAgentOf(int instance) => $"Mozilla/5.0 (story; instance-{instance})";

    /// <summary>Connections that went to this instance.</summary>
    public int Served(int instance) => Volatile.Read(ref _served[instance]);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_over.Token);
                _ = CarryAsync(client, _over.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task CarryAsync(TcpClient client, CancellationToken over)
    {
        try
        {
            using (client)
            {
                var near = client.GetStream();
                var head = await ReadHeadAsync(near, over);
                var asked = Encoding.ASCII.GetString(head);
                var mayAskAgain = asked.StartsWith("GET ", StringComparison.Ordinal);
                for (var tries = 0; tries < (mayAskAgain ? _ports.Length + 1 : 1); tries++)
                {
                    using var instance = await ConnectAsync(asked, over);
                    if (instance is null) return;
                    var far = instance.GetStream();
                    var began = mayAskAgain ? await BeginningAsync(far, head, over) : ReadOnlyMemory<byte>.Empty;
                    if (mayAskAgain && began.IsEmpty) continue;
                    if (mayAskAgain) await near.WriteAsync(began, over);
                    else await far.WriteAsync(head, over);
                    using var either = CancellationTokenSource.CreateLinkedTokenSource(over);
                    await Task.WhenAny(near.CopyToAsync(far, either.Token), far.CopyToAsync(near, either.Token));
                    await either.CancelAsync();
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away; the other is closed.
        }
    }

    /// <returns>The first bytes of the answer; none when the instance went away before.</returns>
    private static async Task<ReadOnlyMemory<byte>> BeginningAsync(NetworkStream far, byte[] head, CancellationToken over)
    {
        try
        {
            await far.WriteAsync(head, over);
            var buffer = new byte[8192];
            return buffer.AsMemory(0, await far.ReadAsync(buffer, over));
        }
        catch (IOException)
        {
            return default;
        }
    }

    private static async Task<byte[]> ReadHeadAsync(NetworkStream near, CancellationToken over)
    {
        var head = new MemoryStream();
        var buffer = new byte[8192];
        while (head.Length < HeadMaxLength)
        {
            var read = await near.ReadAsync(buffer, over);
            if (read == 0) break;
            head.Write(buffer, 0, read);
            if (head.GetBuffer().AsSpan(0, (int)head.Length).IndexOf("\r\n\r\n"u8) >= 0) break;
        }
        return head.ToArray();
    }

    private async Task<TcpClient?> ConnectAsync(string head, CancellationToken over)
    {
        var wanted = Enumerable.Range(0, _ports.Length).FirstOrDefault(i => head.Contains($"instance-{i})", StringComparison.Ordinal));
        foreach (var index in Enumerable.Range(0, _ports.Length).Select(i => (wanted + i) % _ports.Length))
        {
            var instance = new TcpClient();
            try
            {
                await instance.ConnectAsync(IPAddress.Loopback, _ports[index], over);
                Interlocked.Increment(ref _served[index]);
                return instance;
            }
            catch (SocketException)
            {
                instance.Dispose();
            }
        }
        return null;
    }
}
