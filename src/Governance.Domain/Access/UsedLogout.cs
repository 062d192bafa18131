namespace Governance.Domain.Access;

/// <summary>A logout token of the provider that was obeyed: each one is, once.</summary>
public sealed class UsedLogout
{
    private UsedLogout() { }

    /// <summary>Notes one.</summary>
    /// <param name="idHash">SHA-256 of its jti, hex.</param>
    /// <param name="endsAt">From then on it is too old by itself.</param>
    public UsedLogout(string idHash, DateTimeOffset endsAt) => (IdHash, EndsAt) = (idHash, endsAt);

    /// <summary>SHA-256 of its jti, hex.</summary>
    public string IdHash { get; private set; } = "";

    /// <summary>From then on it is too old by itself, UTC.</summary>
    public DateTimeOffset EndsAt { get; private set; }
}
