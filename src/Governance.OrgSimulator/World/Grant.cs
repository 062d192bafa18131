namespace Governance.OrgSimulator.World;

/// <summary>One authorization at an org: what a row of OauthToken stands for. Kept small, there may be a million.</summary>
public sealed class Grant
{
    public required int Serial { get; init; }

    public required ClientApp App { get; init; }

    public required OrgUser User { get; init; }

    /// <summary>Seconds since 1970, UTC.</summary>
    public required long Created { get; init; }

    /// <summary>Seconds since 1970, UTC; 0 means never.</summary>
    public long LastUsed { get; set; }

    public int UseCount { get; set; }

    /// <summary>Counts rotations; a refresh token of an older generation is a replay.</summary>
    public int Generation { get; set; }

    public bool Ended { get; set; }

    /// <summary>The org lies: the token works although the row vanished.</summary>
    public bool Hidden { get; set; }

    /// <summary>True once anything differs from what the scenario laid down, so that the state file names it.</summary>
    public bool Changed { get; set; }

    /// <summary>True for a grant that the scenario did not hold.</summary>
    public bool Added { get; init; }

    /// <summary>Scopes asked for, blank-separated; null means the app's own.</summary>
    public string? Scope { get; init; }
}
