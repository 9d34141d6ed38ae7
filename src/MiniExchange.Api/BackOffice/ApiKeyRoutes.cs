using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Security.Claims;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.BackOffice;

/// <summary>A user's own API keys.</summary>
internal static class ApiKeyRoutes
{
    private const int MaxLabelLength = 64;
    private static readonly (string Word, ApiPermissions Permission)[] Permissions =
        [("USER_DATA", ApiPermissions.UserData), ("TRADE", ApiPermissions.Trade)];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/api-keys").WithTags("API keys").RequireAuthorization().WhileCurrent();
        keys.MapPost("", AddAsync)
            .WithSummary("Makes a key. Without publicKey it has a secret, which is shown this once; with it, its requests are signed by the private half.")
            .ProducesProblems(400, 401, 409, 503);
        keys.MapGet("", ListAsync)
            .WithSummary("The caller's keys, oldest first, without secrets.")
            .ProducesProblems(401, 503);
        keys.MapDelete("/{apiKey}", RemoveAsync)
            .WithSummary("Removes one of the caller's keys; it is dead at once.")
            .ProducesProblems(401, 404, 503);
    }

    private static async Task<Results<Created<NewApiKeyResponse>, ProblemHttpResult>> AddAsync(
        NewApiKeyRequest request,
        ClaimsPrincipal caller,
        IUsers users,
        ApiKeyIssuer issuer,
        IOptions<ApiOptions> options,
        CancellationToken cancellationToken)
    {
        if (!PlainText.Is(request.Label, MaxLabelLength)) return Problems.Invalid("label", PlainText.Rule(MaxLabelLength));

        var permissions = ApiPermissions.None;
        foreach (var word in request.Permissions)
        {
            var permission = Permissions.FirstOrDefault(known => known.Word == word).Permission;
            if (permission == ApiPermissions.None) return Problems.Invalid("permissions", "USER_DATA, TRADE, or both.");
            permissions |= permission;
        }

        if (permissions == ApiPermissions.None) return Problems.Invalid("permissions", "USER_DATA, TRADE, or both.");

        if (AddressRules.Read(request.AllowedAddresses ?? []) is not { } addresses) return Problems.Invalid("allowedAddresses", AddressRules.Rule);

        var (kind, publicKeyInfo) = (ApiKeyKind.Hmac, Array.Empty<byte>());
        if (request.PublicKey is { } pem && !PublicKeys.TryRead(pem, out kind, out publicKeyInfo))
        {
            return Problems.Invalid("publicKey", PublicKeys.Rule);
        }

        var user = SignIns.UserOf(caller);
        if ((await users.KeysAsync(user, cancellationToken)).Count >= options.Value.MaxApiKeysPerUser)
        {
            return Problems.Conflict("TooManyApiKeys", $"A user may have {options.Value.MaxApiKeysPerUser} keys.");
        }

        var issued = kind == ApiKeyKind.Hmac ? issuer.Issue(request.Label, permissions) : null;
        var key = (issued?.Key ?? issuer.Register(kind, publicKeyInfo, request.Label, permissions)) with
        {
            AllowedAddresses = addresses.ToTexts(),
        };
        await users.AddKeyAsync(user, key, cancellationToken);
        return TypedResults.Created(
            $"/api/v1/api-keys/{key.Key}",
            new NewApiKeyResponse(key.Key, issued?.Secret, request.Label, WordOf(kind), WordsOf(permissions), key.AllowedAddresses));
    }

    private static async Task<Ok<IReadOnlyList<ApiKeyResponse>>> ListAsync(
        ClaimsPrincipal caller, IUsers users, CancellationToken cancellationToken)
    {
        var keys = await users.KeysAsync(SignIns.UserOf(caller), cancellationToken);
        IReadOnlyList<ApiKeyResponse> answer =
        [
            .. keys.Select(static key => new ApiKeyResponse(
                key.Key,
                key.Label,
                WordOf(key.Kind),
                WordsOf(key.Permissions),
                key.AllowedAddresses,
                UnixTime.FromUnixMicros(key.CreatedAtUnixMicros))),
        ];
        return TypedResults.Ok(answer);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string apiKey, ClaimsPrincipal caller, ApiKeyRing keys, CancellationToken cancellationToken) =>
        await keys.RemoveAsync(SignIns.UserOf(caller), apiKey, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("UnknownApiKey", "The caller has no such key.");

    private static string WordOf(ApiKeyKind kind) => kind switch
    {
        ApiKeyKind.Hmac => "HMAC",
        ApiKeyKind.Ed25519 => "ED25519",
        ApiKeyKind.Rsa => "RSA",
        _ => throw new UnreachableException($"No word for {kind}."),
    };

    private static string[] WordsOf(ApiPermissions permissions) =>
        [.. Permissions.Where(known => permissions.HasFlag(known.Permission)).Select(static known => known.Word)];
}
