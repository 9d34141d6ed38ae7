using System;
using System.Globalization;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Reads a request's parameters one after the other and keeps the first thing that is wrong with them.</summary>
/// <remarks>After an error every reading is empty, so an endpoint reads all it needs and then looks at <see cref="Error"/> once.</remarks>
internal sealed class ParameterReader(RawParameters parameters, MarketDirectory markets)
{
    // 10^14 milliseconds is the year 5138; in microseconds it is 1973.
    private const long FirstMicroseconds = 100_000_000_000_000;

    /// <summary>The first thing that was wrong; null so far.</summary>
    public TradingError? Error { get; private set; }

    /// <summary>Keeps an error unless there already is one.</summary>
    public void Fail(TradingError error) => Error ??= error;

    /// <summary>Whether a parameter was sent, with a value or empty.</summary>
    public bool Names(string name) => parameters.TryGet(name, out _);

    /// <summary>Whether a parameter was sent with a value.</summary>
    public bool Has(string name) => parameters.TryGet(name, out var value) && value.Length > 0;

    /// <summary>Whether a parameter was sent with exactly this value.</summary>
    public bool Is(string name, string word) => parameters.TryGet(name, out var value) && value.SequenceEqual(word);

    /// <summary>Refuses a parameter that would change what is asked for but has no meaning here.</summary>
    public void RefuseAny(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (parameters.TryGet(name, out _)) Fail(TradingErrors.NotRequired(name));
        }
    }

    /// <summary>A text; null if absent.</summary>
    public string? Text(string name) => TryGet(name, required: false, out var value) ? value.ToString() : null;

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name) => TryGet(name, required: true, out var value) ? value.ToString() : "";

    /// <summary>The listed pair that <c>symbol</c> names.</summary>
    public TradingPair? Pair() => Pair(required: true);

    /// <summary>The listed pair that <c>symbol</c> names; null if absent.</summary>
    public TradingPair? OptionalPair() => Pair(required: false);

    /// <summary>A whole number, zero or more; null if absent.</summary>
    public long? Integer(string name, bool required = false)
    {
        if (!TryGet(name, required, out var value)) return null;
        if (value.Length > 20 || value.ContainsAnyExceptInRange('0', '9'))
        {
            Fail(TradingErrors.IllegalCharacters(name, TradingErrors.IntegerRange));
            return null;
        }

        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Fail(TradingErrors.Overflow(name));
        return null;
    }

    /// <summary>The number of an order or a trade; null if absent.</summary>
    public long? Id(string name, bool required = false)
    {
        if (Integer(name, required) is not { } id) return null;
        if (id > 0) return id;
        Fail(TradingErrors.NotValid(name));
        return null;
    }

    /// <summary>The number of the first order or trade of a list; null if absent. Clients that page from the start ask from zero.</summary>
    public long? FirstId(string name) => Integer(name);

    /// <summary>How many entries are wanted: more than <paramref name="max"/> means that many.</summary>
    public int Limit(int standard, int max)
    {
        if (Integer("limit") is not { } limit) return standard;
        if (limit == 0) Fail(TradingErrors.NotValid("limit"));
        return (int)Math.Min(limit, max);
    }

    /// <summary>A time in milliseconds or microseconds, as microseconds; null if absent.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="toEnd">Whether a millisecond stands for its last microsecond rather than its first.</param>
    public long? Time(string name, bool required = false, bool toEnd = false) => Integer(name, required) switch
    {
        null => null,
        { } micros and >= FirstMicroseconds => micros,
        { } millis => millis * UnixTime.MicrosPerMillisecond + (toEnd ? UnixTime.MicrosPerMillisecond - 1 : 0),
    };

    /// <summary>A price on the pair's grid.</summary>
    public PriceTicks Price(TradingPair? pair, string name)
    {
        if (!TryGetDecimal(name, required: true, out var text) || pair is null) return PriceTicks.None;
        var reading = pair.ReadPrice(text, out var price);
        CheckGrid(reading, name, TradingErrors.PriceFilter);
        return price;
    }

    /// <summary>A quantity on the pair's grid.</summary>
    public QuantityLots Quantity(TradingPair? pair, string name)
    {
        if (!TryGetDecimal(name, required: true, out var text) || pair is null) return QuantityLots.Zero;
        var reading = pair.ReadQuantity(text, out var quantity);
        CheckGrid(reading, name, TradingErrors.LotSize);
        return quantity;
    }

    /// <summary>An amount of an asset, or of something that has decimals as an asset does.</summary>
    public long? Units(string name, int scale, bool required)
    {
        if (!TryGetDecimal(name, required, out var text)) return null;
        switch (DecimalText.Read(text, scale, out var units))
        {
            case DecimalReading.Exact: return units;
            case DecimalReading.TooPrecise:
                Fail(TradingErrors.TooPrecise(name));
                return null;
            default:
                Fail(TradingErrors.Overflow(name));
                return null;
        }
    }

    /// <summary>A trader's name for an order or a cancel; null if absent.</summary>
    public string? ClientOrderId(string name)
    {
        if (!TryGet(name, required: false, out var value)) return null;
        if (value.Length <= 36 && !value.ContainsAnyExcept(ClientOrderIds.Characters)) return value.ToString();
        Fail(TradingErrors.IllegalCharacters(name, TradingErrors.ClientOrderIdRange));
        return null;
    }

    /// <summary>One of a few words; <paramref name="standard"/> if absent.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="words">The words and what they mean; case counts.</param>
    /// <param name="otherwise">The error for any other word; null for the one that names the parameter.</param>
    /// <param name="standard">What absence means; null if the parameter must be there.</param>
    public T? Choice<T>(string name, (string Word, T Meaning)[] words, TradingError? otherwise, T? standard)
        where T : struct
    {
        if (!TryGet(name, required: standard is null, out var value)) return standard;
        foreach (var (word, meaning) in words)
        {
            if (value.SequenceEqual(word)) return meaning;
        }

        Fail(otherwise ?? TradingErrors.NotValid(name));
        return null;
    }

    private TradingPair? Pair(bool required)
    {
        if (!TryGet("symbol", required, out var symbol)) return null;
        if (!Symbols.IsWellFormed(symbol))
        {
            Fail(TradingErrors.IllegalCharacters("symbol", TradingErrors.SymbolRange));
            return null;
        }

        var pair = markets.PairOf(symbol.ToString());
        if (pair is null) Fail(TradingErrors.UnknownSymbol);
        return pair;
    }

    private void CheckGrid(GridReading reading, string name, TradingError offGrid)
    {
        switch (reading)
        {
            case GridReading.Exact: break;
            case GridReading.TooPrecise: Fail(TradingErrors.TooPrecise(name)); break;
            case GridReading.OffGrid: Fail(offGrid); break;
            default: Fail(TradingErrors.Overflow(name)); break;
        }
    }

    private bool TryGetDecimal(string name, bool required, out ReadOnlySpan<char> text)
    {
        if (!TryGet(name, required, out text)) return false;
        var point = text.IndexOf('.');
        var isLegal = point < 0
            ? AreDigits(text)
            : AreDigits(text[..point]) && AreDigits(text[(point + 1)..]);
        if (!isLegal) Fail(TradingErrors.IllegalCharacters(name, TradingErrors.DecimalRange));
        return isLegal;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 20 && !text.ContainsAnyExceptInRange('0', '9');

    private bool TryGet(string name, bool required, out ReadOnlySpan<char> value)
    {
        if (Error is not null)
        {
            value = default;
            return false;
        }

        var isThere = parameters.TryGet(name, out value);
        if (value.Length > 0) return true;
        if (required) Fail(TradingErrors.Missing(name));
        else if (isThere) Fail(TradingErrors.Empty(name));
        return false;
    }
}
