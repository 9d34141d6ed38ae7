using System;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using MiniExchange.Actors;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Keys;

/// <summary>Makes API keys, and encrypts and decrypts their secrets for storage.</summary>
public sealed class ApiKeyIssuer(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>Characters of a key, and of a secret.</summary>
    public const int Length = 64;

    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly IDataProtector _protector = protection.CreateProtector("MiniExchange.ApiKeys.Secret.v1");

    /// <summary>A new key. Its secret is to be shown once and then forgotten.</summary>
    /// <param name="label">The user's name for it.</param>
    /// <param name="permissions">What it may be used for.</param>
    public IssuedApiKey Issue(string label, ApiPermissions permissions)
    {
        var secret = RandomNumberGenerator.GetString(Alphanumerics, Length);
        var key = new NewApiKey(
            RandomNumberGenerator.GetString(Alphanumerics, Length), Encrypt(secret), label, permissions, time.GetUnixMicros());
        return new IssuedApiKey(key, secret);
    }

    /// <summary>A new key for a key pair of which the user keeps the private half. There is no secret to show.</summary>
    /// <param name="kind">The sort of key pair.</param>
    /// <param name="publicKeyInfo">Its public half.</param>
    /// <param name="label">The user's name for it.</param>
    /// <param name="permissions">What it may be used for.</param>
    internal NewApiKey Register(ApiKeyKind kind, byte[] publicKeyInfo, string label, ApiPermissions permissions) => new(
        RandomNumberGenerator.GetString(Alphanumerics, Length), [], label, permissions, time.GetUnixMicros())
    {
        Kind = kind,
        PublicKey = publicKeyInfo,
    };

    /// <summary>A secret as it may be stored.</summary>
    public byte[] Encrypt(string secret) => _protector.Protect(Encoding.ASCII.GetBytes(secret));

    /// <summary>The bytes that requests are signed with.</summary>
    /// <exception cref="CryptographicException">The keys that protected it are gone, or it was tampered with.</exception>
    public byte[] Decrypt(byte[] encryptedSecret) => _protector.Unprotect(encryptedSecret);
}

/// <summary>A key at the one moment when its secret is known.</summary>
/// <param name="Key">What to store.</param>
/// <param name="Secret">What to show.</param>
public sealed record IssuedApiKey(NewApiKey Key, string Secret)
{
    /// <summary>Without the secret, which must not reach a log.</summary>
    public override string ToString() => Key.Label;
}
