namespace Governance.OrgSimulator.World;

/// <summary>Record ids: 15 case-sensitive characters and the 3-character case checksum that makes 18.</summary>
public static class SalesforceId
{
    public const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Checksum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /// <param name="prefix">Three characters that name the kind of record.</param>
    /// <param name="pod">Four characters that differ from org to org.</param>
    /// <param name="serial">Number of the record within its kind.</param>
    public static string Make(string prefix, string pod, long serial)
    {
        Span<char> id = stackalloc char[18];
        prefix.AsSpan(0, 3).CopyTo(id);
        pod.AsSpan(0, 4).CopyTo(id[3..]);
        for (var i = 14; i >= 7; i--)
        {
            id[i] = Digits[(int)(serial % 62)];
            serial /= 62;
        }

        WriteSuffix(id);
        return new string(id);
    }

    /// <summary>The 18-character form of an id of 15 or 18 characters; anything else comes back as it is.</summary>
    public static string To18(string id)
    {
        if (id.Length != 15) return id;
        Span<char> full = stackalloc char[18];
        id.CopyTo(full);
        WriteSuffix(full);
        return new string(full);
    }

    /// <summary>True for two ids of the same record, whatever their lengths.</summary>
    public static bool Same(string left, string right) =>
        left.Length >= 15 && right.Length >= 15 && string.CompareOrdinal(left, 0, right, 0, 15) == 0;

    public static bool LooksLikeId(string text) => text.Length is 15 or 18 && text.All(char.IsAsciiLetterOrDigit);

    private static void WriteSuffix(Span<char> id)
    {
        for (var block = 0; block < 3; block++)
        {
            var bits = 0;
            for (var i = 0; i < 5; i++)
                if (char.IsAsciiLetterUpper(id[(block * 5) + i]))
                    bits |= 1 << i;
            id[15 + block] = Checksum[bits];
        }
    }
}
