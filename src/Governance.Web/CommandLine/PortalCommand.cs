using Governance.Application.Imports;
using Governance.Application.Pipeline;
using Governance.Web.Auth;
using Governance.Web.Hosting;

namespace Governance.Web.CommandLine;

/// <summary>The portal's command line (contracts §9). Acts as cli:{os user}, through the same use cases, audited.</summary>
internal static class PortalCommand
{
    public const int Ok = 0, Refused = 1, WrongUse = 2;

    private const string Usage =
        """
        Governance.Web [command]
          (none)                     runs the portal
          migrate                    brings the database to this build's schema
          connect org <settings>     connects orgs; <settings> is a JSON file, or - for standard input
          connect heroku <settings>  connects Heroku accounts; the token is read from its file
          import <path> --org <name> takes over a snapshot of an org's metadata (folder or ZIP);
                                     --group <org group> and --environment <kind> make the org when it is new
          sync                       asks the portal to read every connected org whole
          spec declare <file> <org> <api> <reason>
                                     says what the spec of a published API should be
          rules                      lists the policy rules with severity, thresholds and mappings
          policy check <file>        says what a policy file would change, and what that would do
          policy import <file> --reason <why>
                                     the same, and proposes it: a Security reviewer decides
          policy export <file> --name <policy>
                                     writes a policy as a file; the file must not be there yet
          register import <file>     takes over a register: org groups, vendors, integrations, people, owners,
                                     decisions and connections; --csv <type> for the CSV form of one type
          register export <file>     writes the same, in both forms; the file must not be there yet
          audit export <file>        writes the whole audit chain for an offline check
          audit key <file>           writes the public key for that check
          emergency-codes            makes two one-time codes for when the identity provider is down; former ones stop working
          secrets reseal             seals stored values by the newest key; moves them to the vault
        """;

    private static readonly string[] Known = ["migrate", "connect", "sync", "spec", "register", "policy", "audit", "secrets", "import", "rules", "emergency-codes", "help", "--help"];

    /// <summary>True when the arguments are a command and not settings of the web host.</summary>
    public static bool IsCommand(string[] args) => args.Length > 0 && Known.Contains(args[0]);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        // What needs no settings asks for none.
        if (args is ["rules"])
        {
            await PrintRules.RunAsync(output);
            return Ok;
        }
        // The arguments are the command's, not configuration: settings come from files and the environment.
        var builder = WebApplication.CreateBuilder();
        builder.AddDevelopmentSettings();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddPortal();
        await using var app = builder.Build();
        var actor = Actor.CommandLine(Environment.UserName);
        switch (args)
        {
            case ["migrate"]:
                await Databases.PrepareAsync(app.Services, migrate: true, ct);
                await FirstStart.FillRoleMapAsync(app.Services, ct);
                await FirstStart.ShipBaselinesAsync(app.Services, ct);
                await FirstStart.FileWaitingAsync(app.Services, ct);
                await output.WriteLineAsync("The database is up to date.");
                return Ok;
            case ["connect", "org", var settings]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ConnectOrgs.RunAsync(app.Services, actor, settings, output, errors, ct);
            case ["connect", "heroku", var settings]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ConnectHerokus.RunAsync(app.Services, actor, settings, output, errors, ct);
            case ["import", ..]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ImportSnapshotPath.RunAsync(app.Services, actor, args, output, errors, ct);
            case ["sync"]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await SyncOrgs.RunAsync(app.Services, actor, output, errors, ct);
            case ["spec", "declare", var file, var org, var api, var reason]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await DeclareSpecFile.RunAsync(app.Services, actor, (file, org, api, reason), output, errors, ct);
            case ["register", "import", var file]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ImportRegisterFile.RunAsync(app.Services, actor, file, null, output, errors, ct);
            case ["register", "import", var file, "--csv", var type] when RegisterParts.Find(type) is { } part:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ImportRegisterFile.RunAsync(app.Services, actor, file, part, output, errors, ct);
            case ["register", "export", var file]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ExportRegisterFile.RunAsync(app.Services, actor, file, null, output, errors, ct);
            case ["register", "export", var file, "--csv", var type] when RegisterParts.Find(type) is { } part:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ExportRegisterFile.RunAsync(app.Services, actor, file, part, output, errors, ct);
            case ["policy", ..]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await PolicyFiles.RunAsync(app.Services, actor, args, output, errors, ct);
            case ["audit", "export", var file]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ExportAuditFile.RunAsync(app.Services, actor, file, output, errors, ct);
            case ["audit", "key", var file]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ExportAuditKeyFile.RunAsync(app.Services, actor, file, output, errors, ct);
            case ["secrets", "reseal"]:
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await ResealStoredSecrets.RunAsync(app.Services, actor, output, errors, ct);
            case ["emergency-codes"]:
                // Before anything is replaced: a setting that forbids the start forbids this too.
                var emergency = EmergencySettings.From(builder.Configuration);
                await Databases.PrepareAsync(app.Services, migrate: false, ct);
                return await PrintEmergencyCodes.RunAsync(app.Services, actor, emergency.IsOn, output, errors, ct);
            case ["help"] or ["--help"]:
                await output.WriteLineAsync(Usage);
                return Ok;
            default:
                await errors.WriteLineAsync($"'{string.Join(' ', args.Take(2))}' is not a command of this version, or its arguments are off.");
                await errors.WriteLineAsync(Usage);
                return WrongUse;
        }
    }
}
