using Governance.Web.CommandLine;
using Governance.Web.Hosting;

// A command, or the portal itself; a setting that forbids the start is one clear line, not a stack trace.
try
{
    if (PortalCommand.IsCommand(args))
        return await PortalCommand.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);

    await using var portal = await Portal.BuildAsync(args);
    await portal.RunAsync();
    return PortalCommand.Ok;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync($"The portal does not start: {refused.Message}");
    return PortalCommand.WrongUse;
}
