using System.Diagnostics;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Shouldly;

namespace Governance.TestKit;

/// <summary>An evidence bundle as somebody downloads and unpacks it: a folder of its own, gone when disposed.</summary>
public sealed class EvidenceFolder : IDisposable
{
    private EvidenceFolder(string path) => Path = path;

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Names of its files, with slashes, in ordinal order.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
        .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>Begins a download and writes every member.</summary>
    public static async Task<EvidenceFolder> DownloadAsync(Portal portal, Actor actor, IncidentId incident)
    {
        var begun = await portal.SendAsync(actor, new ExportEvidence.Command(incident));
        var receipt = begun.Value.ShouldNotBeNull(begun.Problem?.Message);
        var bundle = await portal.SendAsync(actor, new ReadEvidenceBundle.Query(receipt.ExportId));
        var folder = new EvidenceFolder(Directory.CreateTempSubdirectory("evidence-").FullName);
        foreach (var member in bundle.Value.ShouldNotBeNull(bundle.Problem?.Message).Members)
        {
            var file = folder.FileOf(member.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            await using var stream = new FileStream(file, FileMode.CreateNew);
            if (member.Content is { } content) await stream.WriteAsync(content);
            for (var place = 0; place < member.Pieces; place++)
            {
                var piece = await portal.SendAsync(actor, new ReadEvidenceFile.Query(receipt.ExportId, member.File!.Value, place));
                await stream.WriteAsync(piece.Value.ShouldNotBeNull(piece.Problem?.Message).Bytes);
            }
        }
        return folder;
    }

    /// <summary>A folder that something else was unpacked into.</summary>
    public static EvidenceFolder At(string path) => new(path);

    /// <summary>The file of a name.</summary>
    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The text of a file.</summary>
    public string Text(string name) => File.ReadAllText(FileOf(name));

    /// <summary>Runs the recipe of README.txt as it stands there, in a shell.</summary>
    /// <returns>What did not say what it must; empty when every step did.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync()
    {
        var wrong = new List<string>();
        var lines = Text("README.txt").Split('\n');
        var steps = 0;
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            if (lines[i].Length < 4 || !char.IsAsciiDigit(lines[i][0]) || lines[i][1] != '.') continue;
            steps++;
            var must = lines[i + 1].Replace("   must say: ", "", StringComparison.Ordinal);
            var said = await RunAsync(lines[i][3..]);
            if (said.Split(' ')[0] != must.Split(' ')[0] && !(must == "nothing" && said.Length == 0)) wrong.Add($"{lines[i]} said: {said}");
        }
        if (steps < 5) wrong.Add("README.txt lacks steps.");
        return wrong;
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command + " 2>&1"]) { WorkingDirectory = Path, RedirectStandardOutput = true })!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return said.Trim();
    }
}
