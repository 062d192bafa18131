using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.OrgSimulator.State;

/// <summary>Keeps the changes of a world on disk: at most half a second late, replaced in one step, and at the end.</summary>
public sealed class StateFile(string path, SimulatorOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private Func<SavedState>? _take;
    private int _pending;

    /// <exception cref="BadOptionException">The file is damaged or belongs to another scenario or seed.</exception>
    public SavedState? Read(string scenario)
    {
        if (!File.Exists(path)) return null;
        SavedState? state;
        try
        {
            state = JsonSerializer.Deserialize(File.ReadAllBytes(path), StateJson.Default.SavedState);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadOptionException($"State file {path} cannot be read: {e.Message}", e);
        }

        if (state is null || state.Version != SavedState.CurrentVersion) throw new BadOptionException($"State file {path} is not of version {SavedState.CurrentVersion}.");
        if (state.Scenario != scenario || state.Seed != options.Seed)
            throw new BadOptionException($"State file {path} belongs to scenario '{state.Scenario}' with seed {state.Seed}; remove it or start that one.");
        return state;
    }

    public void Watch(Func<SavedState> take) => _take = take;

    /// <summary>Something changed: save soon.</summary>
    public void Touch()
    {
        if (_take is null || _stop.IsCancellationRequested || Interlocked.Exchange(ref _pending, 1) == 1) return;
        _ = SaveSoonAsync();
    }

    public async Task SaveAsync()
    {
        if (_take is not { } take) return;
        await _writing.WaitAsync();
        try
        {
            Interlocked.Exchange(ref _pending, 0);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(take(), StateJson.Default.SavedState);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            var draft = path + ".new";
            await File.WriteAllBytesAsync(draft, bytes);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await SaveAsync();
        _stop.Dispose();
    }

    private async Task SaveSoonAsync()
    {
        try
        {
            await Task.Delay(Quiet, _stop.Token);
            await SaveAsync();
        }
        catch (OperationCanceledException)
        {
            // The last save comes with the end.
        }
        catch (IOException e)
        {
            Interlocked.Exchange(ref _pending, 0);
            await Console.Error.WriteLineAsync($"State file {path} cannot be written: {e.Message}");
        }
    }
}

[JsonSerializable(typeof(SavedState))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
internal sealed partial class StateJson : JsonSerializerContext;
