using System;
using System.Security.Cryptography;
using MiniExchange.Application.Users;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MiniExchange.Api.Keys;

/// <summary>Reads the public keys that users register, and signatures made with them.</summary>
internal static class PublicKeys
{
    public const int MinRsaBits = 2_048;
    public const int MaxRsaBits = 4_096;

    /// <summary>What is accepted, for whoever sent something else.</summary>
    public const string Rule = "One Ed25519 key, or RSA key of 2048 to 4096 bits, as SubjectPublicKeyInfo in PEM (BEGIN PUBLIC KEY).";

    // A 4096-bit key takes some 800 characters.
    private const int MaxPemLength = 2_048;
    private const string Label = "PUBLIC KEY";

    // Everything of such a key before its point: the algorithm, 1.3.101.112, has no parameters and the point a fixed length (RFC 8410).
    private static ReadOnlySpan<byte> Ed25519Prefix => [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>Reads a key from its PEM text.</summary>
    /// <returns>Whether it is one that requests can be signed with.</returns>
    public static bool TryRead(string pem, out ApiKeyKind kind, out byte[] publicKeyInfo)
    {
        (kind, publicKeyInfo) = (default, []);
        if (pem.Length > MaxPemLength || !PemEncoding.TryFind(pem, out var found)) return false;
        if (!pem.AsSpan(found.Label).SequenceEqual(Label)) return false;

        // One key and nothing beside it: a file that also holds a private key must not have been sent.
        if (!pem.AsSpan(..found.Location.Start.Value).IsWhiteSpace() || !pem.AsSpan(found.Location.End.Value..).IsWhiteSpace()) return false;

        publicKeyInfo = Convert.FromBase64String(pem[found.Base64Data]);
        if (IsEd25519(publicKeyInfo)) kind = ApiKeyKind.Ed25519;
        else if (IsRsa(publicKeyInfo)) kind = ApiKeyKind.Rsa;
        return kind != default;
    }

    /// <summary>The 32 bytes that are the key itself.</summary>
    public static byte[] Ed25519Point(byte[] publicKeyInfo) => publicKeyInfo[Ed25519Prefix.Length..];

    /// <summary>Reads a base64 signature as it came.</summary>
    public static bool TryReadSignature(ReadOnlySpan<char> text, Span<byte> destination, out int length)
    {
        // A plus sign that was not percent-encoded has been read as the space that it is in a form; base64 has no spaces.
        Span<char> restored = stackalloc char[MaxRsaBits / 8 * 2];
        length = 0;
        if (text.Length > restored.Length) return false;
        restored = restored[..text.Length];
        text.Replace(restored, ' ', '+');
        return Convert.TryFromBase64Chars(restored, destination, out length);
    }

    // The full check refuses the few points with which anything can be signed.
    private static bool IsEd25519(byte[] publicKeyInfo) =>
        publicKeyInfo.Length == Ed25519Prefix.Length + Ed25519.PublicKeySize
        && publicKeyInfo.AsSpan().StartsWith(Ed25519Prefix)
        && Ed25519.ValidatePublicKeyFull(publicKeyInfo, Ed25519Prefix.Length);

    private static bool IsRsa(byte[] publicKeyInfo)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(publicKeyInfo, out var read);
            return read == publicKeyInfo.Length && rsa.KeySize is >= MinRsaBits and <= MaxRsaBits;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
