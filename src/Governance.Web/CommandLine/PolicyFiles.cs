using System.Text;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Policies;

namespace Governance.Web.CommandLine;

/// <summary>"policy export | check | import": policies as files. An import proposes: another person, who is signed in, decides.</summary>
internal static class PolicyFiles
{
    private const string Usage =
        "Use: policy export <file> --name <policy> | policy check <file> | policy import <file> --reason <why>";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string[] args, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        try
        {
            var done = args switch
            {
                [_, "export", var file, "--name", var name] => await ExportAsync(useCases, actor, file, name, output, ct),
                [_, "check", var file] => await CheckAsync(useCases, actor, await ReadAsync(file, ct), output, ct),
                [_, "import", var file, "--reason", var reason] => await ImportAsync(useCases, actor, await ReadAsync(file, ct), reason, output, ct),
                _ => Problem.Invalid("", Usage),
            };
            if (done.Problem is not { } problem) return PortalCommand.Ok;
            await errors.WriteLineAsync(problem.Fields is { Count: > 0 } fields ? string.Join(' ', fields.Values) : problem.Message);
            return problem.Code.Length == 0 ? PortalCommand.WrongUse : PortalCommand.Refused;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            await errors.WriteLineAsync($"The policy file cannot be read or written: {fault.Message}");
            return PortalCommand.WrongUse;
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken ct)
    {
        // What is larger is refused by the reader of policies, which says so.
        var bytes = new byte[PolicyDocument.MaxBytes + 1];
        await using var file = File.OpenRead(path);
        var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return length > PolicyDocument.MaxBytes ? new string('.', length) : Strict.GetString(bytes, 0, length);
    }

    private static async Task<Result<Done>> ExportAsync(
        UseCaseRunner useCases, Actor actor, string path, string name, TextWriter output, CancellationToken ct)
    {
        var all = await useCases.SendAsync(actor, new ListPolicies.Query(), ct);
        if (all.Problem is { } unlisted) return unlisted;
        if (all.Value!.Rows.FirstOrDefault(r => Policy.KeyOf(r.Document.Name) == Policy.KeyOf(name)) is not { } row)
        {
            return Problem.NotFound("policy.not-found", $"There is no policy '{Terminal.Printable(name)}'. There are: "
                + $"{Terminal.Printable(string.Join(", ", all.Value.Rows.Select(r => r.Document.Name)))}.");
        }
        var policy = await useCases.SendAsync(actor, new GetPolicy.Query(row.Id, null), ct);
        if (policy.Problem is { } gone) return gone;
        await using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
        await file.WriteAsync(policy.Value!.File.AsMemory(), ct);
        await output.WriteLineAsync($"Policy {Terminal.Printable(row.Document.Name)}: {row.Document.Rules.Count} rules.");
        return Done.Value;
    }

    private static async Task<Result<Done>> CheckAsync(UseCaseRunner useCases, Actor actor, string file, TextWriter output, CancellationToken ct)
    {
        var shown = await ShowAsync(useCases, actor, file, output, ct);
        return shown.Problem is { } refusal ? refusal : Done.Value;
    }

    private static async Task<Result<Done>> ImportAsync(
        UseCaseRunner useCases, Actor actor, string file, string reason, TextWriter output, CancellationToken ct)
    {
        var shown = await ShowAsync(useCases, actor, file, output, ct);
        if (shown.Problem is { } refusal) return refusal;
        var proposed = await useCases.SendAsync(actor, new ProposePolicyChange.Command(file, shown.Value!.Number, reason), ct);
        if (proposed.Problem is { } refused) return refused;
        await output.WriteLineAsync($"Proposed. Nothing has changed yet: a Security reviewer decides before {proposed.Value!.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
        return Done.Value;
    }

    /// <summary>What the file would change, and what that would do, before anything is proposed.</summary>
    private static async Task<Result<PreviewPolicyChange.Answer>> ShowAsync(
        UseCaseRunner useCases, Actor actor, string file, TextWriter output, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(actor, new PreviewPolicyChange.Query(file), ct);
        if (answer.Value is not { } said) return answer;
        if (said.Differences.Count == 0) await output.WriteLineAsync("It is the policy as it holds now.");
        foreach (var row in said.Differences)
        {
            var asks = row.Direction switch { DiffDirection.Stricter => " (asks for more)", DiffDirection.Looser => " (asks for less)", _ => "" };
            await output.WriteLineAsync(Terminal.Printable(
                $"  {(row.Rule is null ? "" : row.Rule + " ")}{row.What}: {(row.Before is { Length: > 0 } before ? before : "-")} -> {(row.After is { Length: > 0 } after ? after : "-")}{asks}"));
        }
        await output.WriteLineAsync($"Judged today: {said.Preview.Orgs} orgs{(said.Preview.NoOrg is { } none ? $" and {none.Things} things of no org" : "")}; {said.Preview.More} findings more, {said.Preview.Fewer} fewer.");
        return answer;
    }
}
