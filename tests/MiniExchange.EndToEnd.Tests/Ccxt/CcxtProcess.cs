using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>The unmodified ccxt in a Node process, driven line by line. One call at a time.</summary>
internal sealed class CcxtProcess : IDisposable
{
    private readonly Process _node;
    private int _lastId;

    private CcxtProcess(Process node) => _node = node;

    public static CcxtProcess Start()
    {
        var node = Process.Start(new ProcessStartInfo("node", [NodeClients.Script("serve-ccxt.js")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new CcxtProcess(node);
    }

    /// <summary>Makes a client.</summary>
    /// <param name="name">Unique in this process.</param>
    /// <param name="options">What ccxt's constructor takes.</param>
    public async Task<CcxtClient> ConnectAsync(string name, object options)
    {
        await AskAsync(name, "new", [options]);
        return new CcxtClient(this, name);
    }

    /// <summary>One call; its whole answer.</summary>
    public async Task<JsonElement> AskAsync(string client, string call, object?[] args)
    {
        var id = ++_lastId;
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { id, client, call, args }));
        await _node.StandardInput.FlushAsync();
        var line = await Eventually.EndsAsync($"ccxt's {call}", _node.StandardOutput.ReadLineAsync())
            ?? throw new InvalidOperationException("The ccxt process ended; what it said is above.");
        using var document = JsonDocument.Parse(line);
        var answer = document.RootElement.Clone();
        Assert.Equal(id, answer.Number("id"));
        return answer;
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(10_000)) _node.Kill();
        _node.Dispose();
    }
}

/// <summary>One ccxt client, of one trader.</summary>
internal sealed class CcxtClient(CcxtProcess process, string name)
{
    /// <summary>Calls a method that must succeed.</summary>
    public async Task<JsonElement> CallAsync(string method, params object?[] args)
    {
        var answer = await AskAsync(method, args);
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"ccxt's {method} failed: {error}")
            : answer.GetProperty("result");
    }

    /// <summary>Calls a method that must be refused; the classes of ccxt's error, most special first.</summary>
    public async Task<string[]> RefusedAsync(string method, params object?[] args)
    {
        var answer = await AskAsync(method, args);
        return answer.TryGetProperty("error", out var error)
            ? [.. error.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()!)]
            : throw new InvalidOperationException($"ccxt's {method} was to be refused, and brought {answer.GetProperty("result")}");
    }

    private async Task<JsonElement> AskAsync(string method, object?[] args)
    {
        var answer = await process.AskAsync(name, method, args);
        var elsewhere = answer.GetProperty("elsewhere");
        Assert.True(elsewhere.GetArrayLength() == 0, $"During {method} ccxt turned to {elsewhere}.");
        return answer;
    }
}
