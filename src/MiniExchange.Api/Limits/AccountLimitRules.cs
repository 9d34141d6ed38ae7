using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Limits;

/// <summary>The operator's limits on what one account may have open in all, in the exchange's units. Accounts enforce them.</summary>
internal sealed class AccountLimitRules(IOptions<ApiOptions> options, MarketDirectory markets)
{
    private Reading? _last;

    /// <summary>The limits. An asset that is not listed has none.</summary>
    public AccountLimits Limits
    {
        get
        {
            var catalog = markets.Catalog;
            if (_last is { } last && ReferenceEquals(last.Catalog, catalog)) return last.Limits;
            var limits = Read();
            _last = new Reading(catalog, limits);
            return limits;
        }
    }

    private AccountLimits Read()
    {
        var settings = options.Value.AccountLimits;
        var perOrder = ImmutableDictionary.CreateBuilder<AssetId, AssetUnits>();
        foreach (var (code, text) in settings.MaxPerOrder)
        {
            if (markets.AssetOf(code) is not { } asset) continue;
            if (DecimalText.Read(text, asset.Scale, out var units) == DecimalReading.Exact) perOrder[asset.Id] = new AssetUnits(units);
        }

        return new AccountLimits
        {
            MaxOrders = settings.MaxOrders,
            MaxStopOrders = settings.MaxStopOrders,
            MaxIcebergOrders = settings.MaxIcebergOrders,
            MaxOrderLists = settings.MaxOrderLists,
            MaxPerOrder = perOrder.ToImmutable(),
        };
    }

    private sealed record Reading(MarketCatalog Catalog, AccountLimits Limits);
}
