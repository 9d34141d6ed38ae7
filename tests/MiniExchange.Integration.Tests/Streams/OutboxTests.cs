using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Api.Streams.Connections;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class OutboxTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(100, 7)]
    public async Task Message_ForWhichThereIsNoRoom_IsRefused_AndEndsNothingByItself(int maxMessages, int maxBytes)
    {
        var outbox = new Outbox(maxMessages, maxBytes);
        Assert.True(outbox.TryAdd(new byte[5]));

        Assert.False(outbox.TryAdd(new byte[3]));

        // The writer must not find the end before the reason for it.
        Assert.Equal((1, 5L), (outbox.Messages, outbox.Bytes));
        await using var taken = outbox.TakeAllAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await taken.MoveNextAsync());
        var next = taken.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        outbox.Complete();
        Assert.False(await next);
    }

    [Fact]
    public async Task Message_AfterOneThatWasRefused_IsRefusedToo_EvenIfThereIsRoomAgain()
    {
        var outbox = new Outbox(1, 100);
        Assert.True(outbox.TryAdd(new byte[1]));
        Assert.False(outbox.TryAdd(new byte[1]));
        await using var taken = outbox.TakeAllAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await taken.MoveNextAsync());
        Assert.Equal(0, outbox.Messages);

        Assert.False(outbox.TryAdd(new byte[1]));
    }

    [Fact]
    public void Message_AfterTheEnd_GoesNowhere()
    {
        var outbox = new Outbox(2, 100);
        Assert.True(outbox.TryAdd(new byte[9]));
        outbox.Discard();

        Assert.True(outbox.TryAdd(new byte[9]));
        Assert.Equal((0, 0L), (outbox.Messages, outbox.Bytes));
    }
}
