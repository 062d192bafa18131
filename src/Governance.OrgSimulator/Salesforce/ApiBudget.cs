using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, limits (reference §7.5): a 24-hour allowance of calls, told on every answer.</summary>
public sealed class ApiBudget(Org org)
{
    private long _windowStart = org.Now;
    private int _used;

    public string Header => $"api-usage={Math.Min(_used, org.ApiLimit)}/{org.ApiLimit}";

    public int Used
    {
        get => _used;
        set => _used = value;
    }

    public bool TrySpend()
    {
        var now = org.Now;
        var start = Interlocked.Read(ref _windowStart);
        if (now - start >= 86_400 && Interlocked.CompareExchange(ref _windowStart, now, start) == start) Interlocked.Exchange(ref _used, 0);
        if (Interlocked.Increment(ref _used) <= org.ApiLimit) return true;
        Interlocked.Decrement(ref _used);
        return false;
    }

    public Task WriteLimitsAsync(HttpContext context, int queryJobsLeft) => Answer.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        foreach (var (name, most, left) in new[]
        {
            ("DailyApiRequests", org.ApiLimit, org.ApiLimit - _used), ("DailyBulkApiBatches", 15_000, 15_000), ("DailyBulkV2QueryJobs", 10_000, queryJobsLeft),
            ("DailyAsyncApexExecutions", 250_000, 249_871), ("DataStorageMB", 10_240, 6_312), ("FileStorageMB", 20_480, 17_204),
        })
        {
            json.WriteStartObject(name);
            json.WriteNumber("Max", most);
            json.WriteNumber("Remaining", Math.Max(0, left));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });
}
