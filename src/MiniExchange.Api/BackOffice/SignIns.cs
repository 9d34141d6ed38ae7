using System;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.BackOffice;

/// <summary>Makes the tokens that the framework's bearer scheme reads.</summary>
internal sealed class SignIns(IOptionsMonitor<BearerTokenOptions> bearer, IOptions<ApiOptions> options, TimeProvider time)
{
    public const string AdminRole = "admin";
    private const string Scheme = BearerTokenDefaults.AuthenticationScheme;

    /// <summary>A token for a user, and when it ends.</summary>
    public (string AccessToken, DateTimeOffset ExpiresAt) SignIn(User user)
    {
        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, user.Id.Value.ToString(CultureInfo.InvariantCulture)));
        if (user.IsAdmin) identity.AddClaim(new Claim(ClaimTypes.Role, AdminRole));

        var expiresAt = time.GetUtcNow().AddMinutes(options.Value.AccessTokenMinutes);
        var ticket = new AuthenticationTicket(
            new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = expiresAt }, $"{Scheme}:AccessToken");
        return (bearer.Get(Scheme).BearerTokenProtector.Protect(ticket), expiresAt);
    }

    /// <summary>The signed-in user.</summary>
    public static AccountId UserOf(ClaimsPrincipal caller) =>
        new(long.Parse(caller.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture));
}
