using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Users;

/// <summary>Users and their keys in two tables.</summary>
/// <remarks>Names are compared in the form that .NET folds them to: the two databases fold differently, SQLite only ASCII.</remarks>
public sealed class RelationalUsers(RelationalStore store) : IUsers
{
    private const char AddressSeparator = ',';

    private const string SelectUser =
        "SELECT id, username, email, password_hash, is_admin, created_at FROM users WHERE ";

    internal const string SelectKey =
        """
        SELECT user_id, api_key, encrypted_secret, label, permissions, created_at, kind, public_key, allowed_addresses
        FROM api_keys WHERE
        """ + " ";

    private static readonly InsertStatement<NewUser> InsertUsers = new(
        "users",
        "ON CONFLICT DO NOTHING",
        InsertColumn<NewUser>.Text("username", user => user.Username),
        InsertColumn<NewUser>.Text("username_folded", user => Folded(user.Username)),
        InsertColumn<NewUser>.Text("email", user => user.Email),
        InsertColumn<NewUser>.Text("email_folded", user => Folded(user.Email)),
        InsertColumn<NewUser>.Text("password_hash", user => user.PasswordHash),
        InsertColumn<NewUser>.Flag("is_admin", user => user.IsAdmin),
        InsertColumn<NewUser>.Number("created_at", user => user.CreatedAtUnixMicros));

    private static readonly InsertStatement<ApiKey> InsertKeys = new(
        "api_keys",
        "",
        InsertColumn<ApiKey>.Text("api_key", key => key.Key),
        InsertColumn<ApiKey>.Number("user_id", key => key.User.Value),
        InsertColumn<ApiKey>.Bytes("encrypted_secret", key => key.EncryptedSecret),
        InsertColumn<ApiKey>.Text("label", key => key.Label),
        InsertColumn<ApiKey>.Number("permissions", key => (long)key.Permissions),
        InsertColumn<ApiKey>.Number("created_at", key => key.CreatedAtUnixMicros),
        InsertColumn<ApiKey>.Number("kind", key => (long)key.Kind),
        InsertColumn<ApiKey>.Bytes("public_key", key => key.PublicKey),
        InsertColumn<ApiKey>.Text("allowed_addresses", key => string.Join(AddressSeparator, key.AllowedAddresses)));

    /// <inheritdoc />
    public async Task<User?> AddAsync(NewUser user, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var id = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            INSERT INTO users (username, username_folded, email, email_folded, password_hash, is_admin, created_at)
            VALUES (@Username, @UsernameFolded, @Email, @EmailFolded, @PasswordHash, @IsAdmin, @CreatedAtUnixMicros)
            ON CONFLICT DO NOTHING
            RETURNING id
            """,
            new
            {
                user.Username,
                UsernameFolded = Folded(user.Username),
                user.Email,
                EmailFolded = Folded(user.Email),
                user.PasswordHash,
                user.IsAdmin,
                user.CreatedAtUnixMicros,
            },
            cancellationToken: cancellationToken));
        return id is null
            ? null
            : new User(
                new AccountId(id.Value), user.Username, user.Email, user.PasswordHash, user.IsAdmin, user.CreatedAtUnixMicros);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">One of the names or addresses is taken; nobody was added.</exception>
    public async Task<IReadOnlyList<AccountId>> AddManyAsync(
        IReadOnlyList<(NewUser User, NewApiKey Key)> users, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        var lastId = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COALESCE(MAX(id), 0) FROM users", transaction: transaction, cancellationToken: cancellationToken));
        await InsertUsers.RunAsync(new RowTransaction(transaction, store.Dialect), [.. users.Select(user => user.User)], cancellationToken);

        // Other sessions may add users in between, so the new ones are told by name; one that was there before is not among them.
        var added = await connection.ReadAsync(
            "SELECT username_folded, id FROM users WHERE id > @lastId",
            new { lastId },
            row => (Name: row.GetString(0), Id: new AccountId(row.GetInt64(1))),
            cancellationToken,
            transaction);
        var idOf = added.ToDictionary(user => user.Name, user => user.Id, StringComparer.Ordinal);
        var ids = new List<AccountId>(users.Count);
        foreach (var (user, _) in users)
        {
            if (!idOf.Remove(Folded(user.Username), out var id))
            {
                throw new InvalidOperationException(
                    $"The name or the e-mail address of '{user.Username}' is taken; nobody was added.");
            }

            ids.Add(id);
        }

        await InsertKeys.RunAsync(
            new RowTransaction(transaction, store.Dialect), [.. users.Select((user, i) => Owned(ids[i], user.Key))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ids;
    }

    /// <inheritdoc />
    public Task<User?> FindAsync(string username, CancellationToken cancellationToken) =>
        FindUserAsync("username_folded = @name", new { name = Folded(username) }, cancellationToken);

    /// <inheritdoc />
    public Task<User?> FindAsync(AccountId id, CancellationToken cancellationToken) =>
        FindUserAsync("id = @id", new { id = id.Value }, cancellationToken);

    /// <inheritdoc />
    public async Task<bool> HasAdministratorAsync(CancellationToken cancellationToken) =>
        await FindUserAsync("is_admin = @yes LIMIT 1", new { yes = true }, cancellationToken) is not null;

    /// <inheritdoc />
    public async Task<ApiKey> AddKeyAsync(AccountId user, NewApiKey key, CancellationToken cancellationToken)
    {
        var owned = Owned(user, key);
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await InsertKeys.RunAsync(new RowTransaction(transaction, store.Dialect), [owned], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return owned;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ApiKey>> KeysAsync(AccountId user, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            SelectKey + "user_id = @user ORDER BY id", new { user = user.Value }, ReadKey, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<ApiKey?> FindKeyAsync(string apiKey, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var found = await connection.ReadAsync(SelectKey + "api_key = @apiKey", new { apiKey }, ReadKey, cancellationToken);
        return found.SingleOrDefault();
    }

    /// <inheritdoc />
    public async Task<bool> RemoveKeyAsync(AccountId user, string apiKey, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var removed = await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM api_keys WHERE api_key = @apiKey AND user_id = @user",
            new { apiKey, user = user.Value },
            transaction,
            cancellationToken: cancellationToken));
        if (removed == 0) return false;

        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE api_key_removals SET removed = removed + 1", transaction: transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public async Task<long> CountRemovedKeysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("SELECT removed FROM api_key_removals", cancellationToken: cancellationToken));
    }

    private async Task<User?> FindUserAsync(string condition, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var found = await connection.ReadAsync(SelectUser + condition, parameters, ReadUser, cancellationToken);
        return found.SingleOrDefault();
    }

    private static string Folded(string name) => name.ToUpperInvariant();

    private static ApiKey Owned(AccountId user, NewApiKey key) =>
        new(user, key.Key, key.EncryptedSecret, key.Label, key.Permissions, key.CreatedAtUnixMicros)
        {
            Kind = key.Kind,
            PublicKey = key.PublicKey,
            AllowedAddresses = key.AllowedAddresses,
        };

    private static User ReadUser(DbDataReader row) => new(
        new AccountId(row.GetInt64(0)),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetBoolean(4),
        row.GetInt64(5));

    internal static ApiKey ReadKey(DbDataReader row) => new(
        new AccountId(row.GetInt64(0)),
        row.GetString(1),
        row.GetFieldValue<byte[]>(2),
        row.GetString(3),
        (ApiPermissions)row.GetInt64(4),
        row.GetInt64(5))
    {
        Kind = (ApiKeyKind)row.GetInt64(6),
        PublicKey = row.IsDBNull(7) ? [] : row.GetFieldValue<byte[]>(7),
        AllowedAddresses = row.GetString(8).Split(AddressSeparator, StringSplitOptions.RemoveEmptyEntries),
    };
}
