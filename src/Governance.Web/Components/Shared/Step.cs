namespace Governance.Web.Components.Shared;

/// <summary>Where a step stands.</summary>
public enum StepState
{
    Waiting,
    Running,
    Done,

    /// <summary>Done, and something is missing that is named in the detail.</summary>
    DoneWithGap,
    Failed,

    /// <summary>The portal has no right or no API for it.</summary>
    ForPerson,

    /// <summary>Cannot begin yet.</summary>
    Locked,
    Skipped,
}

/// <summary>One line of a <see cref="StepList"/>.</summary>
/// <param name="Detail">Counts: "156 of 165 accepted".</param>
/// <param name="Aside">At the right: "8 to go", "58 s", "13:58".</param>
/// <param name="Trouble">Said in red after the detail: "1 failed".</param>
public sealed record Step(
    int Number, string Name, StepState State, string? Detail = null, string? Aside = null, string? Trouble = null);
