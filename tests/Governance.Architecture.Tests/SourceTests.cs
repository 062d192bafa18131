using System.Text.RegularExpressions;
using Governance.TestKit;

namespace Governance.Architecture.Tests;

/// <summary>Sizes and banned words, read from the sources.</summary>
public sealed partial class SourceTests
{
    // Files over budget: path and lines now. May shrink, and leave; never grow, and none may come.
    private static readonly Dictionary<string, int> Tolerated = [];
    private const int ToleratedCount = 0;

    public static TheoryData<string, string, string> Banned => new()
    {
        { @"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b", "time comes from TimeProvider", "src/Governance.OrgSimulator/" },
        { @"\bTask\.Run\(", "no Task.Run", "" },
        { @"\.ConfigureAwait\(false\)", "no ConfigureAwait(false)", "" },
        { @"\bThread\.Sleep\(", "no sleeping", "" },
        { @"\bdynamic\s+\w+\s*=", "no dynamic", "" },
        { @"\bEnsureDeleted(Async)?\(", "nothing ever deletes a database", "" },
    };

    [Theory]
    [MemberData(nameof(Banned))]
    public void Source_WhenSearched_HoldsNoBannedWord(string pattern, string why, string except) =>
        Hits(pattern, except.Length == 0 ? null : except).ShouldBeEmpty(why);

    [Fact]
    public void Threat_T10_HostileEstate_NoMarkupIsMadeFromText() =>
        Hits(@"\bMarkupString\b|\bAddMarkupContent\b").ShouldBeEmpty();

    [Fact]
    public void Threat_T09_BadCertificate_NoCallbackAcceptsIt() => Hits(
        @"ServerCertificateCustomValidationCallback|ServerCertificateValidationCallback|RemoteCertificateValidationCallback|DangerousAcceptAnyServerCertificateValidator|CheckCertificateRevocationList\s*=\s*false")
        .ShouldBeEmpty();

    [Fact]
    public void Threat_T04_Redirect_IsSwitchedOffWhereverAHandlerIsMade()
    {
        foreach (var file in Sources().Where(f => Regex.IsMatch(Repository.Read(f), @"new (SocketsHttpHandler|HttpClientHandler)\b")))
            Repository.Read(file).ShouldContain("AllowAutoRedirect = false", customMessage: file);
    }

    [Fact]
    public void LockFile_WhenCommitted_NamesNoHost()
    {
        var files = Repository.Files("src", "packages.lock.json").Concat(Repository.Files("database", "packages.lock.json"))
            .Concat(Repository.Files("tests", "packages.lock.json")).ToArray();

        files.Length.ShouldBeGreaterThan(10);
        files.Where(f => Repository.Read(f).Contains("://", StringComparison.Ordinal)).ShouldBeEmpty();
        new[] { "nuget.config", "NuGet.config", "NuGet.Config" }.Where(n => File.Exists(Repository.PathOf(n))).ShouldBeEmpty();
    }

    [Fact]
    public void File_WhenWritten_StaysWithinItsBudget()
    {
        var files = Sources().Concat(Repository.Files("tests", "*.cs")).Concat(Repository.Files("e2e", "*.cs"))
            .Concat(Repository.Files("src", "*.razor")).Concat(Repository.Files("database", "*.cs"))
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal)).Distinct().ToArray();
        files.Length.ShouldBeGreaterThan(100);

        var over = files.Select(f => (File: f, Lines: File.ReadLines(Repository.PathOf(f)).Count())).Where(f => f.Lines > Budget(f.File)).ToArray();

        foreach (var (file, lines) in over)
        {
            Tolerated.ShouldContainKey(file, $"{lines} lines; the budget is {Budget(file)}");
            lines.ShouldBeLessThanOrEqualTo(Tolerated[file], $"{file} grew");
        }
        Tolerated.Keys.Except(over.Select(o => o.File)).ShouldBeEmpty("these are within budget: take them off the list");
        Tolerated.Count.ShouldBe(ToleratedCount, "the list may only shrink, and the number with it");
    }

    [Fact]
    public void Name_WhenATypeIsDeclared_AvoidsEmptyWords()
    {
        var empty = new Regex(@"^(?!.*\.razor\.cs$).*(Manager|Helper|Helpers|Util|Utils|Utility|Dto|Info)\.cs$");

        Sources().Where(f => empty.IsMatch(Path.GetFileName(f))).ShouldBeEmpty();
    }

    [Fact]
    public void Slice_WhenLaidOut_IsOneFolderDeep() => Repository.Files("src/Governance.Application", "*.cs")
        .Where(f => f.Count(c => c == '/') > 3 && !f.StartsWith("src/Governance.Application/Data/Configurations/", StringComparison.Ordinal))
        .ShouldBeEmpty();

    private static int Budget(string file) => file switch
    {
        _ when file.EndsWith(".razor", StringComparison.Ordinal) => 150,
        _ when file.EndsWith(".razor.cs", StringComparison.Ordinal) => 200,
        _ when file.StartsWith("src/Governance.Application/", StringComparison.Ordinal) && UseCase().IsMatch(Repository.Read(file)) => 200,
        _ => 400,
    };

    [GeneratedRegex(@"record (Command|Query)\b[^;{]*: I(Command|Query)<")]
    private static partial Regex UseCase();

    private static IEnumerable<string> Sources() => Repository.Files("src", "*.cs").Concat(Repository.Files("database", "*.cs"));

    private static IEnumerable<string> Hits(string pattern, string? except = null)
    {
        var files = Sources().Concat(Repository.Files("src", "*.razor"))
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal) && (except is null || !f.StartsWith(except, StringComparison.Ordinal))).ToArray();
        files.Length.ShouldBeGreaterThan(50);
        var banned = new Regex(pattern);
        return [.. files.SelectMany(f => File.ReadLines(Repository.PathOf(f)).Select((line, i) => (line, at: $"{f}:{i + 1}")))
            .Where(l => banned.IsMatch(l.line) && !l.line.TrimStart().StartsWith("//", StringComparison.Ordinal)).Select(l => l.at)];
    }
}
