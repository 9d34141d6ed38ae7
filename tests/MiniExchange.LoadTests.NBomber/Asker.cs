using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Connections;
using MiniExchange.LoadTests.Requests;
using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests.Injection;

/// <summary>One connection and its script, for a caller that awaits each answer. A connection that was lost is opened by the next request.</summary>
internal sealed class Asker(TraderScript script, RequestBuffer request, IPEndPoint server) : IAnswered, IDisposable
{
    private TaskCompletionSource<(int Status, int Code)> _answer = new();
    private HttpConnection? _connection;

    /// <summary>Decides what is asked next.</summary>
    public Operation Begin() => script.Next(request);

    /// <summary>Asks it.</summary>
    /// <returns>The status, 0 if there was no answer, and the exchange's code, 0 if it gave none.</returns>
    public async Task<(int Status, int Code)> AskAsync()
    {
        var answer = new TaskCompletionSource<(int Status, int Code)>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _answer, answer);
        try
        {
            if (_connection is null)
            {
                _connection = await HttpConnection.OpenAsync(server, this, CancellationToken.None);
                _connection.Listen();
            }

            _connection.Send(request.Written);
        }
        catch (SocketException)
        {
            answer.TrySetResult((0, 0));
        }

        var answered = await answer.Task;
        if (answered.Status == 0) Dispose();
        script.Answered(answered.Status);
        return answered;
    }

    /// <summary>Ends what was begun.</summary>
    public async Task EndAsync()
    {
        while (script.IsMidway)
        {
            Begin();
            await AskAsync();
        }
    }

    /// <inheritdoc />
    public void Answered(int status, int code, ReadOnlySpan<byte> start) => Volatile.Read(ref _answer).TrySetResult((status, code));

    /// <inheritdoc />
    public void Lost() => Volatile.Read(ref _answer).TrySetResult((0, 0));

    /// <inheritdoc />
    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
