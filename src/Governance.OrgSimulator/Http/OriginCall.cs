using Governance.OrgSimulator.Control;

namespace Governance.OrgSimulator.Http;

/// <summary>What the pipeline knows about one request beside the request itself.</summary>
public sealed class OriginCall
{
    private static readonly object Key = new();

    /// <summary>Path after folding of leading slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Who called, once an endpoint has found out; never a secret.</summary>
    public string? Caller { get; set; }

    /// <summary>The fault that this call met and that the endpoint itself has to play.</summary>
    public FaultEffect? Lie { get; set; }

    /// <summary>The bulk job that the call was about, for its trace in the event data.</summary>
    public World.BulkTrace? Job { get; set; }

    /// <summary>How to take back what this call changed, last change last; null when nobody will want to.</summary>
    public List<Action>? Undo { get; set; }

    /// <summary>Takes back what was changed since there were so many changes.</summary>
    public void TakeBack(int from = 0)
    {
        if (Undo is null) return;
        for (var i = Undo.Count - 1; i >= from; i--) Undo[i]();
        Undo.RemoveRange(from, Undo.Count - from);
    }

    /// <summary>The address that the call is played from.</summary>
    public required string SourceIp { get; init; }

    public static OriginCall Of(HttpContext context) => (OriginCall)context.Items[Key]!;

    public void Attach(HttpContext context) => context.Items[Key] = this;
}
