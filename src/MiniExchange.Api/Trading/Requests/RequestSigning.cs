using System;
using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Finds out who signed a request, and whether it is fresh and permitted.</summary>
internal sealed class RequestSigning(ApiKeyRing keys, TimeProvider time)
{
    private const long DefaultRecvWindowMicros = 5_000_000;
    private const long MaxRecvWindowMicros = 60_000_000;
    private const long MaxAheadMicros = 1_000_000;

    /// <summary>Sets the request's account and deadline, or says what is wrong with its key, signature or time.</summary>
    public async ValueTask<TradingError?> VerifyAsync(TradingRequest request, ApiPermissions permission)
    {
        if (request.Session is { } session) return await VerifySessionAsync(request, session, permission);
        var apiKey = request.ApiKey;
        if (apiKey is null || apiKey.Length != ApiKeyIssuer.Length || apiKey.AsSpan().ContainsAnyExcept(ApiKeyCharacters))
        {
            return TradingErrors.KeyMalformed;
        }

        var read = request.Read;
        var timestamp = read.Time("timestamp", required: true);
        var recvWindow = read.Units("recvWindow", scale: 3, required: false) ?? DefaultRecvWindowMicros;
        if (recvWindow > MaxRecvWindowMicros) read.Fail(TradingErrors.RecvWindowTooLong);
        var signature = read.RequiredText("signature");
        if (read.Error is { } unreadable) return unreadable;

        if (await keys.FindAsync(apiKey, request.Aborted) is not { } key) return TradingErrors.KeyRefused;
        if (!IsSignedWith(key.Secret, request.Parameters, signature)) return TradingErrors.BadSignature;

        var now = time.GetUnixMicros();
        if (timestamp!.Value >= now + MaxAheadMicros) return TradingErrors.TooEarly;
        if (now - timestamp.Value > recvWindow) return TradingErrors.TooLate;
        if (!key.Permissions.HasFlag(permission)) return TradingErrors.KeyRefused;

        request.Account = key.User;
        request.DeadlineUnixMicros = timestamp.Value + recvWindow;
        return null;
    }

    // The key was proved when the session began; it may have been removed or restricted since, and each request must be fresh.
    private async ValueTask<TradingError?> VerifySessionAsync(TradingRequest request, SessionState session, ApiPermissions permission)
    {
        var read = request.Read;
        var timestamp = read.Time("timestamp", required: true);
        var recvWindow = read.Units("recvWindow", scale: 3, required: false) ?? DefaultRecvWindowMicros;
        if (recvWindow > MaxRecvWindowMicros) read.Fail(TradingErrors.RecvWindowTooLong);
        if (read.Error is { } unreadable) return unreadable;

        if (await keys.FindAsync(session.ApiKey, request.Aborted) is not { } key || key.User != session.Account) return TradingErrors.KeyRefused;
        var now = time.GetUnixMicros();
        if (timestamp!.Value >= now + MaxAheadMicros) return TradingErrors.TooEarly;
        if (now - timestamp.Value > recvWindow) return TradingErrors.TooLate;
        if (!key.Permissions.HasFlag(permission)) return TradingErrors.KeyRefused;

        request.Account = key.User;
        request.DeadlineUnixMicros = timestamp.Value + recvWindow;
        return null;
    }

    /// <summary>Whether a signature is the hexadecimal HMAC-SHA256 of what the request carries.</summary>
    internal static bool IsSignedWith(byte[] secret, RawParameters parameters, ReadOnlySpan<char> signature)
    {
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature.Length != 2 * claimed.Length) return false;
        if (Convert.FromHexString(signature, claimed, out _, out _) != OperationStatus.Done) return false;

        var signed = ArrayPool<byte>.Shared.Rent(parameters.MaxSignedLength);
        var length = parameters.WriteSignedBytes(signed);
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, signed.AsSpan(0, length), computed);
        ArrayPool<byte>.Shared.Return(signed);
        return CryptographicOperations.FixedTimeEquals(claimed, computed);
    }

    private static readonly SearchValues<char> ApiKeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}
