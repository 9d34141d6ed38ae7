using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>One order's side of one trade, as the book executed it.</summary>
/// <param name="TradeId">The trade.</param>
/// <param name="Role">Maker or taker.</param>
/// <param name="Price">The trade's price, the maker's.</param>
/// <param name="Quantity">Lots traded.</param>
/// <param name="BaseAmount">The same quantity in base units.</param>
/// <param name="QuoteAmount">Price times quantity in quote units.</param>
/// <param name="FeeRatePpm">The rate of this role when the trade was executed, in millionths.</param>
/// <param name="ExecutedAtUnixMicros">When the book executed it.</param>
public sealed record Fill(
    TradeId TradeId,
    LiquidityRole Role,
    PriceTicks Price,
    QuantityLots Quantity,
    AssetUnits BaseAmount,
    AssetUnits QuoteAmount,
    int FeeRatePpm,
    long ExecutedAtUnixMicros);
