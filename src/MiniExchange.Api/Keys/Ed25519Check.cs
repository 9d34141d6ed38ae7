using System;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MiniExchange.Api.Keys;

/// <summary>Signatures by an Ed25519 key: base64 of their 64 bytes.</summary>
/// <remarks>The framework has no Ed25519; this is what the package is for. docs/adr/0015-keys-and-limits.md.</remarks>
internal sealed class Ed25519Check(byte[] publicKeyInfo) : ISignatureCheck
{
    private readonly Ed25519PublicKeyParameters _key = new(PublicKeys.Ed25519Point(publicKeyInfo));

    public bool IsSignatureOf(ReadOnlySpan<byte> signed, ReadOnlySpan<char> signature)
    {
        var claimed = new byte[Ed25519.SignatureSize];
        if (!PublicKeys.TryReadSignature(signature, claimed, out var length) || length != claimed.Length) return false;

        return _key.Verify(Ed25519.Algorithm.Ed25519, null, signed.ToArray(), 0, signed.Length, claimed, 0);
    }
}
