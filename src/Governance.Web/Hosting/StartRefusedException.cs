namespace Governance.Web.Hosting;

/// <summary>The portal does not start, and the message names the setting to change. Ends as one line, exit code 2.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
