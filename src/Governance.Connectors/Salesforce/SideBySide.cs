using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Governance.Connectors.Salesforce;

/// <summary>Does the same to several things, a few at a time, and hands out each answer as it comes. Whoever stops listening stops the
/// calls that have not left yet.</summary>
internal static class SideBySide
{
    /// <param name="items">Each once.</param>
    /// <param name="width">Most at a time.</param>
    /// <param name="one">Answers for one; what it throws ends the answers.</param>
    /// <param name="ct">Cancels.</param>
    public static async IAsyncEnumerable<TAnswer> RunAsync<TItem, TAnswer>(
        IReadOnlyCollection<TItem> items, int width, Func<TItem, CancellationToken, Task<TAnswer>> one, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var answers = Channel.CreateUnbounded<TAnswer>(new UnboundedChannelOptions { SingleReader = true });
        var sending = SendAsync(items, width, one, answers.Writer, stop.Token);
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(ct)) yield return answer;
        }
        finally
        {
            await stop.CancelAsync();
            await sending;
        }
    }

    private static async Task SendAsync<TItem, TAnswer>(
        IReadOnlyCollection<TItem> items, int width, Func<TItem, CancellationToken, Task<TAnswer>> one, ChannelWriter<TAnswer> answers, CancellationToken ct)
    {
        Exception? failure = null;
        try
        {
            await Parallel.ForEachAsync(
                items, new ParallelOptions { MaxDegreeOfParallelism = width, CancellationToken = ct },
                async (item, stop) => await answers.WriteAsync(await one(item, stop), CancellationToken.None));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            failure = new OperationCanceledException(ct);
        }
        catch (Exception e)
        {
            failure = e;
        }
        answers.Complete(failure);
    }
}
