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
/// <remarks>One at a time per book, which uses the same one again: it and the icebergs that it remembers allocate nothing.</remarks>
internal sealed class TakerWalk(Book book, OrderPool orders)
{
    private readonly RefillQueue _refills = new();
    private AccountId _taker;
    private PriceTicks _limit;
    private SelfTradePrevention _mode;
    private Side _side;
    private bool _isByQuote;
    private bool _isAmongRefills;
    private bool _isDoneWithMaker;
    private int _rank;
    private int _position;
    private QuantityLots _shown;

    /// <summary>Starts anew, with all that an order asks for.</summary>
    public void Begin(in NewOrder order) => Begin(order, order.Quantity, order.QuoteQuantity);

    /// <summary>Starts anew, with what is left of an order.</summary>
    public void Begin(in NewOrder order, QuantityLots left, AssetUnits leftQuote)
    {
        _taker = order.AccountId;
        _limit = order.LimitPrice;
        _mode = order.SelfTradePrevention;
        _side = order.Side;
        _isByQuote = leftQuote > AssetUnits.Zero;
        _refills.Clear();
        _isAmongRefills = false;
        _isDoneWithMaker = false;
        Left = left;
        LeftQuote = leftQuote;
        _rank = book.Opposite(_side).LevelCount;
        MeetNextLevel();
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
    public ref readonly RestingNode Maker => ref orders[_position];

    /// <summary>The maker's price, at which the two trade.</summary>
    public PriceTicks Price { get; private set; }

    /// <summary>
    /// Goes to the next maker. An own order is decremented, if that is the order's mode, or else passed over; what becomes
    /// of it is the caller's to say.
    /// </summary>
    public TakerStep Next()
    {
        if (_isDoneWithMaker) MoveOn();

        if (Left == QuantityLots.Zero && LeftQuote == AssetUnits.Zero) return TakerStep.Satisfied;
        if (_position == OrderPool.None || !NewOrder.TakesAt(_side, _limit, Price)) return TakerStep.NothingToTake;

        Wanted = _isByQuote ? book.Terms!.LotsFor(LeftQuote, Price) : Left;
        if (Wanted == QuantityLots.Zero) return TakerStep.Satisfied;

        Traded = QuantityLots.Min(Wanted, _shown);
        var isOwn = _mode != SelfTradePrevention.None && Maker.AccountId == _taker;
        if (isOwn && _mode != SelfTradePrevention.Decrement)
        {
            _isDoneWithMaker = true;
            return TakerStep.OwnOrder;
        }

        if (_isByQuote) LeftQuote -= book.Terms!.Notional(Traded, Price);
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
        MeetNextLevel();
    }

    private void MeetNextLevel()
    {
        _position = OrderPool.None;
        if (--_rank < 0) return;

        ref readonly var level = ref book.Opposite(_side).LevelAt(_rank);
        Price = level.Price;
        _position = level.Head;
        Meet();
    }

    private void Meet()
    {
        ref readonly var maker = ref Maker;
        MakerLeft = maker.Remaining;
        _shown = maker.Visible;
    }
}
