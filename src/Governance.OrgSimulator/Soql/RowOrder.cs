namespace Governance.OrgSimulator.Soql;

/// <summary>Sorts rows by several keys, keeping the order of rows that tie.</summary>
internal static class RowOrder
{
    public static List<object> Sort(List<object> rows, QueryScope scope, List<(BoundPath Path, SoqlOrder Order)> keys)
    {
        var values = new SoqlValue[rows.Count * keys.Count];
        for (var i = 0; i < rows.Count; i++)
            for (var k = 0; k < keys.Count; k++)
                values[(i * keys.Count) + k] = keys[k].Path.Read(scope, rows[i]);

        int Compare(int left, int right)
        {
            for (var k = 0; k < keys.Count; k++)
            {
                var order = CompareValues(values[(left * keys.Count) + k], values[(right * keys.Count) + k], keys[k].Order);
                if (order != 0) return order;
            }

            return left.CompareTo(right);
        }

        var sorted = true;
        for (var i = 1; sorted && i < rows.Count; i++) sorted = Compare(i - 1, i) <= 0;
        if (sorted) return rows;
        var places = new int[rows.Count];
        for (var i = 0; i < places.Length; i++) places[i] = i;
        Array.Sort(places, Compare);
        var result = new List<object>(rows.Count);
        foreach (var place in places) result.Add(rows[place]);
        return result;
    }

    public static int CompareValues(in SoqlValue left, in SoqlValue right, SoqlOrder order)
    {
        if (left.IsNull || right.IsNull)
        {
            if (left.IsNull && right.IsNull) return 0;
            return left.IsNull == order.NullsLast ? 1 : -1;
        }

        var result = SoqlValue.Compare(left, right);
        return order.Descending ? -result : result;
    }
}
