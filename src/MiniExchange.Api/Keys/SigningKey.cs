using System.Security.Cryptography;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Keys;

/// <summary>A key as requests are checked against it.</summary>
/// <param name="ApiKey">What requests name it by.</param>
/// <param name="User">Whose.</param>
/// <param name="Kind">How requests are signed with it; only <see cref="ApiKeyKind.Ed25519"/> may sign a whole session.</param>
/// <param name="Permissions">What it may be used for.</param>
/// <param name="Addresses">From where it may be used.</param>
/// <param name="Signatures">Knows its signatures.</param>
internal sealed record SigningKey(
    string ApiKey, AccountId User, ApiKeyKind Kind, ApiPermissions Permissions, AddressRules Addresses, ISignatureCheck Signatures)
{
    /// <summary>A stored key, ready for use.</summary>
    /// <exception cref="CryptographicException">Its secret cannot be decrypted any more.</exception>
    public static SigningKey Of(ApiKey stored, ApiKeyIssuer issuer) => new(
        stored.Key,
        stored.User,
        stored.Kind,
        stored.Permissions,
        AddressRules.Read(stored.AllowedAddresses) ?? throw new CryptographicException("A stored address is none."),
        stored.Kind switch
        {
            ApiKeyKind.Ed25519 => new Ed25519Check(stored.PublicKey),
            ApiKeyKind.Rsa => new RsaCheck(stored.PublicKey),
            _ => new HmacCheck(issuer.Decrypt(stored.EncryptedSecret)),
        });
}
