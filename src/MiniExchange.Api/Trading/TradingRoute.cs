using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Trading;

/// <summary>Writes the answer to a request, or returns what is wrong; what was written is then dropped.</summary>
internal delegate ValueTask<TradingError?> TradingHandler(TradingRequest request, Utf8JsonWriter json);

/// <summary>One route of the trading API: what it costs, who may use it, and what its description says.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">From the root.</param>
/// <param name="Permission">What its key must be permitted; none for a public route.</param>
/// <param name="Handler">Answers it.</param>
internal sealed record TradingRoute(string Method, string Path, ApiPermissions Permission, TradingHandler Handler)
{
    /// <summary>What a request costs its address, by what it asks for.</summary>
    public Func<RawParameters, int> Weight { get; init; } = static _ => 1;

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What it answers with, for the description.</summary>
    public required string Returns { get; init; }

    /// <summary>What it takes, besides what all signed routes take.</summary>
    public IReadOnlyList<TradingParameter> Parameters { get; init; } = [];

    /// <summary>Codes that it answers with, besides those of all routes.</summary>
    public IReadOnlyList<int> Errors { get; init; } = [];

    /// <summary>Whether it answers while the exchange is still starting; all others are told to come back.</summary>
    public bool AnswersBeforeOpening { get; init; }

    /// <summary>Whether naming a key is enough, as it is for what clients have never signed.</summary>
    public bool NeedsKeyOnly { get; init; }

    /// <summary>Whether it may leave an order that was not there before; canceling does not.</summary>
    public bool MayAddOrders => Permission == ApiPermissions.Trade && Method == "POST";

    /// <summary>Whether it must be signed.</summary>
    public bool IsSigned => Permission != ApiPermissions.None && !NeedsKeyOnly;
}

/// <summary>A parameter as the description has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="IsInteger">Whether it is a whole number rather than a text.</param>
internal sealed record TradingParameter(string Name, string Description, bool IsRequired = false, bool IsInteger = false)
{
    /// <summary>The words it may be; empty for any.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>The routes of one resource.</summary>
internal interface ITradingResource
{
    /// <summary>The routes.</summary>
    IEnumerable<TradingRoute> Routes { get; }
}
