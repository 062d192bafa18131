using System.Collections.Concurrent;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.TestKit.Fakes;

/// <summary>An identity provider that replaces a refresh token at each use, and ends the grant of one that comes again.</summary>
public sealed class FakeIdentityProvider : IIdentityProvider
{
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly Lock _gate = new();
    private int _next;
    private bool _isEnded;

    /// <summary>The first token.</summary>
    public const string First = "grant-0-canary";

    /// <summary>Who is asked about.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Named in every answer.</summary>
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>True to give no usable answer.</summary>
    public bool IsSilent { get; set; }

    /// <summary>True to stand by nobody any more.</summary>
    public bool Refuses { get; set; }

    /// <summary>What an answer waits for.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>The tokens that came.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <inheritdoc />
    public async Task<ProviderAnswer> AskAsync(string subject, Secret grant, CancellationToken ct)
    {
        if (IsSilent) return ProviderAnswer.Silent;
        _asked.Enqueue(grant.Reveal());
        string next;
        lock (_gate)
        {
            // At once: a second use while the first one's answer is under way is a second use.
            if (grant.Reveal() != $"grant-{_next}-canary") _isEnded = true;
            if (_isEnded || Refuses || subject != Subject) return ProviderAnswer.Refused;
            next = $"grant-{++_next}-canary";
        }
        await Held.WaitAsync(ct);
        return new ProviderAnswer(ProviderVerdict.StandsBy, Groups, new Secret(next));
    }
}
