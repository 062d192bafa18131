using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>What has to hold between the answers of a publication's form and the specification it carries, so that AppLink is asked for what
/// was agreed on and nothing else.</summary>
internal static class PublicationRules
{
    /// <summary>What is wrong, by name of the field.</summary>
    /// <param name="content">The answers.</param>
    /// <param name="spec">Text and what it says; null when it is not kept.</param>
    public static IEnumerable<(string Field, string Says)> ErrorsOf(RequestContent content, (string Text, Result<ApiSpec> Read)? spec)
    {
        if (content[RequestForms.Spec] is null) yield break;
        if (spec is not { } kept)
        {
            yield return (RequestForms.Spec, "This file is not kept any more. Choose it again.");
        }
        else if (RefusalOf(kept.Text, kept.Read) is { } refusal)
        {
            yield return (RequestForms.Spec, refusal.Message);
        }
        else if (kept.Read.Value is { } read)
        {
            var apps = read.Operations.SelectMany(o => o.ClientApps).Where(a => !a.IsDeprecated).Select(a => a.Name);
            if (Unlike(content[RequestForms.ClientApp], "external client app", apps) is { } app) yield return (RequestForms.ClientApp, app);
            if (Unlike(content[RequestForms.Set], "permission set", RequestSpecs.SetsOf(read)) is { } set) yield return (RequestForms.Set, set);
        }
    }

    /// <summary>Why a text can't be published, as far as it alone tells; null when it can.</summary>
    public static Problem? RefusalOf(string text, Result<ApiSpec> read) => read switch
    {
        { Problem: { } unreadable } => unreadable,
        // Sizes beyond what AppLink takes are noted by the reader, which takes a little more.
        { Value.Notes: var notes } when notes.FirstOrDefault(n => n.Code == "size") is { } size => Problem.Invalid("spec.too-large", size.Text),
        { Value.Format: ApiSpecFormat.OpenApi20 } => Problem.Invalid("spec.too-old", "This is Swagger 2.0; AppLink publishes OpenAPI 3."),
        { Value.Operations.Count: 0 } => Problem.Invalid("spec.empty", "It has no operation: there is nothing to publish."),
        _ when text != Text.Bounded(text, text.Length) => Problem.Invalid("spec.unkept", "It holds characters that can’t be kept as they are: NUL, or half of a pair."),
        _ => null,
    };

    private static string? Unlike(string? asked, string what, IEnumerable<string> said)
    {
        if (asked is null) return null;
        var others = said.Distinct(StringComparer.Ordinal).Where(s => s != asked).ToList();
        if (!said.Contains(asked, StringComparer.Ordinal)) return others is [var one, ..] ? $"The specification says {one}. The two must be the same." : $"The specification names no {what}. Leave this empty, or say it there.";
        return others is [var other, ..] ? $"The specification says {other} too. One publication makes one {what}." : null;
    }
}
