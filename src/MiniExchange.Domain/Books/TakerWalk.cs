using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>What an incoming order comes to next.</summary>
internal enum TakerStep
{
    /// <summary>It trades <see cref="TakerWalk.Traded"/> lots with <see cref="TakerWalk.Maker"/>.</summary>
    Trade,

    /// <summary>The next maker is of its own account, and its mode forbids the trade.</summary>
    OwnOrder,

    /// <summary>It has all it asked for, or what is left of its quote quantity pays for no lot at the next price.</summary>
    Satisfied,

    /// <summary>Nothing is left on the book at a price it accepts.</summary>
    NothingToTake,
}

/// <summary>
/// An incoming order's way through the opposite side, one maker at a time, changing nothing. Counting beforehand (fill or
/// kill, cost of a market order) and planning the trades walk this same way, and so cannot disagree.
/// </summary>
internal ref struct TakerWalk
{
    private readonly TradingPair _terms;
    private readonly ref readonly NewOrder _order;
    private readonly bool _isByQuote;
    private PriorityWalk _makers;
    private bool _isDoneWithMaker;

    public TakerWalk(Book book, in NewOrder order, QuantityLots taken, AssetUnits takenQuote)
    {
        Invariant.Require(book.Terms is not null);
        _terms = book.Terms;
        _order = ref order;
        _isByQuote = order.IsByQuoteQuantity;
        _makers = new PriorityWalk(book.Opposite(order.Side));
        Left = _isByQuote ? QuantityLots.Zero : order.Quantity - taken;
        LeftQuote = _isByQuote ? order.QuoteQuantity - takenQuote : AssetUnits.Zero;
    }

    /// <summary>Lots still to trade; zero for an order by quote quantity.</summary>
    public QuantityLots Left { get; private set; }

    /// <summary>Quote units still to trade; zero unless the order is by quote quantity.</summary>
    public AssetUnits LeftQuote { get; private set; }

    /// <summary>Lots of the last <see cref="TakerStep.Trade"/>.</summary>
    public QuantityLots Traded { get; private set; }

    /// <summary>The order met in the last step that met one.</summary>
    public readonly ref readonly RestingNode Maker => ref _makers.Order;

    /// <summary>The maker's price, at which the two trade.</summary>
    public readonly PriceTicks Price => _makers.Price;

    /// <summary>Goes to the next maker. An own order is passed over; whether it expires is the caller's to say.</summary>
    public TakerStep Next()
    {
        if (_isDoneWithMaker)
        {
            _makers.MoveNext();
            _isDoneWithMaker = false;
        }

        if (Left == QuantityLots.Zero && LeftQuote == AssetUnits.Zero) return TakerStep.Satisfied;
        if (_makers.IsAtEnd || !_order.TakesAt(_makers.Price)) return TakerStep.NothingToTake;

        var most = _isByQuote ? _terms.LotsFor(LeftQuote, _makers.Price) : Left;
        if (most == QuantityLots.Zero) return TakerStep.Satisfied;

        ref readonly var maker = ref _makers.Order;
        if (maker.AccountId == _order.AccountId && _order.SelfTradePrevention != SelfTradePrevention.None)
        {
            _isDoneWithMaker = true;
            return TakerStep.OwnOrder;
        }

        Traded = QuantityLots.Min(most, maker.Remaining);
        if (_isByQuote) LeftQuote -= _terms.Notional(Traded, _makers.Price);
        else Left -= Traded;

        _isDoneWithMaker = Traded == maker.Remaining;
        return TakerStep.Trade;
    }
}
