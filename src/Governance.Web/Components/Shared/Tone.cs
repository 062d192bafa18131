namespace Governance.Web.Components.Shared;

/// <summary>How a state is coloured; each tone has its own icon, since colour is never the only sign.</summary>
public enum Tone
{
    /// <summary>No colour.</summary>
    Neutral,
    Critical,
    High,
    Medium,
    Low,
    Pass,

    /// <summary>Hatched: not known, which is not the same as none.</summary>
    Unknown,
    NotApplicable,
    Waived,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Has not begun.</summary>
    Waiting,

    /// <summary>A person must do it.</summary>
    Person,
}

/// <summary>Class, icon and word of a tone.</summary>
public static class Tones
{
    /// <summary>By the name of any enum's member; a failing verdict is high, an unheard-of name unknown.</summary>
    public static Tone Of(Enum state) => state.ToString() switch
    {
        "Fail" or "Failed" => Tone.High,
        "Ok" or "Passed" or "Done" => Tone.Pass,
        var name => Enum.TryParse<Tone>(name, out var tone) ? tone : Tone.Unknown,
    };

    internal static string Class(this Tone tone) => tone switch
    {
        Tone.Neutral or Tone.Running or Tone.Person => "",
        Tone.NotApplicable or Tone.Waived or Tone.Waiting => "na",
        _ => Word(tone).ToLowerInvariant(),
    };

    internal static string Icon(this Tone tone) => tone switch
    {
        Tone.Neutral => "minus",
        Tone.NotApplicable => "na",
        Tone.Waived => "waived",
        Tone.Running => "run",
        Tone.Waiting => "wait",
        Tone.Person => "person",
        _ => tone.ToString().ToLowerInvariant(),
    };

    internal static string Word(this Tone tone) => Words.Sentence(tone.ToString());
}
