using Microsoft.AspNetCore.Identity;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.BackOffice;

/// <summary>Password hashes, by the framework's hasher.</summary>
public sealed class Passwords
{
    private static readonly User Nobody = new(default, "", "", "", IsAdmin: false, 0);

    private readonly PasswordHasher<User> _hasher = new();
    private readonly string _hashOfNothing;

    /// <summary>Ready to hash and verify.</summary>
    public Passwords() => _hashOfNothing = _hasher.HashPassword(Nobody, "");

    /// <summary>A password as it may be stored; another one each time.</summary>
    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    /// <summary>Whether a password is a user's. Takes as long when there is no such user, so that names cannot be probed.</summary>
    public bool Verify(User? user, string password)
    {
        var result = _hasher.VerifyHashedPassword(Nobody, user?.PasswordHash ?? _hashOfNothing, password);
        return result != PasswordVerificationResult.Failed && user is not null;
    }
}
