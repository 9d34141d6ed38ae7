using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MiniExchange.Api.Trading;

namespace MiniExchange.Api.OpenApi;

/// <summary>Describes trading routes, which read their parameters by hand, from what they say about themselves.</summary>
internal sealed class TradingDescriptions : IOpenApiOperationTransformer
{
    private const string ErrorSchema = """{"code": a negative number, "msg": its text}""";

    private static readonly TradingParameter[] SigningParameters =
    [
        new("timestamp", "When the request was made, in milliseconds (or microseconds) since 1970-01-01 UTC.", IsRequired: true, IsInteger: true),
        new("recvWindow", "For how many milliseconds it is good; 5000 unless given, at most 60000."),
        new("signature", "Of the query and body as sent, without this: hexadecimal HMAC-SHA256 by the key's secret, or base64 by the private half of an Ed25519 or RSA key (PKCS#1 v1.5, SHA-256).", IsRequired: true),
    ];

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<TradingRoute>().FirstOrDefault() is not { } route)
        {
            return Task.CompletedTask;
        }

        operation.Summary = route.Summary;
        operation.Description = route.Errors.Count == 0 ? null : $"Error codes: {string.Join(", ", route.Errors)}.";
        operation.Tags = new HashSet<OpenApiTagReference>
        {
            new(route.IsSigned ? "Trading (signed)" : route.NeedsKeyOnly ? "User stream (key only)" : "Market data", context.Document),
        };
        operation.Parameters = [.. route.Parameters.Select(Describe)];
        operation.Responses = new OpenApiResponses
        {
            ["200"] = Json(route.Returns, JsonSchemaType.Object | JsonSchemaType.Array),
            ["400"] = Error("A parameter is missing or wrong, or the exchange refused the request."),
            ["413"] = Error("The body is too large."),
            ["429"] = Error("Too much weight (-1003) or too many orders (-1015); Retry-After says when to try again."),
            ["500"] = Error("It failed and changed nothing (-1000)."),
            ["503"] = Error("Not started, safe to send again (-1008)."),
            ["504"] = Error("It may or may not have happened (-1007); ask again by its own id."),
        };
        if (!route.IsSigned && !route.NeedsKeyOnly) return Task.CompletedTask;

        foreach (var parameter in route.IsSigned ? SigningParameters : []) operation.Parameters.Add(Describe(parameter));
        operation.Responses["401"] = Error("The key is malformed (-2014), unknown, or not permitted to do this (-2015).");
        operation.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(SecuritySchemes.ApiKey, context.Document)] = [],
            },
        ];
        return Task.CompletedTask;
    }

    private static IOpenApiParameter Describe(TradingParameter parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Required = parameter.IsRequired,
        Description = parameter.Description,
        Schema = new OpenApiSchema
        {
            Type = parameter.IsInteger ? JsonSchemaType.Integer : JsonSchemaType.String,
            Format = parameter.IsInteger ? "int64" : null,
            Enum = parameter.Words.Count == 0 ? null : [.. parameter.Words.Select(static word => (JsonNode)word)],
        },
    };

    private static OpenApiResponse Error(string description) => Json($"{description} {ErrorSchema}", JsonSchemaType.Object);

    private static OpenApiResponse Json(string description, JsonSchemaType type) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = type } },
        },
    };
}
