using System.Globalization;
using System.Net;
using System.Net.Sockets;

/// <summary>Loaded into a measured process by DOTNET_STARTUP_HOOKS, so that neither it nor the product has an end point for
/// this: whoever connects on loopback is told the managed heap after a full collection. Names only the framework.</summary>
internal static class StartupHook
{
    internal const string PortVariable = "GOVERNANCE_BENCH_HEAP_PORT";

    public static void Initialize()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(PortVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return;
        new Thread(() => Serve(port)) { IsBackground = true, Name = "heap" }.Start();
    }

    private static void Serve(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (true)
        {
            using var client = listener.AcceptTcpClient();
            using var writer = new StreamWriter(client.GetStream());
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            writer.WriteLine(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
        }
    }
}
