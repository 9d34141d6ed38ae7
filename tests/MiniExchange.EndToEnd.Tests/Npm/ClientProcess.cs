using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>A Node process with the unmodified clients of one package, driven line by line.</summary>
internal sealed class ClientProcess : IDisposable
{
    // What is not said is left out: some clients would send a null.
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Process _node;
    private readonly string _adapter;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentDictionary<(string Client, string Channel), Told> _told = new();
    private readonly Task _reading;
    private string[] _elsewhere = [];
    private int _lastId;

    private ClientProcess(Process node, string adapter)
    {
        _node = node;
        _adapter = adapter;
        _reading = ReadAsync();
    }

    /// <summary>The hosts other than 127.0.0.1 that its clients turned to; they were not reached.</summary>
    public string[] Elsewhere => Volatile.Read(ref _elsewhere);

    /// <summary>Starts a process for one package.</summary>
    /// <param name="adapter">One of <c>tests/clients/adapters</c>.</param>
    public static ClientProcess Start(string adapter)
    {
        var node = Process.Start(new ProcessStartInfo("node", [Packages.Script("serve.js"), adapter])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new ClientProcess(node, adapter);
    }

    /// <summary>Makes a client, as the README tells users to.</summary>
    /// <param name="name">Unique in this process.</param>
    /// <param name="exchange">The exchange's address.</param>
    /// <param name="key">A trader's API key.</param>
    /// <param name="secret">And its secret.</param>
    public async Task<NpmClient> OpenAsync(string name, Uri exchange, string key, string secret)
    {
        var answer = await AskAsync(name, "open", [new { X = $"http://{exchange.Authority}", W = $"ws://{exchange.Authority}", key, secret }]);
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"No client of {_adapter} could be made: {error}")
            : new NpmClient(this, name);
    }

    /// <summary>One call; its whole answer. Calls do not wait for each other.</summary>
    public async Task<JsonElement> AskAsync(string client, string call, object?[] args)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answered = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = JsonSerializer.Serialize(new { id, client, call, args }, Json);
        await _writing.WaitAsync();
        try
        {
            await _node.StandardInput.WriteLineAsync(line);
            await _node.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            await _reading; // Has ended with the process, and says so.
        }
        finally
        {
            _writing.Release();
        }

        if (_reading.IsCompleted) await _reading;
        return await Eventually.EndsAsync($"{call} of {_adapter}", answered.Task);
    }

    /// <summary>What a client's callback is given.</summary>
    public Told Told(string client, string channel) =>
        _told.GetOrAdd((client, channel), key => new Told($"{key.Channel} of {key.Client} ({_adapter})"));

    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(10_000)) _node.Kill();
        _node.Dispose();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _node.StandardOutput.ReadLineAsync() is { } text)
        {
            using var document = JsonDocument.Parse(text);
            var line = document.RootElement.Clone();
            Volatile.Write(ref _elsewhere, [.. line.GetProperty("elsewhere").EnumerateArray().Select(host => host.GetString()!)]);
            if (line.TryGetProperty("channel", out var channel))
            {
                Told(line.Text("client"), channel.GetString()!).Add(line.GetProperty("event"));
            }
            else if (_asked.TryRemove((int)line.Number("id"), out var answered))
            {
                answered.SetResult(line);
            }
        }

        var ended = new InvalidOperationException($"The process of {_adapter} ended; what it said is above.");
        foreach (var waiting in _asked.Values) waiting.TrySetException(ended);
        throw ended;
    }
}
