using System.Diagnostics;
using Governance.OrgSimulator.Control;

namespace Governance.OrgSimulator.Http;

/// <summary>What every origin does around its endpoints: count, log the call, delay, play faults, hide exceptions.</summary>
public sealed class OriginPipeline(string origin, OriginKind kind, SimulatorOptions options, FaultPlan faults, CallLog calls, PlayedCaller played)
{
    private int _inFlight;

    public async Task RunAsync(HttpContext context, Func<HttpContext, OriginCall, Task> endpoint)
    {
        var path = Fold(context.Request.Path.Value ?? "/");
        var call = new OriginCall { Path = path, SourceIp = played.SourceOf(context) };
        call.Attach(context);
        var started = DateTimeOffset.UtcNow;
        var clock = Stopwatch.GetTimestamp();
        var inFlight = Interlocked.Increment(ref _inFlight);
        var dropped = false;
        try
        {
            dropped = !await PlayAsync(context, call, inFlight, endpoint);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            calls.Add(new CallRecord(
                origin, context.Request.Method, Redact.Path(path, context.Request.QueryString.Value), dropped ? 0 : context.Response.StatusCode,
                call.Caller, context.Request.Headers.UserAgent.ToString(), started, Stopwatch.GetElapsedTime(clock).TotalMilliseconds, inFlight));
        }

        if (dropped) context.Abort();
    }

    /// <summary>Leading double slashes are one slash, as the real front end treats them.</summary>
    private static string Fold(string path)
    {
        var start = 0;
        while (start + 1 < path.Length && path[start] == '/' && path[start + 1] == '/') start++;
        return path[start..];
    }

    private async Task<bool> PlayAsync(HttpContext context, OriginCall call, int inFlight, Func<HttpContext, OriginCall, Task> endpoint)
    {
        await LateAsync(context, options.LatencyMs);
        if (kind == OriginKind.Org && options.MaxInflightPerOrg > 0 && inFlight > options.MaxInflightPerOrg)
        {
            await Answer.OrgErrorAsync(context, 403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.");
            return true;
        }

        if (faults.Match(origin, context.Request.Method, call.Path) is not { } fault)
        {
            await GuardAsync(context, call, endpoint);
            return true;
        }

        await LateAsync(context, fault.DelayMs ?? 0);
        if (fault.DropConnection) return false;
        if (fault.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait.ToString();
        call.Lie = fault;
        return await PlayFaultAsync(context, call, fault, endpoint);
    }

    /// <summary>What has arrived is carried out, however late, and whether its caller still waits or hung up.</summary>
    private static async Task LateAsync(HttpContext context, int milliseconds)
    {
        if (milliseconds <= 0) return;
        if (context.Request.ContentLength is > 0 and < 1024 * 1024) context.Request.Body = new MemoryStream(await RequestBody.ReadAsync(context));
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        context.RequestAborted = stopping;
        // A timer is late by about one.
        await Task.Delay(Math.Max(1, milliseconds - 1), stopping);
    }

    private async Task<bool> PlayFaultAsync(HttpContext context, OriginCall call, FaultEffect fault, Func<HttpContext, OriginCall, Task> endpoint)
    {
        Func<HttpContext, OriginCall, Task> act = !fault.AnswersItself ? endpoint : (c, _) => fault.WriteAsync(c, kind, call.Path);
        if (fault.TruncateBytes is not { } keep)
        {
            await GuardAsync(context, call, act);
            return true;
        }

        var body = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        await GuardAsync(context, call, act);
        context.Response.Body = body;
        // Promise the whole, send a part, hang up.
        context.Response.ContentLength = whole.Length;
        await body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)Math.Min(keep, whole.Length)), context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);
        return keep >= whole.Length;
    }

    private async Task GuardAsync(HttpContext context, OriginCall call, Func<HttpContext, OriginCall, Task> endpoint)
    {
        try
        {
            await RequestBody.RefuseLargeAsync(context);
            await endpoint(context, call);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await ErrorAsync(context, e.StatusCode, e.StatusCode == 413 ? "REQUEST_TOO_LARGE" : "BAD_REQUEST", e.StatusCode == 413 ? "The request body is larger than 10 MB." : "The request cannot be read.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.RequestServices.GetRequiredService<ILogger<OriginPipeline>>().LogWarning("{Origin} failed on {Method} {Path}: {Kind}", origin, context.Request.Method, Redact.Path(call.Path, null), e.GetType().Name + " " + e.StackTrace?.Split('\n')[0].Trim());
            await ErrorAsync(context, 500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.");
        }
    }

    private Task ErrorAsync(HttpContext context, int status, string code, string message) => kind switch
    {
        OriginKind.Org => Answer.OrgErrorAsync(context, status, code, message),
        OriginKind.Sink => ControlApi.RefuseAsync(context, status, message),
        OriginKind.Heroku => Answer.HerokuErrorAsync(context, status, code.ToLowerInvariant(), message),
        _ => Answer.OauthErrorAsync(context, status == 500 ? "server_error" : "invalid_request", message, status),
    };
}

public enum OriginKind
{
    Oidc,
    Heroku,
    Org,
    Sink,
}
