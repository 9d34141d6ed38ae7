using System;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace MiniExchange.LoadTests.Traders;

/// <summary>One account's key: as bytes that go into requests, and ready to sign.</summary>
/// <remarks>The state of HMAC after the secret is kept: signing costs half of what it does from the start each time.</remarks>
internal sealed class Trader(string apiKey, string secretKey)
{
    /// <summary>How long a signature is.</summary>
    public const int SignatureBytes = 2 * HMACSHA256.HashSizeInBytes;

    private readonly Lock _gate = new();
    private IncrementalHash? _signing;

    /// <summary>Names the key.</summary>
    public byte[] ApiKey { get; } = Encoding.ASCII.GetBytes(apiKey);

    /// <summary>Writes a payload's signature: HMAC-SHA256 in small hexadecimal digits. From any thread.</summary>
    public void Sign(ReadOnlySpan<byte> payload, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        lock (_gate)
        {
            _signing ??= IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(secretKey));
            _signing.AppendData(payload);
            _signing.GetHashAndReset(hash);
        }

        Convert.TryToHexStringLower(hash, signature, out _);
    }
}
