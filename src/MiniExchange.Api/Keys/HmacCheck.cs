using System;
using System.Buffers;
using System.Security.Cryptography;

namespace MiniExchange.Api.Keys;

/// <summary>Signatures by a shared secret: hexadecimal HMAC-SHA256.</summary>
internal sealed class HmacCheck(byte[] secret) : ISignatureCheck
{
    public bool IsSignatureOf(ReadOnlySpan<byte> signed, ReadOnlySpan<char> signature)
    {
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature.Length != 2 * claimed.Length) return false;
        if (Convert.FromHexString(signature, claimed, out _, out _) != OperationStatus.Done) return false;

        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, signed, computed);
        return CryptographicOperations.FixedTimeEquals(claimed, computed);
    }
}
