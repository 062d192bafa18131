namespace Governance.Web.Tests.Auth;

/// <summary>The system's time, moved ahead by tests.</summary>
public sealed class MovableClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(_ahead.TotalSeconds * TimestampFrequency);

    public void Pass(TimeSpan span) => _ahead += span;
}
