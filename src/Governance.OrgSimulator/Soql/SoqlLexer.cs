using System.Text;

namespace Governance.OrgSimulator.Soql;

/// <summary>Cuts a query into tokens (Salesforce, SOQL and SOSL reference: quoted text and escapes, literals).</summary>
public static class SoqlLexer
{
    public const int MaxLength = 100_000;

    public static List<SoqlToken> Read(string query)
    {
        if (query.Length > MaxLength) throw SoqlException.Malformed("SOQL statements cannot be longer than 100000 characters.");
        var tokens = new List<SoqlToken>();
        var at = 0;
        while (at < query.Length)
        {
            var letter = query[at];
            if (char.IsWhiteSpace(letter))
            {
                at++;
                continue;
            }

            var start = at;
            if (letter == '\'') tokens.Add(new SoqlToken(SoqlTokenKind.Text, ReadText(query, ref at), start + 1));
            else if (char.IsAsciiLetter(letter) || letter == '_') tokens.Add(new SoqlToken(SoqlTokenKind.Name, Take(query, ref at, IsNamePart), start + 1));
            else if (char.IsAsciiDigit(letter) || (letter is '-' or '+' or '.' && at + 1 < query.Length && (char.IsAsciiDigit(query[at + 1]) || query[at + 1] == '.')))
                tokens.Add(ReadNumberOrMoment(query, ref at));
            else tokens.Add(new SoqlToken(SoqlTokenKind.Sign, ReadSign(query, ref at), start + 1));
        }

        tokens.Add(new SoqlToken(SoqlTokenKind.End, "<EOF>", query.Length + 1));
        return tokens;
    }

    private static bool IsNamePart(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.';

    private static string Take(string query, ref int at, Func<char, bool> belongs)
    {
        var start = at;
        while (at < query.Length && belongs(query[at])) at++;
        return query[start..at];
    }

    private static SoqlToken ReadNumberOrMoment(string query, ref int at)
    {
        var start = at;
        at++;
        while (at < query.Length && (char.IsAsciiLetterOrDigit(query[at]) || query[at] is '.' or ':' or '-' or '+')) at++;
        var text = query[start..at];
        var isMoment = text.Length >= 10 && text[4] == '-' && text[7] == '-';
        return new SoqlToken(isMoment ? SoqlTokenKind.Moment : SoqlTokenKind.Number, text, start + 1);
    }

    private static string ReadSign(string query, ref int at)
    {
        var two = at + 1 < query.Length ? query.Substring(at, 2) : "";
        if (two is "!=" or "<>" or "<=" or ">=")
        {
            at += 2;
            return two == "<>" ? "!=" : two;
        }

        var letter = query[at++];
        return letter is '(' or ')' or ',' or '=' or '<' or '>' or ':'
            ? letter.ToString()
            : throw SoqlException.Malformed($"line 1:{at - 1} no viable alternative at character '{letter}'", Math.Max(1, at - 1));
    }

    private static string ReadText(string query, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < query.Length; at++)
        {
            if (query[at] == '\'')
            {
                at++;
                return text.ToString();
            }

            if (query[at] != '\\')
            {
                text.Append(query[at]);
                continue;
            }

            if (++at >= query.Length) break;
            text.Append(query[at] switch
            {
                'n' or 'N' => "\n",
                'r' or 'R' => "\r",
                't' or 'T' => "\t",
                'b' or 'B' => "\b",
                'f' or 'F' => "\f",
                '\\' => "\\",
                '\'' => "'",
                '"' => "\"",
                // Kept escaped: only LIKE gives these two a meaning.
                '_' => "\\_",
                '%' => "\\%",
                _ => throw SoqlException.Malformed($"line 1:{at} Illegal string sequence \\ in string literal", at),
            });
        }

        throw SoqlException.Malformed("line 1:" + query.Length + " mismatched character '<EOF>' expecting '''", query.Length);
    }
}
