using System.Globalization;
using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain.Access;
using Governance.Web.Auth;

namespace Governance.Web.CommandLine;

/// <summary>"emergency-codes": two sheets to be sealed. Shown once; the portal keeps only what it can compare them by.</summary>
internal static class PrintEmergencyCodes
{
    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, bool isOn, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var codes = Enumerable.Range(0, EmergencyCode.Together).Select(_ => EmergencyCode.New()).ToArray();
        var made = await services.GetRequiredService<UseCaseRunner>()
            .SendAsync(actor, new MakeEmergencyCodes.Command([.. codes.Select(EmergencyCode.HashOf)]), ct);
        if (made.Problem is { } problem)
        {
            await errors.WriteLineAsync(problem.Message);
            return PortalCommand.Refused;
        }
        if (made.Value!.FormerMadeAt is { } former)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"There were unused codes ({made.Value.Voided}), made on {former.UtcDateTime:d MMM yyyy, HH:mm} UTC. They no longer work: destroy their sheets."));
        }
        await output.WriteLineAsync("Two codes for signing in while the identity provider is down. They are shown now and never again:");
        await output.WriteLineAsync("put each on a sheet of its own, seal the sheets, and give them to two people. One code is enough, and works once.");
        for (var i = 0; i < codes.Length; i++)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Code {i + 1}"));
            await output.WriteLineAsync(codes[i].Reveal());
        }
        await output.WriteLineAsync();
        await output.WriteLineAsync($"Used at {EmergencySignIn.Path} of the portal, from the networks of {EmergencySettings.Section}:Networks.");
        if (!isOn) await output.WriteLineAsync("That list is empty here: until it names a network, no code works.");
        await output.WriteLineAsync("Making codes again makes these two stop working.");
        return PortalCommand.Ok;
    }
}
