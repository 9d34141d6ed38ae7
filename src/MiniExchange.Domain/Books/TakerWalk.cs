using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>What an incoming order comes to next.</summary>
internal enum TakerStep
{
    /// <summary>It trades <see cref="TakerWalk.Traded"/> lots with <see cref="TakerWalk.Maker"/>.</summary>
    Trade,

    /// <summary>The next maker is of its own account, and its mode forbids the trade of <see cref="TakerWalk.Traded"/> lots.</summary>
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
/// <remarks>One at a time per book: the icebergs that it has met are remembered in the book's own buffer.</remarks>
internal ref struct TakerWalk
{
    private readonly TradingPair _terms;
    private readonly ref readonly NewOrder _order;
    private readonly BookSide _makers;
    private readonly RefillQueue _refills;
    private readonly bool _isByQuote;
    private int _rank;
    private int _position;
    private bool _isAmongRefills;
    private bool _isDoneWithMaker;
    private QuantityLots _shown;

    public TakerWalk(Book book, in NewOrder order)
        : this(book, order, order.Quantity, order.QuoteQuantity)
    {
    }

    public TakerWalk(Book book, in NewOrder order, QuantityLots left, AssetUnits leftQuote)
    {
        Invariant.Require(book.Terms is not null);
        _terms = book.Terms;
        _order = ref order;
        _isByQuote = order.IsByQuoteQuantity;
        _makers = book.Opposite(order.Side);
        _refills = book.Refills;
        _refills.Clear();
        _rank = _makers.LevelCount - 1;
        _position = _makers.First;
        if (_position != OrderPool.None) Meet();

        Left = left;
        LeftQuote = leftQuote;
    }

    /// <summary>Lots still to trade; zero for an order by quote quantity.</summary>
    public QuantityLots Left { get; private set; }

    /// <summary>Quote units still to trade; zero unless the order is by quote quantity.</summary>
    public AssetUnits LeftQuote { get; private set; }

    /// <summary>Lots still to trade at <see cref="Price"/>, when the last step met a maker.</summary>
    public QuantityLots Wanted { get; private set; }

    /// <summary>Lots of the last <see cref="TakerStep.Trade"/>, or those that an own order was kept from.</summary>
    public QuantityLots Traded { get; private set; }

    /// <summary>What is left of the maker after the last <see cref="TakerStep.Trade"/>, or decrement.</summary>
    public QuantityLots MakerLeft { get; private set; }

    /// <summary>The order met in the last step that met one, as it was before the walk.</summary>
    public readonly ref readonly RestingNode Maker => ref _makers.Orders[_position];

    /// <summary>The maker's price, at which the two trade.</summary>
    public readonly PriceTicks Price => _makers.LevelAt(_rank).Price;

    /// <summary>
    /// Goes to the next maker. An own order is decremented, if that is the order's mode, or else passed over; what becomes
    /// of it is the caller's to say.
    /// </summary>
    public TakerStep Next()
    {
        if (_isDoneWithMaker) MoveOn();

        if (Left == QuantityLots.Zero && LeftQuote == AssetUnits.Zero) return TakerStep.Satisfied;
        if (_position == OrderPool.None || !_order.TakesAt(Price)) return TakerStep.NothingToTake;

        Wanted = _isByQuote ? _terms.LotsFor(LeftQuote, Price) : Left;
        if (Wanted == QuantityLots.Zero) return TakerStep.Satisfied;

        Traded = QuantityLots.Min(Wanted, _shown);
        var isOwn = Maker.AccountId == _order.AccountId && _order.SelfTradePrevention != SelfTradePrevention.None;
        if (isOwn && _order.SelfTradePrevention != SelfTradePrevention.Decrement)
        {
            _isDoneWithMaker = true;
            return TakerStep.OwnOrder;
        }

        if (_isByQuote) LeftQuote -= _terms.Notional(Traded, Price);
        else Left -= Traded;

        _shown -= Traded;
        MakerLeft -= Traded;
        if (_shown == QuantityLots.Zero)
        {
            _isDoneWithMaker = true;
            if (MakerLeft > QuantityLots.Zero) _refills.Add(_position, MakerLeft);
        }

        return isOwn ? TakerStep.OwnOrder : TakerStep.Trade;
    }

    private void MoveOn()
    {
        _isDoneWithMaker = false;
        if (!_isAmongRefills)
        {
            var next = Maker.Next;
            if (next != OrderPool.None)
            {
                _position = next;
                Meet();
                return;
            }
        }

        // Whoever was refilled at this price stands behind all who were there already.
        if (_refills.TryTake(out var position, out var left))
        {
            _isAmongRefills = true;
            _position = position;
            MakerLeft = left;
            _shown = QuantityLots.Min(Maker.DisplayQuantity, left);
            return;
        }

        _isAmongRefills = false;
        _position = --_rank >= 0 ? _makers.LevelAt(_rank).Head : OrderPool.None;
        if (_position != OrderPool.None) Meet();
    }

    private void Meet()
    {
        ref readonly var maker = ref Maker;
        MakerLeft = maker.Remaining;
        _shown = maker.Visible;
    }
}
