using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MiniExchange.Api;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Users;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>What is left of a user stream that could not be opened.</summary>
public sealed class UserStreamsTests
{
    [Fact]
    public async Task Stream_WhoseClientIsGoneWhileItIsOpened_LeavesNoKeyInUse()
    {
        using var dropped = new CancellationTokenSource();
        using var expiry = new CancellationTokenSource();
        var users = new MemoryUserData { OnSubscribing = dropped.Cancel };
        users.Keys["key"] = (new AccountId(1), expiry);

        Assert.Null(await OpenAsync(users, dropped.Token));

        Assert.Equal((0, 0), (users.KeysInUse, users.Count));
    }

    [Fact]
    public async Task Stream_ThatIsOpened_KeepsItsKeyInUseUntilItIsDisposed()
    {
        using var expiry = new CancellationTokenSource();
        var users = new MemoryUserData();
        users.Keys["key"] = (new AccountId(1), expiry);

        var stream = await OpenAsync(users, CancellationToken.None);

        Assert.Equal((1, 1), (users.KeysInUse, users.Count));
        stream!.Dispose();
        Assert.Equal((0, 0), (users.KeysInUse, users.Count));
    }

    private static async Task<UserStream?> OpenAsync(MemoryUserData users, CancellationToken dropped)
    {
        var options = Options.Create(new ApiOptions());
        var streams = new UserStreams(users, users, options, TimeProvider.System, NullLogger<UserStreams>.Instance);
        using var socket = WebSocket.CreateFromStream(new MemoryStream(), new WebSocketCreationOptions { IsServer = true });
        using var connection = new Connection(socket, options.Value.Streams, TimeProvider.System, countsMessages: false, static () => { }, dropped);
        return await streams.OpenAsync("key", connection);
    }
}
