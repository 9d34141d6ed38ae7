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

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What an account has, and what it pays.</summary>
internal sealed class AccountRoutes(ExchangeClient exchange, MarketDirectory markets) : ITradingResource
{
    private const int PpmPerBasisPoint = 100;
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
        json.WriteString("maker"u8, CommissionJson.Rate(makerPpm));
        json.WriteString("taker"u8, CommissionJson.Rate(takerPpm));
        json.WriteString("buyer"u8, CommissionJson.Rate(0));
        json.WriteString("seller"u8, CommissionJson.Rate(0));
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

    /// <summary>What the account has of every listed asset.</summary>
    public static IEnumerable<(Asset Asset, Balance Balance)> AllBalances(BalancesState state, MarketCatalog catalog)
    {
        var touched = state.Balances.ToDictionary(static entry => entry.Asset, static entry => entry.Balance);
        return catalog.Assets.Select(asset => (asset, touched.GetValueOrDefault(asset.Id)));
    }
}
