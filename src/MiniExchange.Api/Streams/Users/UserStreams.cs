using System;
using System.Data.Common;
using System.Net.WebSockets;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Topics;

namespace MiniExchange.Api.Streams.Users;

/// <summary>User streams that listen keys name, for the stream connections.</summary>
internal sealed partial class UserStreams(
    IListenKeys keys, IUserData userData, IOptions<ApiOptions> options, TimeProvider time, ILogger<UserStreams> logger)
{
    // Registered as "try again later"; the framework has no name for it.
    private const WebSocketCloseStatus ComeAgain = (WebSocketCloseStatus)1013;

    /// <summary>Starts a stream that holds its events back; null if the name is no listen key.</summary>
    /// <remarks>
    /// What looks like a key but is none has expired, or may not be used from the address: its
    /// stream says so and has ended. If the account cannot be followed now, or not any more later on, its connection is closed:
    /// without an error to hang on a name, that is how it is told.
    /// </remarks>
    public async ValueTask<UserStream?> OpenAsync(string listenKey, Connection connection)
    {
        ListenKeyUse? use;
        try
        {
            use = await keys.UseAsync(listenKey, connection.Address, connection.Dropped);
        }
        catch (Exception) when (connection.IsDropped)
        {
            return null;
        }
        catch (DbException unreachable)
        {
            LogAway(logger, unreachable.Message);
            connection.Close(ComeAgain, "user data is not available now; come again");
            return null;
        }

        if (use is null && !ListenKeys.HasShapeOf(listenKey)) return null;
        var stream = new UserStream(
            connection,
            options.Value.Streams.OutboxMessages,
            eventJson => connection.IsCombined ? CombinedForm.Of(listenKey, eventJson.Span) : eventJson,
            whenLost: () => connection.Close(ComeAgain, "user data was lost; come again"));
        if (use is null)
        {
            stream.End(Expired(listenKey));
            return stream;
        }

        try
        {
            stream.Keep(use);
            stream.Keep(await userData.SubscribeAsync(use.Account, stream, connection.Dropped));
            stream.Keep(use.Expiry.Register(() => stream.End(Expired(listenKey))));
            return stream;
        }
        catch (Exception unavailable) when (unavailable is UserDataUnavailableException or JournalUnavailableException)
        {
            stream.Dispose();
            connection.Close(ComeAgain, "user data is not available now; come again");
            return null;
        }
        catch (Exception fault)
        {
            // Also of a client that is gone: its key would otherwise stay in use for ever.
            stream.Dispose();
            if (connection.IsDropped) return null;
            LogFault(logger, fault, use.Account.Value);
            connection.Close(WebSocketCloseStatus.InternalServerError, "user data failed");
            return null;
        }
    }

    private ReadOnlyMemory<byte> Expired(string listenKey) => JsonMessage.Of((listenKey, time.GetUnixMicros()), static (json, expired) =>
    {
        json.WriteString("e"u8, "listenKeyExpired"u8);
        json.WriteNumber("E"u8, expired.Item2 / UnixTime.MicrosPerMillisecond);
        json.WriteString("listenKey"u8, expired.listenKey);
    });

    [LoggerMessage(5013, LogLevel.Error, "The user stream of account {Account} could not be opened.")]
    private static partial void LogFault(ILogger logger, Exception fault, long account);

    [LoggerMessage(5023, LogLevel.Warning, "A listen key cannot be looked up: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
