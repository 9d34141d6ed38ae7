using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>One client, of one trader, called by the names of its own methods.</summary>
internal sealed class NpmClient(ClientProcess process, string name)
{
    private int _lastChannel;

    /// <summary>Calls a method that must succeed.</summary>
    public async Task<JsonElement> CallAsync(string method, params object?[] args)
    {
        var answer = await AskAsync(method, args);
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"{name}'s {method} failed: {error}")
            : answer.GetProperty("result");
    }

    /// <summary>Calls a method that must be refused.</summary>
    public async Task<Refusal> RefusedAsync(string method, params object?[] args)
    {
        var answer = await AskAsync(method, args);
        return answer.TryGetProperty("error", out var error)
            ? new Refusal(
                [.. error.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()!)],
                error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number ? code.GetInt32() : 0,
                error.GetProperty("message").GetString()!)
            : throw new InvalidOperationException($"{name}'s {method} was to be refused, and brought {answer.GetProperty("result")}");
    }

    /// <summary>Calls a method that takes a callback, and gives what the callback is given.</summary>
    /// <param name="method">Its path.</param>
    /// <param name="argsBefore">The arguments before the callback, which is last.</param>
    public async Task<Told> ListenAsync(string method, params object?[] argsBefore)
    {
        var channel = $"{method}-{++_lastChannel}";
        await CallAsync(method, [.. argsBefore, new { tell = channel }]);
        return process.Told(name, channel);
    }

    /// <summary>Calls a method again and again, and gives its results.</summary>
    public async Task<Told> FollowAsync(string method, params object?[] args)
    {
        var channel = $"{method}-{++_lastChannel}";
        await CallAsync("follow", [channel, method, .. args]);
        return process.Told(name, channel);
    }

    private async Task<JsonElement> AskAsync(string method, object?[] args)
    {
        var answer = await process.AskAsync(name, method, args);
        Assert.True(process.Elsewhere.Length == 0, $"By {method} {name} turned to {string.Join(", ", process.Elsewhere)}.");
        return answer;
    }
}

/// <summary>A client's error.</summary>
/// <param name="Kinds">Its classes, most special first.</param>
/// <param name="Code">The exchange's code; 0 where the client does not show it.</param>
/// <param name="Message">Its text.</param>
internal sealed record Refusal(string[] Kinds, int Code, string Message)
{
    /// <summary>Its own class.</summary>
    public string Kind => Kinds[0];
}
