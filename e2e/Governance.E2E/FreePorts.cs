using System.Net;
using System.Net.Sockets;

namespace Governance.E2E;

/// <summary>Finds a run of free ports: the stand-in world takes P, P+1, P+2 and one per org from P+10.</summary>
public static class FreePorts
{
    private static readonly Lock Choosing = new();
    private static int _next = 24_000 + Environment.ProcessId % 200 * 30;

    public static int Run(int length)
    {
        lock (Choosing)
        {
            while (true)
            {
                var first = _next;
                _next = first + length > 60_000 ? 24_000 : first + length;
                if (Enumerable.Range(first, length).All(IsFree)) return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
