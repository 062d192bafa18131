using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Domain.Inventory;

namespace Governance.Domain.Requests;

/// <summary>What a field of a form takes.</summary>
public enum RequestFieldKind
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>A host that people sign in at.</summary>
    Host,

    /// <summary>A Salesforce id.</summary>
    SalesforceId,

    /// <summary>An e-mail address.</summary>
    Mail,

    /// <summary>A name that AppLink takes.</summary>
    AppLinkName,

    /// <summary>A day from today on, UTC.</summary>
    Day,

    /// <summary>A whole number from 0 to 999.</summary>
    Number,

    /// <summary>One of a few.</summary>
    Choice,

    /// <summary>An org that the asker sees.</summary>
    Org,

    /// <summary>An org group that the asker may ask in.</summary>
    OrgGroup,

    /// <summary>An integration that the asker sees.</summary>
    Integration,

    /// <summary>A name as Salesforce gives them to parts of its metadata.</summary>
    ApiName,

    /// <summary>The file of a specification; the answer is the SHA-256 of its text, which is kept beside the request.</summary>
    Spec,
}

/// <summary>One question of a form.</summary>
/// <param name="Name">Under which the answer stands in the content.</param>
/// <param name="Label">The question, or what is named.</param>
/// <param name="Kind">What it takes.</param>
public sealed partial record RequestField(string Name, string Label, RequestFieldKind Kind = RequestFieldKind.Text)
{
    /// <summary>It can be left empty.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What helps to answer; null when the label says all.</summary>
    public string? Hint { get; init; }

    /// <summary>Names of the chosen org that are offered while it is typed, of this kind; null for none.</summary>
    public ItemKind? Offers { get; init; }

    /// <summary>Of a choice: value and words.</summary>
    public IReadOnlyList<(string Value, string Words)> Choices { get; init; } = [];

    // Source: Heroku AppLink, names of connections and authorizations.
    [GeneratedRegex(@"\A(?=.{3,30}\z)[A-Za-z](?:[A-Za-z0-9]|_(?!_))*[A-Za-z0-9]\z")]
    private static partial Regex AppLinkName();

    // Source: Salesforce, Metadata API, fullName and DeveloperName.
    [GeneratedRegex(@"\A(?=.{1,80}\z)[A-Za-z](?:(?:[A-Za-z0-9]|_(?!_))*[A-Za-z0-9])?\z")]
    private static partial Regex ApiName();

    /// <summary>An answer in words: a choice as it reads, all else as it stands.</summary>
    public string WordsOf(string value) => Choices.FirstOrDefault(c => c.Value == value).Words ?? value;

    /// <summary>What is wrong with an answer, as a sentence; null when nothing is. What takes the database is judged elsewhere.</summary>
    /// <param name="value">Null when it is not given.</param>
    /// <param name="today">UTC.</param>
    public string? ErrorOf(string? value, DateOnly today)
    {
        if (value is null) return IsOptional ? null : Kind is RequestFieldKind.Choice or RequestFieldKind.Org or RequestFieldKind.OrgGroup or RequestFieldKind.Integration
            ? "Choose one." : Kind == RequestFieldKind.Spec ? "Choose the file." : "Fill this in.";
        return Kind switch
        {
            RequestFieldKind.Choice => Choices.Any(c => c.Value == value) ? null : "Choose one of the list.",
            RequestFieldKind.Number => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 999 ? null : "A whole number from 0 to 999.",
            RequestFieldKind.SalesforceId => SalesforceIds.IsId(value) ? null : "15 or 18 letters and digits.",
            RequestFieldKind.AppLinkName => AppLinkName().IsMatch(value) ? null : "3 to 30 letters, digits and single underscores; a letter first, no underscore last.",
            RequestFieldKind.ApiName => ApiName().IsMatch(value) ? null : "At most 80 letters, digits and single underscores; a letter first, no underscore last.",
            RequestFieldKind.Spec => value.Length == RequestSpec.HashLength && value.All(char.IsAsciiHexDigitLower) ? null : "Choose the file again.",
            RequestFieldKind.Mail => value.Length <= 254 && value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < value.Length - 1 && !value.Any(char.IsWhiteSpace) ? null : "An e-mail address.",
            RequestFieldKind.Day => DateOnly.TryParseExact(value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= today && day <= today.AddDays(RequestForms.MaxDays)
                ? null : $"A day from today on, at most {RequestForms.MaxDays} days from now (UTC).",
            _ => value.Any(char.IsControl) ? "One line of text." : null,
        };
    }
}

/// <summary>The questions of one kind of request.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Says">What it is good for, one sentence.</param>
/// <param name="Fields">In the order they are asked.</param>
public sealed record RequestForm(RequestKind Kind, string Says, IReadOnlyList<RequestField> Fields)
{
    /// <summary>Who does it after approval, one sentence.</summary>
    public string After { get; init; } = "A person does it after approval, by a checklist.";

    /// <summary>What was asked before and is not any more: answers to it stay readable.</summary>
    public IReadOnlyList<RequestField> Former { get; init; } = [];

    /// <summary>What a field is called; null when the form has none of that name.</summary>
    public string? LabelOf(string name) => Fields.FirstOrDefault(f => f.Name == name)?.Label;
}
