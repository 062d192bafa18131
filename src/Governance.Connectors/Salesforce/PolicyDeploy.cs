using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Requests;

namespace Governance.Connectors.Salesforce;

/// <summary>Shuts a client app, or sets one thing of its policy, by its metadata. In order:
/// 1. its file is retrieved, at the newest version that the org offers;
/// 2. one thing in it is changed;
/// 3. a check-only deploy: the org says whether it would take it;
/// 4. the deploy, followed until it is done.
/// What it came to is for a fresh read to say.</summary>
/// <remarks>A file that omits what its version knows resets it: the same file goes back at the same version. Source: Metadata API
/// Developer Guide, deployRequest; Deploying and Retrieving Metadata.</remarks>
internal sealed class PolicyDeploy(OrgConversation talk, SalesforceOptions options, TimeProvider clock)
{
    private static readonly string[] All = ["*"];

    /// <summary>The files of some client apps.</summary>
    /// <param name="connectedApps">Full names.</param>
    /// <param name="external">Whether any external client app is meant: their files bear other names than they do.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="ofExternal">Which of their files.</param>
    /// <returns>By API name; those that the org did not hand out are missing.</returns>
    public async Task<Result<Dictionary<string, PolicyFile>>> FilesAsync(IReadOnlyCollection<string> connectedApps, bool external, CancellationToken ct, string ofExternal = PolicyFile.AppSwitch)
    {
        List<(string, IReadOnlyCollection<string>)> types = [];
        if (connectedApps.Count > 0) types.Add((PolicyFile.ConnectedApp, connectedApps));
        if (external) types.Add((ofExternal, All));
        using var zip = new MemoryStream();
        var version = await new MetadataRetrieve(talk, options, clock).FilesAsync(types, zip, ct);
        if (version.Problem is { } problem) return problem;
        return PolicyFile.Read(version.Value!, zip) is { } files ? files : OrgErrors.Unreadable;
    }

    /// <summary>Sets one thing; what is to be as before is given back only where it is as the portal left it.</summary>
    /// <returns>What it was, as JSON; null when it was so already.</returns>
    public Task<Result<string?>> SetAsync(AppPolicyWish wish, CancellationToken ct) => ChangeAsync(wish.ApiName, wish.IsExternal, file =>
        file.Holds(wish) ? (null, null)
            : wish.Back is not null && !file.Holds(wish with { Back = null }) ? (null, ChangedSince)
            : file.Set(wish) is { } former ? (former, null) : (null, ChangedSince), ct, PolicyFile.OauthPolicies);

    /// <summary>The file that says it; null when the org hands out none of that app.</summary>
    public async Task<Result<PolicyFile?>> FileAsync(AppPolicyWish wish, CancellationToken ct)
    {
        var files = await FilesAsync(wish.IsExternal ? [] : [wish.ApiName], wish.IsExternal, ct, PolicyFile.OauthPolicies);
        return files.Problem is { } unread ? unread : files.Value!.GetValueOrDefault(wish.ApiName);
    }

    /// <returns>What it was, as JSON; null when it was shut already.</returns>
    public Task<Result<string?>> ShutAsync(string apiName, bool isExternal, CancellationToken ct) => ChangeAsync(apiName, isExternal, file =>
    {
        if (file.IsShut) return (null, null);
        var former = file.Former();
        file.Shut();
        return (former, null);
    }, ct);

    /// <summary>Gives back what was taken; a file that somebody changed meanwhile is left to a person.</summary>
    /// <returns>What it was, as JSON; null when it is so again already.</returns>
    public Task<Result<string?>> RestoreAsync(string apiName, bool isExternal, string former, CancellationToken ct) => ChangeAsync(apiName, isExternal, file =>
        file.Former() == former ? (null, null)
        : file.IsShut && file.Restore(former) ? (former, null) : (null, ChangedSince), ct);

    /// <summary>What the undo would restore was changed by somebody else since.</summary>
    public static readonly Problem ChangedSince = Problem.RemoteRefused(OrgCodes.Refused,
        "The org has it differently than the portal left it, so nothing was changed: a person decides in Setup.");

    private async Task<Result<string?>> ChangeAsync(
        string apiName, bool isExternal, Func<PolicyFile, (string? Former, Problem? Refusal)> change, CancellationToken ct,
        string ofExternal = PolicyFile.AppSwitch)
    {
        var files = await FilesAsync(isExternal ? [] : [apiName], isExternal, ct, ofExternal);
        if (files.Problem is { } unread) return unread;
        if (!files.Value!.TryGetValue(apiName, out var file)) return NoFile;
        var (former, refusal) = change(file);
        if (refusal is not null) return refusal;
        if (former is null) return (string?)null;
        if ((await DeployAsync(file, checkOnly: true, ct)).Problem is { } unfit) return unfit;
        var done = await DeployAsync(file, checkOnly: false, ct);
        return done.Problem is { } failed ? failed : former;
    }

    private static readonly Problem NoFile = Problem.RemoteRefused(OrgCodes.Refused,
        "The org hands out no policy file of this client app, as of one that is not installed: block it in the org's Setup.");

    private async Task<Result<Done>> DeployAsync(PolicyFile file, bool checkOnly, CancellationToken ct)
    {
        var sent = await talk.ChangeAsync(HttpMethod.Post, "metadata/deployRequest", await BodyAsync(file, checkOnly, ct), repeatable: checkOnly, ct);
        if (sent.Problem is { } refused) return refused;
        using var begun = OrgJson.Parse(sent.Value!);
        if (begun is null || OrgJson.Text(begun.RootElement, "id") is not { } id || !SalesforceIds.IsId(id)) return OrgErrors.Unreadable;
        var (started, pause) = (clock.GetUtcNow(), options.FirstLook);
        while (true)
        {
            await Task.Delay(pause, clock, ct);
            pause = pause * 1.5 < options.LongestLook ? pause * 1.5 : options.LongestLook;
            var look = await talk.ReadAsync($"metadata/deployRequest/{id}", "includeDetails", "true", ct);
            if (look.Problem is { } lost) return lost;
            using var answer = look.Value!;
            if (OrgJson.Relation(answer.RootElement, "deployResult") is not { } result) return OrgErrors.Unreadable;
            if (OrgJson.Flag(result, "done") == true) return OrgJson.Flag(result, "success") == true ? Done.Value : Failed(result, checkOnly);
            if (clock.GetUtcNow() - started > options.RetrieveTimeout) return OrgErrors.TimedOut(options.RetrieveTimeout);
        }
    }

    private static async Task<OrgBody> BodyAsync(PolicyFile file, bool checkOnly, CancellationToken ct)
    {
        using var form = new MultipartFormDataContent("portal-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        var asked = new { deployOptions = new { checkOnly, singlePackage = true, rollbackOnError = true, testLevel = "NoTestRun" } };
        form.Add(new StringContent(JsonSerializer.Serialize(asked), Encoding.UTF8, "application/json"), "json");
        form.Add(new ByteArrayContent(file.ToPackage()) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } }, "file", "package.zip");
        return new OrgBody(form.Headers.ContentType!.ToString(), await form.ReadAsByteArrayAsync(ct));
    }

    private static Problem Failed(JsonElement result, bool checkOnly)
    {
        var words = OrgJson.Relation(result, "details") is { } details && details.TryGetProperty("componentFailures", out var failures)
            ? failures.ValueKind switch
            {
                JsonValueKind.Array => failures.EnumerateArray().Select(f => OrgJson.Text(f, "problem")).FirstOrDefault(),
                JsonValueKind.Object => OrgJson.Text(failures, "problem"),
                _ => null,
            }
            : null;
        return Problem.RemoteRefused(OrgCodes.Refused, (checkOnly ? "The org would not take the changed policy; nothing was changed." : "The org did not take the changed policy.")
            + (words is null ? "" : $" The org said: “{Redaction.Excerpt(words)}”"));
    }
}
