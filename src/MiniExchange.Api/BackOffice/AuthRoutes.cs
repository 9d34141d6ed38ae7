using System;
using System.Buffers;
using System.Net.Mail;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.BackOffice;

/// <summary>Registering and signing in.</summary>
internal static class AuthRoutes
{
    public const string RateLimit = "sign-in";

    private const int MinPasswordLength = 8;
    private const int MaxPasswordLength = 128;

    private static readonly SearchValues<char> UsernameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Sign-in").RequireRateLimiting(RateLimit).WhileCurrent();
        auth.MapPost("/register", RegisterAsync)
            .WithSummary("Adds a user.")
            .ProducesProblems(400, 409, 429, 503);
        auth.MapPost("/login", LoginAsync)
            .WithSummary("Answers with a token, to be sent as Authorization: Bearer.")
            .ProducesProblems(400, 401, 429, 503);
    }

    private static async Task<Results<Created<RegisterResponse>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, IUsers users, Passwords passwords, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!IsUsername(request.Username))
        {
            return Problems.Invalid("username", "3 to 32 of A-Z a-z 0-9 _ . -");
        }

        if (request.Email.Length > 254 || !MailAddress.TryCreate(request.Email, out var email) || email.Address != request.Email)
        {
            return Problems.Invalid("email", "An e-mail address of at most 254 characters.");
        }

        if (request.Password.Length is < MinPasswordLength or > MaxPasswordLength)
        {
            return Problems.Invalid("password", $"{MinPasswordLength} to {MaxPasswordLength} characters.");
        }

        var hash = passwords.Hash(request.Password);
        var user = await users.AddAsync(
            new NewUser(request.Username, request.Email, hash, IsAdmin: false, time.GetUnixMicros()), cancellationToken);
        return user is null
            ? Problems.Conflict("NameTaken", "The name or e-mail address is taken.")
            : TypedResults.Created((string?)null, new RegisterResponse(user.Id.Value));
    }

    private static async Task<Results<Ok<LoginResponse>, ProblemHttpResult>> LoginAsync(
        LoginRequest request, IUsers users, Passwords passwords, SignIns signIns, CancellationToken cancellationToken)
    {
        // A longer password cannot be anybody's, and would only make the hasher work.
        if (request.Password.Length > MaxPasswordLength || !IsUsername(request.Username)) return WrongCredentials();

        var user = await users.FindAsync(request.Username, cancellationToken);
        if (!passwords.Verify(user, request.Password)) return WrongCredentials();

        var (accessToken, expiresAt) = signIns.SignIn(user!);
        return TypedResults.Ok(new LoginResponse(accessToken, expiresAt));
    }

    private static bool IsUsername(string text) =>
        text.Length is >= 3 and <= 32 && !text.AsSpan().ContainsAnyExcept(UsernameCharacters);

    private static ProblemHttpResult WrongCredentials() =>
        Problems.Of(StatusCodes.Status401Unauthorized, "WrongCredentials", "No such user, or another password.");
}
