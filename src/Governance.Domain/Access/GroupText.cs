namespace Governance.Domain.Access;

/// <summary>Group ids as one text, one a line. An id with a line break in it would read as two others, and is left out.</summary>
public static class GroupText
{
    /// <summary>Joins them.</summary>
    public static string Join(IEnumerable<string> groups) => string.Join('\n', groups.Where(g => g.Length > 0 && !g.Contains('\n')));

    /// <summary>The opposite.</summary>
    public static string[] Split(string groups) => groups.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
