using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain;

/// <summary>An id for what has none of its own: made from what it is known by, the same each time.</summary>
public static class StableId
{
    /// <param name="known">What it is known by, its org among it.</param>
    public static Guid Of(string known) => new(SHA256.HashData(Encoding.UTF8.GetBytes(known)).AsSpan(0, 16));
}
