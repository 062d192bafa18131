namespace Governance.Domain.Policies.Rules;

/// <summary>Goes through lists without an enumerator on the heap: rules look at millions of things.</summary>
internal static class Walking
{
    /// <summary>For foreach.</summary>
    public static Walk<T> Each<T>(this IReadOnlyList<T> list) => new(list);

    /// <summary>True when the list holds the text, by code unit.</summary>
    public static bool Has(this IReadOnlyList<string> list, string text)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], text, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    /// <summary>A place in a list.</summary>
    public struct Walk<T>(IReadOnlyList<T> list)
    {
        private int _at = -1;

        /// <summary>What is there.</summary>
        public readonly T Current => list[_at];

        /// <summary>Itself.</summary>
        public readonly Walk<T> GetEnumerator() => this;

        /// <summary>Goes on.</summary>
        public bool MoveNext() => ++_at < list.Count;
    }
}
