using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Users;

/// <summary>Who may sign in, and with which keys programs may act for them.</summary>
public interface IUsers
{
    /// <summary>Adds a user.</summary>
    /// <returns>The user, whose id is also the account's; null if the name or e-mail address is taken.</returns>
    Task<User?> AddAsync(NewUser user, CancellationToken cancellationToken);

    /// <summary>Adds many users with one key each in one transaction, for load tests.</summary>
    /// <returns>Their ids, in the order given.</returns>
    Task<IReadOnlyList<AccountId>> AddManyAsync(
        IReadOnlyList<(NewUser User, NewApiKey Key)> users, CancellationToken cancellationToken);

    /// <summary>A user by name, case ignored; null if there is none.</summary>
    Task<User?> FindAsync(string username, CancellationToken cancellationToken);

    /// <summary>A user by number; null if there is none.</summary>
    Task<User?> FindAsync(AccountId id, CancellationToken cancellationToken);

    /// <summary>Whether anybody is an administrator.</summary>
    Task<bool> HasAdministratorAsync(CancellationToken cancellationToken);

    /// <summary>Adds a key to a user.</summary>
    Task<ApiKey> AddKeyAsync(AccountId user, NewApiKey key, CancellationToken cancellationToken);

    /// <summary>A user's keys, oldest first.</summary>
    Task<IReadOnlyList<ApiKey>> KeysAsync(AccountId user, CancellationToken cancellationToken);

    /// <summary>Any key by its public part; null if there is none.</summary>
    Task<ApiKey?> FindKeyAsync(string apiKey, CancellationToken cancellationToken);

    /// <summary>Removes one of a user's keys.</summary>
    /// <returns>Whether it existed.</returns>
    Task<bool> RemoveKeyAsync(AccountId user, string apiKey, CancellationToken cancellationToken);

    /// <summary>How many keys have been removed so far, by all processes. It only grows.</summary>
    Task<long> CountRemovedKeysAsync(CancellationToken cancellationToken);
}

/// <summary>A user to be added.</summary>
/// <param name="Username">Unique, case ignored.</param>
/// <param name="Email">Unique, case ignored.</param>
/// <param name="PasswordHash">Made by the framework's hasher; never the password.</param>
/// <param name="IsAdmin">Whether back-office routes are open to it.</param>
/// <param name="CreatedAtUnixMicros">When, microseconds since 1970-01-01 UTC.</param>
public sealed record NewUser(string Username, string Email, string PasswordHash, bool IsAdmin, long CreatedAtUnixMicros);

/// <summary>A user.</summary>
/// <param name="Id">Names the user, and the account.</param>
/// <param name="Username">As given at registration.</param>
/// <param name="Email">As given at registration.</param>
/// <param name="PasswordHash">Made by the framework's hasher.</param>
/// <param name="IsAdmin">Whether back-office routes are open to it.</param>
/// <param name="CreatedAtUnixMicros">When it was added, microseconds since 1970-01-01 UTC.</param>
public sealed record User(
    AccountId Id, string Username, string Email, string PasswordHash, bool IsAdmin, long CreatedAtUnixMicros);

/// <summary>What a key may be used for.</summary>
[System.Flags]
public enum ApiPermissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading the account.</summary>
    UserData = 1,

    /// <summary>Placing and canceling orders.</summary>
    Trade = 2,
}

/// <summary>How requests are signed with a key. Numbers are stored.</summary>
public enum ApiKeyKind
{
    /// <summary>By a secret that the exchange made and its user was shown once.</summary>
    Hmac = 1,

    /// <summary>By a private key that only the user has, of the Ed25519 curve.</summary>
    Ed25519 = 2,

    /// <summary>By a private RSA key that only the user has.</summary>
    Rsa = 3,
}

/// <summary>A key to be added.</summary>
/// <param name="Key">What requests name it by.</param>
/// <param name="EncryptedSecret">The secret part, encrypted; the plain one is shown once and never stored. Empty unless <see cref="Kind"/> has one.</param>
/// <param name="Label">The user's name for it.</param>
/// <param name="Permissions">What it may be used for.</param>
/// <param name="CreatedAtUnixMicros">When, microseconds since 1970-01-01 UTC.</param>
public sealed record NewApiKey(
    string Key, byte[] EncryptedSecret, string Label, ApiPermissions Permissions, long CreatedAtUnixMicros)
{
    /// <inheritdoc cref="ApiKey.Kind" />
    public ApiKeyKind Kind { get; init; } = ApiKeyKind.Hmac;

    /// <inheritdoc cref="ApiKey.PublicKey" />
    public byte[] PublicKey { get; init; } = [];

    /// <inheritdoc cref="ApiKey.AllowedAddresses" />
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];
}

/// <summary>A key.</summary>
/// <param name="User">Whose.</param>
/// <param name="Key">What requests name it by.</param>
/// <param name="EncryptedSecret">The secret part, encrypted; empty unless <see cref="Kind"/> has one.</param>
/// <param name="Label">The user's name for it.</param>
/// <param name="Permissions">What it may be used for.</param>
/// <param name="CreatedAtUnixMicros">When it was added, microseconds since 1970-01-01 UTC.</param>
public sealed record ApiKey(
    AccountId User, string Key, byte[] EncryptedSecret, string Label, ApiPermissions Permissions, long CreatedAtUnixMicros)
{
    /// <summary>How requests are signed with it.</summary>
    public ApiKeyKind Kind { get; init; } = ApiKeyKind.Hmac;

    /// <summary>The public half of the user's key pair (SubjectPublicKeyInfo, DER); empty for a key with a secret.</summary>
    public byte[] PublicKey { get; init; } = [];

    /// <summary>Addresses, and networks such as <c>192.0.2.0/24</c>, that may use it; empty for any.</summary>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];
}
