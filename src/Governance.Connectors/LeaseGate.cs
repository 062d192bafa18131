using Governance.Application.Work;

namespace Governance.Connectors;

/// <summary>The last thing before a call leaves: work whose claim another instance may hold makes none.</summary>
internal sealed class LeaseGate : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (WorkLease.Current is { } lease) await lease.EnsureHeldAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
