using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.E2E;

/// <summary>A circuit without a browser, by the hub's own protocol (SignalR's hub protocol in MessagePack): many of them
/// cost next to nothing on the side of whoever opens them.</summary>
public sealed class RawCircuit : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;

    private RawCircuit(ClientWebSocket socket) => _socket = socket;

    /// <summary>Whether frames are compressed, although it was offered.</summary>
    public bool IsCompressed => _socket.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions");

    /// <summary>Asks for a connection as the browser's script does.</summary>
    /// <param name="http">Reused; sends no cookies of its own.</param>
    /// <param name="portal">Its address.</param>
    /// <param name="cookie">Of the session; null for nobody.</param>
    public static async Task<(HttpStatusCode Status, string? Token)> NegotiateAsync(HttpClient http, string portal, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{portal}/_blazor/negotiate?negotiateVersion=1"));
        request.Headers.Add("Origin", portal);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var answer = await http.SendAsync(request);
        var token = answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonNode>())!["connectionToken"]!.GetValue<string>() : null;
        return (answer.StatusCode, token);
    }

    /// <summary>Opens the socket, with or without a negotiated token.</summary>
    /// <exception cref="WebSocketException">The portal answered by a status instead.</exception>
    public static async Task<RawCircuit> ConnectAsync(string portal, string? cookie, string? token)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        socket.Options.SetRequestHeader("Origin", portal);
        if (cookie is not null) socket.Options.SetRequestHeader("Cookie", cookie);
        try
        {
            await socket.ConnectAsync(new Uri($"{portal.Replace("http", "ws", StringComparison.Ordinal)}/_blazor{(token is null ? "" : $"?id={token}")}"), default);
        }
        catch (WebSocketException refused)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw new WebSocketException($"{(int)status}", refused);
        }
        return new RawCircuit(socket);
    }

    /// <summary>Starts the circuit, without a component: the page's own are not needed for it to count.</summary>
    /// <returns>True when the portal made one.</returns>
    public async Task<bool> StartAsync(string portal)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, default);
        if (await AnswerAsync() is not [(byte)'{', (byte)'}', 0x1e]) return false;
        return await InvokeAsync("1", "StartCircuit", $"{portal}/", $"{portal}/", "[]", "") is [3, not 0xc0];
    }

    /// <summary>Whether the portal still answers here: it says that it knows no such method.</summary>
    public async Task<bool> AnswersAsync() => await InvokeAsync("2", "NoSuchMethod") is [1, _];

    /// <returns>Kind of the result, 3 for a value and 1 for an error, and the value's first byte, 0xc0 for none; null when
    /// the portal closed the connection.</returns>
    private async Task<byte[]?> InvokeAsync(string number, string method, params string[] arguments)
    {
        await _socket.SendAsync(Invocation(number, method, arguments), WebSocketMessageType.Binary, true, default);
        byte[] completion = [3, 0x80, .. Text(number)];
        while (await AnswerAsync() is { } answer)
        {
            var at = answer.AsSpan().IndexOf(completion);
            if (at >= 0) return answer[(at + completion.Length)..][..2];
        }
        return null;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]?> AnswerAsync()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[64 * 1024];
        var got = await _socket.ReceiveAsync(buffer, stop.Token);
        return got.MessageType == WebSocketMessageType.Close ? null : buffer[..got.Count];
    }

    private static byte[] Invocation(string number, string method, string[] arguments)
    {
        List<byte> body = [0x96, 1, 0x80, .. Text(number), .. Text(method), (byte)(0x90 + arguments.Length), .. arguments.SelectMany(Text), 0x90];
        var length = body.Count;
        List<byte> head = [];
        for (; length > 0x7f; length >>= 7) head.Add((byte)(0x80 | (length & 0x7f)));
        return [.. head, (byte)length, .. body];
    }

    private static IEnumerable<byte> Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes.Length < 32 ? new[] { (byte)(0xa0 + bytes.Length) } : [0xd9, (byte)bytes.Length], .. bytes];
    }
}
