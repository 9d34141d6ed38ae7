using System;
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
    /// What looks like a key but is none has expired, perhaps with the process that made it, or may not be used from the address: its
    /// stream says so and has ended. If the account cannot be followed now, or not any more later on, its connection is closed:
    /// without an error to hang on a name, that is how it is told.
    /// </remarks>
    public async ValueTask<UserStream?> OpenAsync(string listenKey, Connection connection)
    {
        var account = keys.AccountOf(listenKey, connection.Address);
        if (account is null && !ListenKeys.HasShapeOf(listenKey)) return null;
        var stream = new UserStream(
            connection,
            options.Value.Streams.OutboxMessages,
            eventJson => connection.IsCombined ? CombinedForm.Of(listenKey, eventJson.Span) : eventJson,
            whenLost: () => connection.Close(ComeAgain, "user data was lost; come again"));
        if (account is not { } known)
        {
            stream.End(Expired(listenKey));
            return stream;
        }

        try
        {
            stream.Keep(await userData.SubscribeAsync(known, stream, connection.Dropped));
        }
        catch (Exception unavailable) when (unavailable is UserDataUnavailableException or JournalUnavailableException)
        {
            connection.Close(ComeAgain, "user data is not available now; come again");
            return null;
        }
        catch (Exception fault) when (!connection.IsDropped)
        {
            LogFault(logger, fault, known.Value);
            connection.Close(WebSocketCloseStatus.InternalServerError, "user data failed");
            return null;
        }

        stream.Keep(keys.ExpiryOf(listenKey).Register(() => stream.End(Expired(listenKey))));
        return stream;
    }

    private ReadOnlyMemory<byte> Expired(string listenKey) => JsonMessage.Of((listenKey, time.GetUnixMicros()), static (json, expired) =>
    {
        json.WriteString("e"u8, "listenKeyExpired"u8);
        json.WriteNumber("E"u8, expired.Item2 / UnixTime.MicrosPerMillisecond);
        json.WriteString("listenKey"u8, expired.listenKey);
    });

    [LoggerMessage(5013, LogLevel.Error, "The user stream of account {Account} could not be opened.")]
    private static partial void LogFault(ILogger logger, Exception fault, long account);
}
