using Xunit;

namespace Governance.TestKit;

/// <summary>A long test: skipped, and says so, outside the full run.</summary>
public sealed class FullRunFactAttribute : FactAttribute
{
    /// <summary>Skips at discovery.</summary>
    public FullRunFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") != "1") Skip = "Half a minute long: run.sh --full runs it.";
    }
}
