namespace Governance.Web.Components.Shared;

/// <summary>One timer per circuit that lets ages on an open page grow. Register as scoped.</summary>
public sealed class PageClock(TimeProvider time) : IDisposable
{
    /// <summary>How often ages are drawn again.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    private ITimer? _timer;
    private Action? _ticked;

    /// <summary>UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Raised on a timer thread; listeners go through InvokeAsync.</summary>
    public event Action Ticked
    {
        add
        {
            _ticked += value;
            _timer ??= time.CreateTimer(_ => _ticked?.Invoke(), null, Beat, Beat);
        }
        remove => _ticked -= value;
    }

    /// <summary>Something changed by hand: whoever listens looks now.</summary>
    public void Nudge() => _ticked?.Invoke();

    public void Dispose() => _timer?.Dispose();
}
