using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>Deposits and withdrawals are closed, and say so.</summary>
public sealed class WalletTests(SqliteSite site) : CcxtTestBase(site)
{
    [NodeFact]
    public async Task DepositsAndWithdrawals_SayThatTheyAreNotEnabledAndListNone()
    {
        var address = await Alice.RefusedAsync("fetchDepositAddress", "BTC");
        Assert.Contains("Deposits are not enabled for this coin.", address.Message, StringComparison.Ordinal);
        var withdrawal = await Alice.RefusedAsync("withdraw", "BTC", 0.1m, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT");
        Assert.Contains("Withdrawals are not enabled for this coin.", withdrawal.Message, StringComparison.Ordinal);
        Assert.Empty((await Alice.CallAsync("fetchDeposits")).EnumerateArray());
        Assert.Empty((await Alice.CallAsync("fetchWithdrawals")).EnumerateArray());
        await AssertBalanceAsync(Alice, "BTC", 1m, 0m);
    }

    [NodeFact]
    public async Task DepositWithdrawFees_AreThoseOfEveryCoin()
    {
        var fees = await Alice.CallAsync("fetchDepositWithdrawFees");

        foreach (var coin in (string[])["BTC", "ETH", "USDT"])
        {
            Assert.Equal(0m, fees.GetProperty(coin).GetProperty("withdraw").Amount("fee"));
            Assert.Equal(0m, fees.GetProperty(coin).GetProperty("networks").GetProperty(coin).GetProperty("withdraw").Amount("fee"));
        }
    }
}
