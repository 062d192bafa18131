using Governance.Application.Imports;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Orgs;

namespace Governance.Web.CommandLine;

/// <summary>"import": a snapshot of an org's metadata, from a project folder or a ZIP, into an org that is not connected. The org
/// is made when --group and --environment say where it belongs.</summary>
internal static class ImportSnapshotPath
{
    private sealed record Asked(string Path, string Org, string? Group, OrgEnvironment Environment);

    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string[] args, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        if (Parse(args) is not { } asked)
        {
            await errors.WriteLineAsync("Use: import <folder or zip> --org <name> [--group <org group> [--environment production|sandbox|scratch|developer|trial]]");
            return PortalCommand.WrongUse;
        }
        try
        {
            var read = Read(asked.Path, ct);
            var answer = read.Problem is { } unreadable ? unreadable : await ImportAsync(services, actor, asked, read.Value!, ct);
            if (answer.Problem is { } problem)
            {
                await errors.WriteLineAsync(problem.Message);
                return PortalCommand.Refused;
            }
            await ShowAsync(answer.Value!, output);
            return PortalCommand.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The snapshot cannot be read: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }

    private static Result<MetadataPicture> Read(string path, CancellationToken ct)
    {
        if (Directory.Exists(path)) return MetadataReader.Read(FolderEntries.Of(path), ct);
        using var file = File.OpenRead(path);
        var zip = ZipEntries.Read(file);
        if (zip.Problem is { } refused) return refused;
        using var entries = zip.Value!;
        return MetadataReader.Read(entries.All(), ct);
    }

    private static async Task<Result<GetSnapshotImport.Detail>> ImportAsync(
        IServiceProvider services, Actor actor, Asked asked, MetadataPicture picture, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        var known = await useCases.SendAsync(actor, new ListSnapshotOrgs.Query(), ct);
        if (known.Problem is { } unlisted) return unlisted;
        var org = known.Value!.FirstOrDefault(o => o.Label == asked.Org);
        ImportSnapshot.NewOrg? made = null;
        if (org is null)
        {
            var groups = await useCases.SendAsync(actor, new ListOrgGroups.Query(), ct);
            if (groups.Value?.SingleOrDefault(g => g.Name == asked.Group) is not { } group)
            {
                return groups.Problem ?? Problem.NotFound("org-group.not-found", asked.Group is null
                    ? $"There is no org of snapshots named '{asked.Org}'. To make one, add --group <org group>."
                    : $"There is no org group '{asked.Group}'.");
            }
            made = new ImportSnapshot.NewOrg(asked.Org, group.Id, asked.Environment);
        }
        var imported = await useCases.SendAsync(actor, new ImportSnapshot.Command(
            org?.Id, made, Path.GetFileName(Path.TrimEndingDirectorySeparator(asked.Path)), picture), ct);
        return imported.Problem is { } refused ? refused : await useCases.SendAsync(actor, new GetSnapshotImport.Query(imported.Value!.Import), ct);
    }

    private static async Task ShowAsync(GetSnapshotImport.Detail import, TextWriter output)
    {
        await output.WriteLineAsync($"{import.Org}: {import.FilesRead} files read; {import.Appeared} new, {import.Changed} changed, {import.Vanished} gone.");
        foreach (var (kind, count) in import.Summary.Kinds.OrderBy(k => k.Key)) await output.WriteLineAsync($"  {kind}: {count}");
        foreach (var (kind, count) in import.Summary.Noted.OrderByDescending(n => n.Key))
        {
            await output.WriteLineAsync($"{kind}: {count}");
            foreach (var note in import.Summary.Notes.Where(n => n.Kind == kind)) await output.WriteLineAsync($"  {Terminal.Printable(note.Path)}: {Terminal.Printable(note.Reason)}");
        }
    }

    private static Asked? Parse(string[] args)
    {
        if (args.Length < 2 || args.Length % 2 != 0) return null;
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 2; at < args.Length; at += 2)
            if (args[at] is not ("--org" or "--group" or "--environment") || !options.TryAdd(args[at], args[at + 1])) return null;
        return options.TryGetValue("--org", out var org)
            && Enum.TryParse<OrgEnvironment>(options.GetValueOrDefault("--environment", "production"), ignoreCase: true, out var environment)
            && Enum.IsDefined(environment)
            ? new Asked(args[1], org, options.GetValueOrDefault("--group"), environment)
            : null;
    }
}
