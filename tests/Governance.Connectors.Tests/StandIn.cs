using System.Net;
using System.Net.Sockets;
using Governance.OrgSimulator;

namespace Governance.Connectors.Tests;

/// <summary>Starts the stand-in world on ports that are free.</summary>
internal static class StandIn
{
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await SimulatorHost.StartAsync(options with { Port = FreeBlock() });
            }
            catch (BadOptionException) when (tries < 5)
            {
                // Another process took one of the ports in between.
            }
        }
    }

    /// <summary>A port with room above it for every origin of a world.</summary>
    private static int FreeBlock()
    {
        while (true)
        {
            var first = Random.Shared.Next(22_000, 31_000);
            if (Enumerable.Range(first, 20).All(IsFree)) return first;
        }
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
