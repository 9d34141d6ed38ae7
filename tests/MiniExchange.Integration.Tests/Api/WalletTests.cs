using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Wallet routes of an exchange on which nothing is deposited or withdrawn.</summary>
public sealed class WalletTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Coins_TellBalancesAndOneClosedNetworkEach()
    {
        _host.Engine.Answer = _ => new BalancesState(false, [(ApiHost.Btc.Id, new Balance(new AssetUnits(7), new AssetUnits(8)))], 0);

        var coins = await SignedAsync("/sapi/v1/capital/config/getall", "", 200);

        Assert.Equal(["BTC", "USDT", "ETH"], coins.EnumerateArray().Select(static coin => coin.GetProperty("coin").GetString()));
        Assert.Equal(("0.00000007", "0.00000008"), (coins[0].GetProperty("free").GetString(), coins[0].GetProperty("locked").GetString()));
        var network = Assert.Single(coins[0].GetProperty("networkList").EnumerateArray());
        HttpJson.Same(
            """
            {"network":"BTC","coin":"BTC","name":"BTC","isDefault":true,"depositEnable":false,"withdrawEnable":false,
             "depositDesc":"Not enabled on this exchange.","withdrawDesc":"Not enabled on this exchange.","withdrawFee":"0.00000000",
             "withdrawMin":"0.00000001","withdrawMax":"92233720368.54775807","withdrawIntegerMultiple":"0.00000001","depositDust":"0.00000001",
             "contractAddressUrl":"","contractAddress":"","minConfirm":0,"unLockConfirm":0,"busy":false}
            """,
            network);
    }

    [Theory]
    [InlineData("/sapi/v1/capital/deposit/hisrec")]
    [InlineData("/sapi/v1/capital/withdraw/history")]
    public async Task History_OfAnyRange_IsEmpty(string path) => HttpJson.Same(
        "[]", await SignedAsync(path, "coin=BTC&startTime=1600000000000&endTime=1707776000000&limit=1000", 200));

    [Theory]
    [InlineData("coin=BTC&network=BTC", -4019, "Deposits are not enabled for this coin.")]
    [InlineData("coin=XRP", -4018, "We don't have this asset.")]
    [InlineData("", -1102, "Mandatory parameter 'coin' was not sent, was empty/null, or malformed.")]
    public async Task DepositAddress_IsRefused(string query, int code, string message) =>
        Same(code, message, await SignedAsync("/sapi/v1/capital/deposit/address", query, 400));

    [Theory]
    [InlineData("coin=BTC&address=bc1q&amount=0.5", -4019, "Withdrawals are not enabled for this coin.")]
    [InlineData("coin=BTC&address=a b, {memo: ü}&name=my wallet&amount=0.5", -4019, "Withdrawals are not enabled for this coin.")]
    [InlineData("coin=XRP&address=r&amount=1", -4018, "We don't have this asset.")]
    [InlineData("coin=BTC&amount=1", -1102, "Mandatory parameter 'address' was not sent, was empty/null, or malformed.")]
    public async Task Withdrawal_HoweverItsBodyIsWritten_IsReadAndRefused(string form, int code, string message)
    {
        var request = _host.Trader.SignedForm("POST", "/sapi/v1/capital/withdraw/apply", form);

        Same(code, message, await _host.Trader.SendAsync(request).ExpectAsync(400));
        Assert.Empty(_host.Engine.Asked);
    }

    [Fact]
    public async Task Withdrawal_WithAKeyThatMayOnlyRead_IsRefused()
    {
        var request = _host.Reader.SignedForm("POST", "/sapi/v1/capital/withdraw/apply", "coin=BTC&address=bc1q&amount=0.5");

        Assert.Equal(-2015, (await _host.Reader.SendAsync(request).ExpectAsync(401)).GetProperty("code").GetInt32());
    }

    private static void Same(int code, string message, JsonElement error) =>
        Assert.Equal((code, message), (error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()));

    private Task<JsonElement> SignedAsync(string path, string query, int status) =>
        _host.Trader.SendAsync(_host.Trader.Signed("GET", path, query)).ExpectAsync(status);
}
