using System.Security.Claims;
using Bunit;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Web.Tests;

/// <summary>What every page and component test stands on: a circuit’s services, a fixed clock, UTC.</summary>
public abstract class PageTest : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 5, 0, TimeSpan.Zero);

    protected PageTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.Setup<string?>("portal.zone").SetResult("UTC");
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddScoped<PageClock>().AddScoped<BrowserZone>();
        Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        Services.AddSingleton<SessionDrafts>().AddScoped<WaitingAct>();
        Services.TryAddScoped<AntiforgeryStateProvider, NoAntiforgery>();
    }

    protected TestClock Clock { get; } = new(Now);

    /// <summary>Text as a person reads it: white space runs become one space.</summary>
    protected static string Read(AngleSharp.Dom.INode node) =>
        string.Join(' ', node.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The sign-in state as the layout takes it; no role still is signed in.</summary>
    protected static Task<AuthenticationState> SignedInAsync(string name, params Role[] roles)
    {
        Claim[] claims = [new("name", name), .. roles.Select(r => new Claim("role", r.ToString()))];
        return Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(claims, "test", "name",
            "role"))));
    }

    protected static RenderFragment Text(string text) => b => b.AddContent(0, text);

    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => new("token", "__RequestVerificationToken");
    }
}

/// <summary>A clock that stands still until it is moved; its timers fire when it passes them.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly List<(TimerCallback Call, object? State)> _timers = [];
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Add((callback, state));
        return new Stopped();
    }

    /// <summary>Moves on and fires every timer once.</summary>
    public void Pass(TimeSpan span)
    {
        _now += span;
        foreach (var (call, state) in _timers.ToArray()) call(state);
    }

    private sealed class Stopped : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
