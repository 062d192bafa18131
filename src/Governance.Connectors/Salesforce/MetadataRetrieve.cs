using System.Globalization;
using Governance.Application.Imports;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Connectors.Salesforce;

/// <summary>Reads the policies of client apps and what else only metadata tells. In order:
/// 1. the newest API version that the org offers, up to the ceiling: switches that a version does not know are not in its files;
/// 2. which types this org has: inbound certificates come with a feature, any other that is missing is a trouble;
/// 3. retrieve, then asking without the ZIP until it is done;
/// 4. the ZIP, which the org hands out once;
/// 5. the files, by the reader that snapshots use.</summary>
/// <remarks>Repeatable; a ZIP whose answer was lost is asked for anew by the next read. Source: Metadata API Developer Guide,
/// retrieve() and checkRetrieveStatus().</remarks>
internal sealed class MetadataRetrieve(OrgConversation talk, SalesforceOptions options, TimeProvider clock)
{
    /// <summary>Largest answer that holds a ZIP: the org's limit of 39 MB grows by a third in base64.</summary>
    private const int LargestZip = 64 * 1024 * 1024;

    /// <summary>Looks in a row that may fail before the retrieve counts as lost.</summary>
    private const int FailedLooks = 3;

    /// <summary>There only with mutual authentication.</summary>
    private const string OfAFeature = "InboundCertificate";

    private static readonly string[] All = ["*"];

    private static readonly (string Type, IReadOnlyCollection<string> Members)[] Wanted =
    [
        ("ConnectedApp", All),
        ("ExternalClientApplication", All),
        ("ExtlClntAppGlobalOauthSettings", All),
        ("ExtlClntAppOauthSettings", All),
        ("ExtlClntAppOauthConfigurablePolicies", All),
        ("ExtlClntAppConfigurablePolicies", All),
        ("ExtlClntAppOauthSecuritySettings", All),
        (OfAFeature, All),
        ("NamedCredential", All),
        ("ExternalCredential", All),
        ("AuthProvider", All),
        ("RemoteSiteSetting", All),
        ("CspTrustedSite", All),
        ("Settings", ["ConnectedApp", "ExternalClientApp", "MyDomain", "OauthOidc", "Security"]),
    ];

    /// <returns>A complete read, one with troubles in words, or one with the problem that kept everything away:
    /// RemoteRefused (org.right-missing) without Modify Metadata, RemoteUnavailable when the retrieve did not end in time.</returns>
    public async Task<CapabilityRead> ReadAsync(CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var read = await TryAsync(started, ct);
        return read.Value ?? new CapabilityRead(Capability.Metadata, started, [], [], Problem: read.Problem);
    }

    private async Task<Result<CapabilityRead>> TryAsync(DateTimeOffset started, CancellationToken ct)
    {
        var version = await VersionAsync(ct);
        if (version.Problem is { } unknown) return unknown;
        var path = $"/services/Soap/m/{version.Value}";
        var described = await FieldsAsync(path, w => MetadataSoap.Describe(w, version.Value!), null, ct);
        if (described.Problem is { } closed) return closed;
        var known = described.Value!.Where(f => f.Name == "metadataObjects").Select(f => f.Inner.GetValueOrDefault("xmlName")).ToHashSet();
        using var zip = new MemoryStream();
        var fetched = await FetchAsync(version.Value!, Wanted.Where(t => known.Contains(t.Type)), zip, started, ct);
        if (fetched.Problem is { } lost) return lost;
        var messages = fetched.Value!
            .Concat(Wanted.Where(t => t.Type != OfAFeature && !known.Contains(t.Type)).Select(t => $"The org does not hand out {t.Type}.")).ToList();
        using var entries = ZipEntries.Read(zip).Value;
        if (entries is null) return OrgErrors.Unreadable;
        var picture = MetadataReader.Read(entries.All(), ct);
        if (picture.Problem is not null) return OrgErrors.TooLarge;
        var kinds = CapabilityKinds.Of(Capability.Metadata);
        return new CapabilityRead(
            Capability.Metadata, started, [.. picture.Value!.Items.Where(i => kinds.Contains(i.Kind))],
            [.. messages, .. picture.Value.Notes.Where(n => n.Kind == NoteKind.Troubled).Select(n => $"{n.Path}: {n.Reason}.")]);
    }

    /// <summary>Asks until it is done, with growing pauses; a look that gets no answer is repeated.</summary>
    /// <summary>Files of some types at the newest version the org offers: what is changed goes back at the same one.</summary>
    /// <param name="types">With their members; "*" for all.</param>
    /// <param name="zip">Takes the ZIP.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The version.</returns>
    public async Task<Result<string>> FilesAsync(
        IReadOnlyList<(string Type, IReadOnlyCollection<string> Members)> types, Stream zip, CancellationToken ct)
    {
        var version = await VersionAsync(ct);
        if (version.Problem is { } unknown) return unknown;
        var fetched = await FetchAsync(version.Value!, types, zip, clock.GetUtcNow(), ct);
        return fetched.Problem is { } failed ? failed : version;
    }

    /// <returns>The org's messages about single components.</returns>
    private async Task<Result<IReadOnlyList<string>>> FetchAsync(
        string version, IEnumerable<(string Type, IReadOnlyCollection<string> Members)> types, Stream zip, DateTimeOffset started, CancellationToken ct)
    {
        var path = $"/services/Soap/m/{version}";
        var begun = await FieldsAsync(path, w => MetadataSoap.Retrieve(w, version, types), null, ct);
        if (begun.Problem is { } refused) return refused;
        if (Text(begun.Value!, "id") is not { Length: > 0 and <= 18 } id) return OrgErrors.Unreadable;
        if (await WaitAsync(path, id, started, ct) is { } failed) return failed;
        var fetched = await FieldsAsync(path, w => MetadataSoap.Check(w, id, withZip: true), zip, ct);
        if (fetched.Problem is { } lost) return lost;
        if (Text(fetched.Value!, "success") != "true") return Failed(fetched.Value!);
        return fetched.Value!.Where(f => f.Name == "messages").Select(Message).ToList();
    }

    private async Task<Problem?> WaitAsync(string path, string id, DateTimeOffset started, CancellationToken ct)
    {
        var (pause, missed) = (options.FirstLook, 0);
        while (true)
        {
            await Task.Delay(pause, clock, ct);
            pause = pause * 1.5 < options.LongestLook ? pause * 1.5 : options.LongestLook;
            var look = await FieldsAsync(path, w => MetadataSoap.Check(w, id, withZip: false), null, ct);
            if (look.Problem is { } problem)
            {
                if (problem.Kind != ProblemKind.RemoteUnavailable || ++missed == FailedLooks) return problem;
                continue;
            }
            missed = 0;
            if (Text(look.Value!, "done") == "true") return Text(look.Value!, "success") == "true" ? null : Failed(look.Value!);
            if (clock.GetUtcNow() - started > options.RetrieveTimeout) return OrgErrors.TimedOut(options.RetrieveTimeout);
        }
    }

    /// <summary>The newest version offered up to the ceiling, but never below the configured one.</summary>
    private async Task<Result<string>> VersionAsync(CancellationToken ct)
    {
        var offered = await talk.VersionsAsync(ct);
        if (offered.Problem is { } problem) return problem;
        using var document = offered.Value!;
        var (floor, ceiling) = (Number(options.ApiVersion)!.Value, Number(options.NewestMetadataVersion)!.Value);
        var newest = document.RootElement.EnumerateArray().Select(v => Number(OrgJson.Text(v, "version"))).Where(v => v <= ceiling).Max();
        return Math.Max(newest ?? floor, floor).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private async Task<Result<List<MetadataSoap.Field>>> FieldsAsync(
        string path, Action<System.Xml.XmlWriter> body, Stream? zip, CancellationToken ct)
    {
        var sent = await talk.SoapAsync(path, body, zip is null ? null : LargestZip, ct);
        if (sent.Problem is { } problem) return problem;
        return MetadataSoap.Result(sent.Value!, zip) is { } fields ? fields : OrgErrors.Unreadable;
    }

    private static string Message(MetadataSoap.Field message) =>
        Redaction.Excerpt($"{message.Inner.GetValueOrDefault("fileName")}: {message.Inner.GetValueOrDefault("problem")}");

    private static Problem Failed(List<MetadataSoap.Field> fields) => Problem.RemoteUnavailable(OrgCodes.Busy,
        $"The org could not put its metadata together ({Domain.Text.Bounded(Text(fields, "errorStatusCode") ?? "no reason given", 60)}). Try again later.");

    private static string? Text(List<MetadataSoap.Field> fields, string name) => fields.FindLast(f => f.Name == name)?.Text;

    private static decimal? Number(string? version) =>
        decimal.TryParse(version, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 1 and < 1000 ? number : null;
}
