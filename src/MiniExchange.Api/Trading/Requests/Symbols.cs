using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using MiniExchange.Api.Errors;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Which pairs a market-data request is about.</summary>
internal static class Symbols
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether a text could be a symbol.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> symbol) =>
        symbol.Length is >= 1 and <= 20 && !symbol.ContainsAnyExcept(Characters);

    /// <summary>Reads <c>symbol</c>, or <c>symbols</c> (a JSON array), or neither for all pairs.</summary>
    /// <param name="reader">The request's parameters; keeps what is wrong.</param>
    /// <param name="markets">What is listed.</param>
    /// <param name="isSingle">Whether <c>symbol</c> was given, and so one object is wanted rather than an array.</param>
    public static IReadOnlyList<TradingPair> Read(ParameterReader reader, MarketDirectory markets, out bool isSingle)
    {
        // By the name alone: an empty one is an error, and not all pairs at the price of one.
        isSingle = reader.Names("symbol");
        if (isSingle && reader.Names("symbols")) reader.Fail(TradingErrors.BadCombination);
        if (isSingle) return reader.OptionalPair() is { } pair ? [pair] : [];
        return reader.Text("symbols") is { } list ? ReadList(list, reader, markets) : markets.Catalog.Pairs;
    }

    private static List<TradingPair> ReadList(string list, ParameterReader reader, MarketDirectory markets)
    {
        var pairs = new List<TradingPair>();
        foreach (var symbol in ParseArray(list))
        {
            if (symbol is null || !IsWellFormed(symbol))
            {
                reader.Fail(TradingErrors.IllegalCharacters("symbols", TradingErrors.SymbolListRange));
                return pairs;
            }

            if (markets.PairOf(symbol) is not { } pair)
            {
                reader.Fail(TradingErrors.UnknownSymbol);
                return pairs;
            }

            if (pairs.Contains(pair)) reader.Fail(TradingErrors.RepeatedSymbol);
            pairs.Add(pair);
        }

        return pairs;
    }

    // Whatever is not an array of texts comes out as one null, which no symbol matches.
    private static string?[] ParseArray(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TextsJson.Default.StringArray) ?? [null];
        }
        catch (JsonException)
        {
            return [null];
        }
    }
}
