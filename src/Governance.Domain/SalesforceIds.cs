namespace Governance.Domain;

/// <summary>Salesforce record ids: 15 case-sensitive characters, or 18 with a checksum; compared on 15.</summary>
public static class SalesforceIds
{
    /// <summary>Length of a comparable id.</summary>
    public const int KeyLength = 15;

    /// <summary>The first 15 characters.</summary>
    /// <exception cref="ArgumentException">The text is not a 15- or 18-character id.</exception>
    public static string Key(string id) =>
        IsId(id) ? id[..KeyLength] : throw new ArgumentException("Not a Salesforce id.", nameof(id));

    /// <summary>True for 15 or 18 ASCII letters and digits.</summary>
    public static bool IsId(string? id) => id is { Length: 15 or 18 } && id.All(char.IsAsciiLetterOrDigit);
}
