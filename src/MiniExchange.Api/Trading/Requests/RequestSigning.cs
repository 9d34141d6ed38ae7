using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Finds out who signed a request, and whether it is fresh and permitted; over HTTP or a WebSocket.</summary>
internal sealed class RequestSigning(ApiKeyRing keys, TimeProvider time)
{
    private const long DefaultRecvWindowMicros = 5_000_000;
    private const long MaxRecvWindowMicros = 60_000_000;
    private const long MaxAheadMicros = 1_000_000;

    private static readonly SearchValues<char> ApiKeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Sets the request's key, account and deadline, or says what is wrong with its key, signature or time.</summary>
    /// <remarks>Inside a signed session the key and the signature may be left out, the timestamp may not.</remarks>
    public async ValueTask<TradingError?> VerifyAsync(TradingRequest request, ApiPermissions permission)
    {
        var session = string.IsNullOrEmpty(request.ApiKey) ? request.Session : null;
        var apiKey = session?.ApiKey ?? request.ApiKey;
        if (!IsWellFormed(apiKey)) return TradingErrors.KeyMalformed;

        var read = request.Read;
        var timestamp = read.Time("timestamp", required: true);
        var recvWindow = read.Units("recvWindow", scale: 3, required: false) ?? DefaultRecvWindowMicros;
        if (recvWindow > MaxRecvWindowMicros) read.Fail(TradingErrors.RecvWindowTooLong);
        var signature = session is null ? read.RequiredText("signature") : "";
        if (read.Error is { } unreadable) return unreadable;

        // A session's key is looked up too: it may have been removed since.
        if (await keys.FindAsync(apiKey!, request.Aborted) is not { } key) return TradingErrors.KeyRefused;
        if (session is null && !IsSignedWith(key, request, signature)) return TradingErrors.BadSignature;

        var now = time.GetUnixMicros();
        if (timestamp!.Value >= now + MaxAheadMicros) return TradingErrors.TooEarly;
        if (now - timestamp.Value > recvWindow) return TradingErrors.TooLate;

        request.DeadlineUnixMicros = timestamp.Value + recvWindow;
        return Admit(request, key, permission);
    }

    /// <summary>Sets the request's key and account where naming a key is enough, or says what is wrong with the key.</summary>
    public async ValueTask<TradingError?> IdentifyAsync(TradingRequest request, ApiPermissions permission)
    {
        if (!IsWellFormed(request.ApiKey)) return TradingErrors.KeyMalformed;
        return await keys.FindAsync(request.ApiKey!, request.Aborted) is { } key
            ? Admit(request, key, permission)
            : TradingErrors.KeyRefused;
    }

    /// <summary>Whether a signature covers one of the payloads that its sender may have meant.</summary>
    public static bool IsSignedWith(SigningKey key, IReadOnlyList<ReadOnlyMemory<byte>> payloads, ReadOnlySpan<char> signature)
    {
        foreach (var payload in payloads)
        {
            if (key.Signatures.IsSignatureOf(payload.Span, signature)) return true;
        }

        return false;
    }

    private static TradingError? Admit(TradingRequest request, SigningKey key, ApiPermissions permission)
    {
        if (!key.Permissions.HasFlag(permission) || !key.Addresses.Allow(request.Address)) return TradingErrors.KeyRefused;

        request.Key = key;
        request.Account = key.User;
        return null;
    }

    private static bool IsSignedWith(SigningKey key, TradingRequest request, ReadOnlySpan<char> signature)
    {
        if (request.Payloads is { } payloads) return IsSignedWith(key, payloads, signature);

        var signed = ArrayPool<byte>.Shared.Rent(request.Parameters.MaxSignedLength);
        var length = request.Parameters.WriteSignedBytes(signed);
        var isSigned = key.Signatures.IsSignatureOf(signed.AsSpan(0, length), signature);
        ArrayPool<byte>.Shared.Return(signed);
        return isSigned;
    }

    private static bool IsWellFormed(string? apiKey) =>
        apiKey is { Length: ApiKeyIssuer.Length } && !apiKey.AsSpan().ContainsAnyExcept(ApiKeyCharacters);
}
