using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Soql;

public enum FieldKind
{
    Text,
    Id,
    Number,
    Boolean,
    Moment,
    Day,
}

/// <summary>One value of a record; a struct so that a million rows cost no garbage.</summary>
public readonly record struct SoqlValue(FieldKind Kind, bool IsNull, double Number, string? Text)
{
    public static readonly SoqlValue Null = new(FieldKind.Text, true, 0, null);

    public static SoqlValue Of(string? text) => text is null ? Null : new SoqlValue(FieldKind.Text, false, 0, text);

    public static SoqlValue OfId(string? id) => id is null ? Null : new SoqlValue(FieldKind.Id, false, 0, id);

    public static SoqlValue Of(bool value) => new(FieldKind.Boolean, false, value ? 1 : 0, null);

    public static SoqlValue Of(double number) => new(FieldKind.Number, false, number, null);

    /// <param name="seconds">Seconds since 1970, UTC; 0 means no moment.</param>
    public static SoqlValue At(long seconds) => seconds == 0 ? Null : new SoqlValue(FieldKind.Moment, false, seconds * 1000d, null);

    /// <param name="seconds">Any second of the day, counted from 1970, UTC.</param>
    public static SoqlValue DayOf(long seconds) => new(FieldKind.Day, false, Math.Floor(seconds / 86_400d) * 86_400_000d, null);

    /// <summary>Order of two values of one field; text without regard to case, as the org sorts and compares.</summary>
    public static int Compare(in SoqlValue left, in SoqlValue right)
    {
        if (left.Text is not null && right.Text is not null)
        {
            return left.Kind == FieldKind.Id
                ? string.CompareOrdinal(SalesforceId.To18(left.Text), SalesforceId.To18(right.Text))
                : string.Compare(left.Text, right.Text, StringComparison.OrdinalIgnoreCase);
        }

        return left.Number.CompareTo(right.Number);
    }
}
