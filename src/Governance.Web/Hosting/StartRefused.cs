namespace Governance.Web.Hosting;

/// <summary>The portal does not start, and the message names the setting to change. Ends as one line, exit code 2.</summary>
#pragma warning disable CA1710 // Reads as what it says: throw new StartRefused(why).
public sealed class StartRefused(string message) : Exception(message);
#pragma warning restore CA1710
