using System;
using System.Security.Cryptography;

namespace MiniExchange.Api.Keys;

/// <summary>Signatures by an RSA key: base64 of PKCS#1 v1.5 over SHA-256.</summary>
internal sealed class RsaCheck(byte[] publicKeyInfo) : ISignatureCheck
{
    public bool IsSignatureOf(ReadOnlySpan<byte> signed, ReadOnlySpan<char> signature)
    {
        Span<byte> claimed = stackalloc byte[PublicKeys.MaxRsaBits / 8];
        if (!PublicKeys.TryReadSignature(signature, claimed, out var length)) return false;

        // The framework's object is one thread's at a time; reading the key anew is little beside the check itself.
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKeyInfo, out _);
        return rsa.VerifyData(signed, claimed[..length], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
