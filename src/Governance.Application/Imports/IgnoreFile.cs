using System.Text;
using System.Text.RegularExpressions;

namespace Governance.Application.Imports;

/// <summary>Which paths no import looks at: tools' own folders, and what a .forceignore names.</summary>
/// <remarks>Source: .forceignore has the form of .gitignore; the last line that fits decides.</remarks>
internal sealed class IgnoreFile
{
    /// <summary>Files of that name looked at.</summary>
    public const int Most = 20;

    private const int MostLines = 500, MostBytes = 64 * 1024;

    /// <summary>Folders that hold no sources.</summary>
    private static readonly HashSet<string> Tools = new(StringComparer.OrdinalIgnoreCase) { ".git", ".sfdx", ".sf", ".svn", ".hg", "node_modules", "__MACOSX" };

    private readonly List<(string Folder, Regex Fits, bool Ignores)> _lines = [];

    public static bool Is(string path) => path == ".forceignore" || path.EndsWith("/.forceignore", StringComparison.Ordinal);

    public static bool IsTool(string folder) => Tools.Contains(folder);

    public static IgnoreFile From(IEnumerable<MetadataEntry> files)
    {
        var ignored = new IgnoreFile();
        foreach (var file in files)
        {
            try
            {
                using var source = file.Open();
                var bytes = new byte[MostBytes];
                var length = source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                ignored.Add(file.Path[..^".forceignore".Length], Encoding.UTF8.GetString(bytes, 0, length).Split('\n'));
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException or MetadataFileException)
            {
                // One that cannot be read ignores nothing.
            }
        }
        return ignored;
    }

    /// <summary>Why a path is passed over; null when it is not.</summary>
    public string? Reason(string path)
    {
        var plain = path.Replace('\\', '/');
        if (plain.Split('/').SkipLast(1).FirstOrDefault(IsTool) is { } tool) return $"in {tool}";
        var decided = _lines.FindLast(l => plain.StartsWith(l.Folder, StringComparison.Ordinal) && l.Fits.IsMatch(plain[l.Folder.Length..]));
        return decided.Ignores ? "named in .forceignore" : null;
    }

    private void Add(string folder, IEnumerable<string> lines)
    {
        foreach (var raw in lines.Take(MostLines))
        {
            var line = raw.Trim();
            if (line.Length is 0 or > 300 || line[0] == '#') continue;
            var ignores = line[0] != '!';
            if (!ignores) line = line[1..];
            _lines.Add((folder, new Regex(Pattern(line), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), ignores));
        }
    }

    private static string Pattern(string line)
    {
        var isFolder = line.EndsWith('/');
        line = line.TrimEnd('/');
        var isAnchored = line.Contains('/');
        var pattern = new StringBuilder(isAnchored ? @"\A" : @"(\A|/)");
        line = line.TrimStart('/');
        for (var at = 0; at < line.Length; at++)
        {
            if (line.AsSpan(at).StartsWith("**/")) (at, _) = (at + 2, pattern.Append("(.*/)?"));
            else if (line.AsSpan(at).StartsWith("**")) (at, _) = (at + 1, pattern.Append(".*"));
            else pattern.Append(line[at] switch { '*' => "[^/]*", '?' => "[^/]", var sign => Regex.Escape(sign.ToString()) });
        }
        return pattern.Append(isFolder ? "/" : @"(/|\z)").ToString();
    }
}
