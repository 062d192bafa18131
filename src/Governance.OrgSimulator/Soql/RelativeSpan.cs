namespace Governance.OrgSimulator.Soql;

/// <summary>Date literals of SOQL as spans of milliseconds since 1970, in UTC days.</summary>
internal static class RelativeSpan
{
    private const double Day = 86_400_000d;
    private const int FarthestDays = 1_000_000;

    public static (double Start, double End) Of(SoqlLiteral literal, long nowSeconds)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(nowSeconds);
        var today = Math.Floor(nowSeconds / 86_400d) * Day;
        var n = Math.Min(literal.Number, FarthestDays);
        var month = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var year = new DateTimeOffset(now.Year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return literal.Text switch
        {
            "TODAY" => Days(today, 0, 0),
            "YESTERDAY" => Days(today, -1, -1),
            "TOMORROW" => Days(today, 1, 1),
            "LAST_N_DAYS" => Days(today, -n, 0),
            "LAST_7_DAYS" => Days(today, -7, 0),
            "LAST_30_DAYS" => Days(today, -30, 0),
            "LAST_90_DAYS" => Days(today, -90, 0),
            "NEXT_N_DAYS" => Days(today, 1, n),
            "N_DAYS_AGO" => Days(today, -n, -n),
            "THIS_MONTH" => (month.ToUnixTimeMilliseconds(), month.AddMonths(1).ToUnixTimeMilliseconds() - 1d),
            _ => (year.ToUnixTimeMilliseconds(), year.AddYears(1).ToUnixTimeMilliseconds() - 1d),
        };
    }

    private static (double Start, double End) Days(double today, double first, double last) =>
        (today + (first * Day), today + ((last + 1) * Day) - 1);
}
