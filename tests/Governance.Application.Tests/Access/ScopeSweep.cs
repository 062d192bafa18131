using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Pipeline;
using Governance.Domain.Access;
using Governance.TestKit;

namespace Governance.Application.Tests.Access;

/// <summary>Asks everything there is to ask, found by reflection, as people limited to one org group.</summary>
internal static partial class ScopeSweep
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Everybody limited to EMEA whom the message's permission does not refuse.</summary>
    public static IEnumerable<Actor> Askers(Type message) => Enum.GetValues<Role>()
        .Where(role => PermissionMatrix.Allows([role], UseCaseMessages.PermissionOf(message))).Select(role => Actors.Scoped(role));

    /// <summary>Every query by every asker: the whole answer as text.</summary>
    public static async Task<Dictionary<string, string>> AskAllAsync(Portal portal, Estate estate)
    {
        var answers = new Dictionary<string, string>();
        foreach (var query in UseCaseMessages.Queries())
        {
            foreach (var asker in Askers(query))
                answers[$"{query.DeclaringType!.Name} by {asker.Name}"] = await AskAsync(portal, asker, SampleQueries.Of(query, estate));
        }
        return answers;
    }

    /// <summary>The whole answer as text, but for the number of an unexpected failure.</summary>
    public static async Task<string> AskAsync(Portal portal, Actor asker, object message)
    {
        var (value, problem) = await UseCaseMessages.SendAsync(portal, asker, message);
        return References().Replace(JsonSerializer.Serialize(new { Value = value, Problem = problem }, Json), "reference");
    }

    /// <summary>Queries that were refused to every asker: nothing is compared there.</summary>
    public static IEnumerable<string> UnansweredIn(Dictionary<string, string> answers) => answers.GroupBy(a => a.Key.Split(' ')[0])
        .Where(g => g.All(a => !a.Value.Contains("\"Problem\": null", StringComparison.Ordinal))).Select(g => g.Key);

    [GeneratedRegex("reference [0-9a-f]{8}")]
    private static partial Regex References();
}
