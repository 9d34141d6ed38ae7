using System;
using System.Collections.Generic;
using MiniExchange.LoadTests.Requests;
using MiniExchange.LoadTests.Traders;

namespace MiniExchange.LoadTests.Scenarios;

/// <summary>Says what one connection asks next: the scenarios themselves. For one thread at a time.</summary>
/// <param name="mix">What is asked how often.</param>
/// <param name="markets">The pairs to trade; the script stays on one.</param>
/// <param name="traders">Whose orders they are.</param>
/// <param name="number">Tells the scripts of a run apart.</param>
/// <param name="run">Tells runs apart, in the orders' names.</param>
internal sealed class TraderScript(ScenarioMix mix, IReadOnlyList<Market> markets, TraderRing traders, int number, long run)
{
    private const int MaxAttempts = 3;

    private readonly Market _market = markets[number % markets.Count];
    private readonly Random _random = new(number);
    private Trader? _first;
    private Trader? _second;
    private Operation _operation;
    private long _order;
    private int _attempts;

    /// <summary>Whether something was begun that another request has to end.</summary>
    public bool IsMidway { get; private set; }

    /// <summary>The pair that it trades.</summary>
    public string Symbol => _market.Symbol;

    /// <summary>Whose order the last request placed or canceled; null: it only asked.</summary>
    public Trader? OrderOf => _operation switch
    {
        Operation.Place or Operation.Cancel or Operation.Offer => _first,
        Operation.Take => _second,
        _ => null,
    };

    /// <summary>Renders the next request.</summary>
    public Operation Next(RequestBuffer request)
    {
        if (!IsMidway)
        {
            (_first, _second) = traders.NextPair();
            _operation = mix.Begin(_random.NextDouble() * 100);
            _order++;
            _attempts = 0;
        }
        else if (_attempts++ == 0)
        {
            _operation = _operation == Operation.Place ? Operation.Cancel : Operation.Take;
        }

        Render(request);
        return _operation;
    }

    /// <summary>Takes note of how the last request was answered.</summary>
    /// <param name="status">Its status; 0 if there was no answer.</param>
    public void Answered(int status) => IsMidway = _operation switch
    {
        // What was begun and may have happened is ended, so that nothing is left in the book.
        Operation.Place or Operation.Offer => status is 200 or 0 or 504,

        // An exchange that was too busy for the second half is asked again, as a trader would.
        // An order of which nobody knows is not placed twice.
        Operation.Cancel => status is 0 or 429 or 503 or 504 && _attempts < MaxAttempts,
        Operation.Take => status is 429 or 503 && _attempts < MaxAttempts,
        _ => false,
    };

    private void Render(RequestBuffer request)
    {
        switch (_operation)
        {
            case Operation.Place:
                RenderOrder(request, "&side=BUY"u8, _market.FarTerms[_random.Next(_market.FarTerms.Length)], "&newClientOrderId="u8);
                request.EndSigned(_first!);
                break;
            case Operation.Offer:
                RenderOrder(request, "&side=SELL&selfTradePreventionMode=NONE"u8, _market.TradeTerms, "&newClientOrderId="u8);
                request.EndSigned(_first!);
                break;
            case Operation.Take:
                RenderOrder(request, "&side=BUY&selfTradePreventionMode=NONE"u8, _market.TradeTerms, "&newClientOrderId=t"u8);
                request.EndSigned(_second!);
                break;
            case Operation.Cancel:
                request.Begin("DELETE"u8, "/api/v3/order"u8, _market.SymbolParameter);
                request.Add("&origClientOrderId="u8);
                AddOrderName(request);
                request.EndSigned(_first!);
                break;
            case Operation.Depth:
                request.Begin("GET"u8, "/api/v3/depth"u8, _market.DepthQuery);
                request.End();
                break;
            case Operation.OpenOrders:
                request.Begin("GET"u8, "/api/v3/openOrders"u8, _market.SymbolParameter);
                request.EndSigned(_first!);
                break;
            default:
                request.Begin("GET"u8, "/api/v3/account"u8, "omitZeroBalances=true"u8);
                request.EndSigned(_first!);
                break;
        }
    }

    private void RenderOrder(RequestBuffer request, ReadOnlySpan<byte> side, ReadOnlySpan<byte> terms, ReadOnlySpan<byte> name)
    {
        request.Begin("POST"u8, "/api/v3/order"u8, _market.SymbolParameter);
        request.Add(side);
        request.Add(terms);
        request.Add(name);
        AddOrderName(request);
    }

    private void AddOrderName(RequestBuffer request)
    {
        request.Add(run);
        request.Add("-"u8);
        request.Add(number);
        request.Add("-"u8);
        request.Add(_order);
    }
}
