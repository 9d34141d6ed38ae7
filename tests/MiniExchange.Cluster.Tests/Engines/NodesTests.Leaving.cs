using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

// A node that leaves under traffic.
public sealed partial class NodesTests
{
    [PostgresFact]
    public async Task NodeThatLeaves_HandsOverWithoutALostFlowAndItsSingletonsMoveOn()
    {
        Assert.IsType<Replied>(await AskAsync(_nodes[1], Probes.Solo, "add 1"));
        ClusterRun[] others = [_nodes[1], _nodes[2]];
        var answered = new int[Actors];
        var lost = new ConcurrentQueue<Answer>();
        using var leaving = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, Actors).Select(async n =>
        {
            // Each sender tells another actor, so that there are messages on their way whenever a shard moves.
            for (var i = 0; !leaving.IsCancellationRequested; i++)
            {
                var answer = await AskAsync(others[i % 2], Probes.Named($"n{n}"), $"send probe-m{n} add 1");
                if (answer is Replied) answered[n]++;
                else if (answer is not Busy) lost.Enqueue(answer);
            }
        }).ToArray();
        await Waiting.UntilAsync(() => answered.All(count => count >= 3), "every sender was answered before the node left");

        // The first node is the oldest: its singletons are there.
        var first = _nodes[0];
        _nodes.RemoveAt(0);
        await first.DisposeAsync();
        var sofar = answered.ToArray();
        await Waiting.UntilAsync(() => answered.Zip(sofar, static (now, then) => now - then).All(static more => more >= 3), "every sender was answered after the node had left");
        await leaving.CancelAsync();
        await Task.WhenAll(traffic);

        Assert.Empty(lost);
        for (var n = 0; n < Actors; n++) Assert.Equal(answered[n], await CountOfAsync(_nodes[0], Probes.Named($"m{n}")));
        Assert.Equal(1, await CountOfAsync(_nodes[1], Probes.Solo));
        Assert.Equal([0, 1], _created.Where(made => made.Actor == Probes.Solo).Select(made => made.Node));
    }
}
