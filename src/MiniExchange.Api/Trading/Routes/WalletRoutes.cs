using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
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

/// <summary>Coins, fees, deposits and withdrawals. Nothing goes on or off a chain here: the lists are empty and the rest says so.</summary>
internal sealed class WalletRoutes(ExchangeClient exchange, MarketDirectory markets) : ITradingResource
{
    private const string NoNetworkReason = "Not enabled on this exchange.";
    private static readonly TradingParameter Coin = new("coin", "An asset, such as BTC.");
    private static readonly TradingParameter RequiredCoin = Coin with { IsRequired = true };

    public IEnumerable<TradingRoute> Routes =>
    [
        new("GET", "/sapi/v1/capital/config/getall", ApiPermissions.UserData, CoinsAsync)
        {
            Summary = "The assets with the account's balances. Each has one network, closed both ways.",
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
        new("GET", "/sapi/v1/capital/deposit/address", ApiPermissions.UserData, DepositAddress)
        {
            Summary = "Says that nothing can be deposited.",
            Returns = "Always an error.",
            Weight = static _ => 10,
            Parameters = [RequiredCoin, new("network", "Ignored.")],
            Errors = [-4018, -4019],
        },
        Empty("/sapi/v1/capital/deposit/hisrec", "Deposits: none."),
        Empty("/sapi/v1/capital/withdraw/history", "Withdrawals: none."),
        new("POST", "/sapi/v1/capital/withdraw/apply", ApiPermissions.Trade, Withdraw)
        {
            Summary = "Says that nothing can be withdrawn.",
            Returns = "Always an error.",
            Parameters = [RequiredCoin, new("address", "Where to.", IsRequired: true), new("amount", "How much.", IsRequired: true)],
            Errors = [-4018, -4019],
        },
    ];

    private async ValueTask<TradingError?> CoinsAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var outcome = await exchange.BalancesAsync(request.Account, request.Aborted);
        if (outcome is not Completed<BalancesState> { Value: var state }) return TradingErrors.Of(outcome);

        json.WriteStartArray();
        foreach (var (asset, balance) in AccountRoutes.AllBalances(state, markets.Catalog)) WriteCoin(json, asset, balance);
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
            json.WriteString("makerCommission"u8, CommissionJson.Rate(pair.MakerFeePpm));
            json.WriteString("takerCommission"u8, CommissionJson.Rate(pair.TakerFeePpm));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return default;
    }

    private ValueTask<TradingError?> DepositAddress(TradingRequest request, Utf8JsonWriter json) =>
        new(Refuse(request, TradingErrors.DepositsClosed));

    private ValueTask<TradingError?> Withdraw(TradingRequest request, Utf8JsonWriter json)
    {
        request.Read.RequiredText("address");
        request.Read.Units("amount", Asset.MaxScale, required: true);
        return new ValueTask<TradingError?>(Refuse(request, TradingErrors.WithdrawalsClosed));
    }

    private TradingError Refuse(TradingRequest request, TradingError closed)
    {
        var coin = request.Read.RequiredText(Coin.Name);
        return request.Read.Error ?? (markets.AssetOf(coin) is null ? TradingErrors.UnknownCoin : closed);
    }

    private static void WriteCoin(Utf8JsonWriter json, Asset asset, Balance balance)
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
        WriteNetwork(json, asset);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // One that is named for the asset: clients read their precision of a coin from it.
    private static void WriteNetwork(Utf8JsonWriter json, Asset asset)
    {
        var (zero, unit) = (asset.Format(AssetUnits.Zero), asset.Format(new AssetUnits(1)));
        json.WriteStartObject();
        json.WriteString("network"u8, asset.Code);
        json.WriteString("coin"u8, asset.Code);
        json.WriteString("name"u8, asset.Code);
        json.WriteBoolean("isDefault"u8, true);
        json.WriteBoolean("depositEnable"u8, false);
        json.WriteBoolean("withdrawEnable"u8, false);
        json.WriteString("depositDesc"u8, NoNetworkReason);
        json.WriteString("withdrawDesc"u8, NoNetworkReason);
        json.WriteString("withdrawFee"u8, zero);
        json.WriteString("withdrawMin"u8, unit);
        json.WriteString("withdrawMax"u8, asset.Format(new AssetUnits(long.MaxValue)));
        json.WriteString("withdrawIntegerMultiple"u8, unit);
        json.WriteString("depositDust"u8, unit);
        json.WriteString("contractAddressUrl"u8, "");
        json.WriteString("contractAddress"u8, "");
        json.WriteNumber("minConfirm"u8, 0);
        json.WriteNumber("unLockConfirm"u8, 0);
        json.WriteBoolean("busy"u8, false);
        json.WriteEndObject();
    }

    // Any range and filter of nothing is nothing.
    private static TradingRoute Empty(string path, string summary) => new("GET", path, ApiPermissions.UserData, static (_, json) =>
    {
        json.WriteStartArray();
        json.WriteEndArray();
        return default;
    })
    {
        Summary = summary,
        Returns = "An empty array.",
        Parameters = [Coin, new("startTime", "Ignored.", IsInteger: true), new("endTime", "Ignored.", IsInteger: true), new("limit", "Ignored.", IsInteger: true)],
    };
}
