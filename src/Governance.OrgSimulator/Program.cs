using System.Runtime.InteropServices;
using Governance.OrgSimulator;

const int badArguments = 2;
try
{
    await using var host = await SimulatorHost.StartAsync(SimulatorOptions.Parse(args));
    // A second signal may still be at work when the first has ended everything.
    var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    await Console.Out.WriteLineAsync(host.Ready.ToString());
    await Console.Out.FlushAsync();
    await stop.Task;
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }
}
catch (BadOptionException e)
{
    await Console.Error.WriteLineAsync(e.Message.ReplaceLineEndings(" "));
    return badArguments;
}
