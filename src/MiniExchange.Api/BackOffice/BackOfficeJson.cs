using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace MiniExchange.Api.BackOffice;

internal sealed record RegisterRequest(string Username, string Email, string Password);

internal sealed record RegisterResponse(long UserId);

internal sealed record LoginRequest(string Username, string Password);

internal sealed record LoginResponse(string AccessToken, DateTimeOffset ExpiresAt);

internal sealed record NewApiKeyRequest(
    string Label, string[] Permissions, string? PublicKey = null, string[]? AllowedAddresses = null);

internal sealed record NewApiKeyResponse(
    string ApiKey, string? SecretKey, string Label, string Type, IReadOnlyList<string> Permissions, IReadOnlyList<string> AllowedAddresses);

internal sealed record ApiKeyResponse(
    string ApiKey,
    string Label,
    string Type,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<string> AllowedAddresses,
    DateTimeOffset CreatedAt);

internal sealed record CreditRequest(long UserId, string Asset, string Amount, string Reference);

internal sealed record CreditResponse(long UserId, string Asset, string Amount, string Reference);

internal sealed record FreezeRequest(bool Frozen, string? Reason = null);

internal sealed record FrozenState(bool Frozen);

internal sealed record RestrictionsResponse(IReadOnlyList<RestrictionResponse> Restrictions);

internal sealed record RestrictionResponse(long UserId, string Reason, string By, DateTimeOffset Since);

internal sealed record HaltedState(bool Halted);

internal sealed record ReconciliationResponse(long Position, IReadOnlyList<AssetReconciliationResponse> Assets);

internal sealed record AssetReconciliationResponse(
    string Asset, string Credited, string Available, string Frozen, string Fees, string InFlight, string Difference);

internal sealed record BatchesResponse(IReadOnlyList<BatchResponse> Batches);

internal sealed record BatchResponse(
    long Number, long AfterPosition, long ThroughPosition, long Trades, DateTimeOffset ClosedAt, IReadOnlyList<AssetNetResponse> Assets);

internal sealed record AssetNetResponse(string Asset, string Credits, string Debits, string Fees);

internal sealed record HealthResponse(
    string Status, string? Reason, IReadOnlyList<string> FaultedActors, IReadOnlyList<string> Problems);

/// <summary>The shapes of <c>/api/v1</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RegisterResponse))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginResponse))]
[JsonSerializable(typeof(NewApiKeyRequest))]
[JsonSerializable(typeof(NewApiKeyResponse))]
[JsonSerializable(typeof(IReadOnlyList<ApiKeyResponse>))]
[JsonSerializable(typeof(CreditRequest))]
[JsonSerializable(typeof(CreditResponse))]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(FrozenState))]
[JsonSerializable(typeof(RestrictionsResponse))]
[JsonSerializable(typeof(BatchesResponse))]
[JsonSerializable(typeof(HaltedState))]
[JsonSerializable(typeof(ReconciliationResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
internal sealed partial class BackOfficeJson : JsonSerializerContext;
