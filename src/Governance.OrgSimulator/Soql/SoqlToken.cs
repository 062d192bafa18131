namespace Governance.OrgSimulator.Soql;

public enum SoqlTokenKind
{
    Name,
    Text,
    Number,
    Moment,
    Sign,
    End,
}

/// <param name="Text">Names and signs as written, text without quotes and escapes.</param>
/// <param name="Column">Counted from 1.</param>
public readonly record struct SoqlToken(SoqlTokenKind Kind, string Text, int Column)
{
    public bool Is(string word) => Kind == SoqlTokenKind.Name && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    public bool IsSign(string sign) => Kind == SoqlTokenKind.Sign && Text == sign;
}
