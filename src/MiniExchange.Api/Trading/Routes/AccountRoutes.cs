using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What an account has, and what it pays.</summary>
internal sealed class AccountRoutes(ExchangeClient exchange, MarketDirectory markets) : ITradingResource
{
    private const int PpmPerBasisPoint = 100;
    private const int PpmScale = 6;
    private static readonly (string, bool)[] Booleans = [("true", true), ("false", false)];

    public IEnumerable<TradingRoute> Routes =>
    [
        new("GET", "/api/v3/account", ApiPermissions.UserData, AccountAsync)
        {
            Summary = "The account with its balances. Fee rates are per pair; those shown here are the highest.",
            Returns = "Fee rates, what the account may do, balances of asset, free and locked, uid.",
            Weight = static _ => 20,
            Parameters = [new("omitZeroBalances", "Whether to leave out what the account has nothing of.") { Words = ["true", "false"] }],
        },
        new("GET", "/sapi/v1/capital/config/getall", ApiPermissions.UserData, CoinsAsync)
        {
            Summary = "The assets with the account's balances. No networks: nothing is deposited or withdrawn here.",
            Returns = "An array of coin, name, free, locked, networkList and flags.",
            Weight = static _ => 10,
        },
        new("GET", "/sapi/v1/asset/tradeFee", ApiPermissions.UserData, FeesAsync)
        {
            Summary = "Maker and taker fees per pair, as fractions of what is received.",
            Returns = "An array of symbol, makerCommission, takerCommission.",
            Parameters = [new("symbol", "Only this pair.")],
            Errors = [-1121],
        },
    ];

    private async ValueTask<TradingError?> AccountAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var omitZero = request.Read.Choice("omitZeroBalances", Booleans, null, standard: false);
        if (request.Read.Error is { } error) return error;

        var outcome = await exchange.BalancesAsync(request.Account, request.Aborted);
        if (outcome is not Completed<BalancesState> { Value: var state }) return TradingErrors.Of(outcome);

        var catalog = markets.Catalog;
        var makerPpm = catalog.Pairs.Select(static pair => pair.MakerFeePpm).DefaultIfEmpty().Max();
        var takerPpm = catalog.Pairs.Select(static pair => pair.TakerFeePpm).DefaultIfEmpty().Max();
        json.WriteStartObject();
        json.WriteNumber("makerCommission"u8, makerPpm / PpmPerBasisPoint);
        json.WriteNumber("takerCommission"u8, takerPpm / PpmPerBasisPoint);
        json.WriteNumber("buyerCommission"u8, 0);
        json.WriteNumber("sellerCommission"u8, 0);
        json.WriteStartObject("commissionRates"u8);
        json.WriteString("maker"u8, Rate(makerPpm));
        json.WriteString("taker"u8, Rate(takerPpm));
        json.WriteString("buyer"u8, Rate(0));
        json.WriteString("seller"u8, Rate(0));
        json.WriteEndObject();
        json.WriteBoolean("canTrade"u8, !state.IsFrozen);
        json.WriteBoolean("canWithdraw"u8, false);
        json.WriteBoolean("canDeposit"u8, false);
        json.WriteBoolean("brokered"u8, false);
        json.WriteBoolean("requireSelfTradePrevention"u8, false);
        json.WriteBoolean("preventSor"u8, false);
        json.WriteNumber("updateTime"u8, state.LastChangeAtUnixMicros / UnixTime.MicrosPerMillisecond);
        json.WriteString("accountType"u8, "SPOT"u8);
        json.WriteStartArray("balances"u8);
        foreach (var (asset, balance) in AllBalances(state, catalog))
        {
            if (omitZero == true && balance == default) continue;
            json.WriteStartObject();
            json.WriteString("asset"u8, asset.Code);
            json.WriteString("free"u8, asset.Format(balance.Available));
            json.WriteString("locked"u8, asset.Format(balance.Frozen));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("permissions"u8);
        json.WriteStringValue("SPOT"u8);
        json.WriteEndArray();
        json.WriteNumber("uid"u8, request.Account.Value);
        json.WriteEndObject();
        return null;
    }

    private async ValueTask<TradingError?> CoinsAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var outcome = await exchange.BalancesAsync(request.Account, request.Aborted);
        if (outcome is not Completed<BalancesState> { Value: var state }) return TradingErrors.Of(outcome);

        json.WriteStartArray();
        foreach (var (asset, balance) in AllBalances(state, markets.Catalog))
        {
            var zero = asset.Format(AssetUnits.Zero);
            json.WriteStartObject();
            json.WriteString("coin"u8, asset.Code);
            json.WriteString("name"u8, asset.Code);
            json.WriteString("free"u8, asset.Format(balance.Available));
            json.WriteString("locked"u8, asset.Format(balance.Frozen));
            json.WriteString("freeze"u8, zero);
            json.WriteString("withdrawing"u8, zero);
            json.WriteString("ipoing"u8, zero);
            json.WriteString("ipoable"u8, zero);
            json.WriteString("storage"u8, zero);
            json.WriteBoolean("isLegalMoney"u8, false);
            json.WriteBoolean("trading"u8, true);
            json.WriteBoolean("depositAllEnable"u8, false);
            json.WriteBoolean("withdrawAllEnable"u8, false);
            json.WriteStartArray("networkList"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    private ValueTask<TradingError?> FeesAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var only = request.Read.OptionalPair();
        if (request.Read.Error is { } error) return new ValueTask<TradingError?>(error);

        json.WriteStartArray();
        foreach (var pair in markets.Catalog.Pairs)
        {
            if (only is not null && pair.Id != only.Id) continue;
            json.WriteStartObject();
            json.WriteString("symbol"u8, pair.Symbol);
            json.WriteString("makerCommission"u8, Rate(pair.MakerFeePpm));
            json.WriteString("takerCommission"u8, Rate(pair.TakerFeePpm));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return default;
    }

    private static IEnumerable<(Asset Asset, Balance Balance)> AllBalances(BalancesState state, MarketCatalog catalog)
    {
        var touched = state.Balances.ToDictionary(static entry => entry.Asset, static entry => entry.Balance);
        return catalog.Assets.Select(asset => (asset, touched.GetValueOrDefault(asset.Id)));
    }

    private static string Rate(int ppm) => DecimalText.Write(ppm, PpmScale);
}
