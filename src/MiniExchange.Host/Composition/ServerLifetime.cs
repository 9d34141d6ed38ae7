using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace MiniExchange.Host.Composition;

/// <summary>Waiting for the server.</summary>
internal static class ServerLifetime
{
    /// <summary>Ends when the server listens.</summary>
    public static async Task ListeningAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(cancellationToken);
    }
}
