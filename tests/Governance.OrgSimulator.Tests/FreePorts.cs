using System.Net;
using System.Net.Sockets;

namespace Governance.OrgSimulator.Tests;

/// <summary>Finds blocks of loopback ports that nobody listens on; blocks handed out in this process never overlap.</summary>
internal static class FreePorts
{
    private const int First = 21_200;
    private const int Last = 21_800;
    private const int Block = 30;
    private static readonly Lock Gate = new();
    private static int _next = First + (Environment.ProcessId % 8 * Block);

    public static int Take()
    {
        lock (Gate)
        {
            for (var tries = 0; tries < 2 * (Last - First) / Block; tries++)
            {
                var port = _next;
                _next = _next + (2 * Block) > Last ? First : _next + Block;
                if (Enumerable.Range(port, 16).All(IsFree)) return port;
            }
        }

        throw new InvalidOperationException("No free block of loopback ports.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
