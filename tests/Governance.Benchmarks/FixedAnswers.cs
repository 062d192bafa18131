namespace Governance.Benchmarks;

/// <summary>The least server there is: reads a form and says 200, and hands out a page that was given to it.</summary>
internal static class FixedAnswers
{
    public static async Task<int> RunAsync(string[] hosting)
    {
        var builder = WebApplication.CreateSlimBuilder(hosting);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        byte[] page = [];
        app.MapPut("/page", async (HttpRequest request) =>
        {
            using var given = new MemoryStream();
            await request.Body.CopyToAsync(given);
            page = given.ToArray();
        });
        app.MapGet("/page", () => Results.Bytes(page, "application/json"));
        app.MapPost("/revoke", async (HttpRequest request) => (await request.ReadFormAsync()).Count);
        await app.StartAsync();
        Console.WriteLine("READY");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
