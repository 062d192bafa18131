using Governance.Web.Auth;
using Governance.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Web.Tests.Hosting;

public sealed class CircuitLimitTests
{
    [Fact]
    public void Threat_T21_CircuitFlood_IsCapped_PerPersonAndPerInstance()
    {
        var seats = new CircuitSeats();

        for (var person = 0; person < 50; person++)
        {
            for (var i = 0; i < 10; i++) seats.TryTake($"person-{person}").ShouldBeTrue();
        }

        seats.ShortageFor("person-7").ShouldBe(CircuitSeats.Shortage.OfThePerson);
        seats.ShortageFor("somebody else").ShouldBe(CircuitSeats.Shortage.OfTheInstance);
        seats.TryTake("somebody else").ShouldBeFalse();
        seats.GiveBack("person-7");
        seats.TryTake("somebody else").ShouldBeTrue();
        seats.ShortageFor("person-7").ShouldBe(CircuitSeats.Shortage.OfTheInstance);
    }

    [Fact]
    public void Threat_T21_CircuitFlood_IsCapped_WhenAllComeAtOnce()
    {
        var seats = new CircuitSeats();
        var taken = 0;

        Parallel.For(0, 1000, i =>
        {
            if (seats.TryTake($"person-{i % 4}")) Interlocked.Increment(ref taken);
        });

        taken.ShouldBe(40);
    }

    [Fact]
    public async Task Threat_T22_Circuit_HasTheLimitsOfTheDesign()
    {
        var builder = WebApplication.CreateBuilder();
        Portal.AddPages(builder.Services);
        await using var app = builder.Build();

        var circuits = app.Services.GetRequiredService<IOptions<CircuitOptions>>().Value;
        circuits.DetailedErrors.ShouldBeFalse();
        circuits.DisconnectedCircuitMaxRetained.ShouldBe(100);
        circuits.DisconnectedCircuitRetentionPeriod.ShouldBe(TimeSpan.FromMinutes(3));
        circuits.JSInteropDefaultCallTimeout.ShouldBe(TimeSpan.FromSeconds(20));
        circuits.MaxBufferedUnacknowledgedRenderBatches.ShouldBe(10);
        // The framework keeps the hub's type to itself.
        var hub = typeof(CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub", throwOnError: true)!;
        var options = ((IOptions<HubOptions>)app.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(typeof(HubOptions<>).MakeGenericType(hub)))).Value;
        options.MaximumReceiveMessageSize.ShouldBe(32 * 1024);
        options.MaximumParallelInvocationsPerClient.ShouldBe(1);
        options.EnableDetailedErrors.ShouldBe(false);
    }
}
