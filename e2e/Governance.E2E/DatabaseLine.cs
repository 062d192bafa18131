using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Governance.E2E;

/// <summary>The line between the portal and its database server; it can be cut.</summary>
public sealed class DatabaseLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _open = [];
    private readonly CancellationTokenSource _over = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private volatile bool _isCut;

    /// <param name="connection">The database as it is reached without the line.</param>
    public DatabaseLine(string connection)
    {
        _server = new NpgsqlConnectionStringBuilder(connection);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The database as it is reached over the line.</summary>
    public string Connection => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    }.ConnectionString;

    /// <summary>Everything under way breaks off, and nothing new gets through.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var client in _open.Keys) client.Dispose();
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        Cut();
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_over.Token);
                if (_isCut) client.Dispose();
                else _ = CarryAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line ends.
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        _open.TryAdd(near, 0);
        try
        {
            using (near)
            {
                using var far = new TcpClient();
                await far.ConnectAsync(_server.Host!, _server.Port, _over.Token);
                if (_isCut) return;
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), _over.Token), far.GetStream().CopyToAsync(near.GetStream(), _over.Token));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side went away; the other is closed.
        }
        finally
        {
            _open.TryRemove(near, out _);
        }
    }
}
