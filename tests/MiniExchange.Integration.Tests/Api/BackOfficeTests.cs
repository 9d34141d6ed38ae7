using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Settlement;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Transfers;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class BackOfficeTests : IAsyncLifetime
{
    private const string Credit = """{"userId":1,"asset":"BTC","amount":"1.5","reference":"wire-1"}""";
    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartAsync(("Api:SignInsPerMinute", "1000"), ("Api:MaxApiKeysPerUser", "2"));
        _host.Engine.Answer = static asked => asked is Deposit deposit
            ? new DepositState(new DepositTerms(deposit.Account, deposit.Asset, deposit.Amount, deposit.Reference))
            : new BalancesState(false, [], 0);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task User_WhoRegistersAndSignsIn_TradesWithAKeyUntilItIsRemoved()
    {
        var registered = await SendAsync(
            "POST", "/api/v1/auth/register", """{"username":"anna","email":"anna@example.com","password":"correct horse"}""", 201);
        Assert.Equal(2, registered.GetProperty("userId").GetInt64());

        var signedIn = await SendAsync("POST", "/api/v1/auth/login", """{"username":"ANNA","password":"correct horse"}""", 200);
        Assert.Equal(ApiHost.Start.AddMinutes(60), signedIn.GetProperty("expiresAt").GetDateTimeOffset());
        var token = signedIn.GetProperty("accessToken").GetString();

        var added = await SendAsync("POST", "/api/v1/api-keys", """{"label":"bot","permissions":["USER_DATA"]}""", 201, token);
        var key = added.GetProperty("apiKey").GetString()!;
        var secret = added.GetProperty("secretKey").GetString()!;
        Assert.Equal((64, 64), (key.Length, secret.Length));
        var bot = new SigningClient(_host.Client, key, secret, _host.Clock);
        var account = await bot.SendAsync(bot.Signed("GET", "/api/v3/account")).ExpectAsync(200);
        Assert.Equal(2, account.GetProperty("uid").GetInt64());

        var listed = await SendAsync("GET", "/api/v1/api-keys", null, 200, token);
        HttpJson.Same(
            $$"""[{"apiKey":"{{key}}","label":"bot","type":"HMAC","permissions":["USER_DATA"],"allowedAddresses":[],"createdAt":"2023-11-14T22:13:20+00:00"}]""", listed);

        await SendAsync("DELETE", $"/api/v1/api-keys/{key}", null, 204, token);
        await bot.SendAsync(bot.Signed("GET", "/api/v3/account")).ExpectAsync(401);
        await SendAsync("DELETE", $"/api/v1/api-keys/{key}", null, 404, token);
    }

    [Fact]
    public async Task Secret_AsStored_IsNotTheSecret()
    {
        var stored = await _host.Users.FindKeyAsync(_host.Trader.ApiKey, default);

        Assert.DoesNotContain("test-secret-0001", Encoding.ASCII.GetString(stored!.EncryptedSecret), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_WhenItHasEnded_IsRefused()
    {
        var token = await _host.SignInAsync("anna", isAdmin: false);
        await SendAsync("GET", "/api/v1/api-keys", null, 200, token);

        _host.Clock.Now += TimeSpan.FromMinutes(60);

        await SendAsync("GET", "/api/v1/api-keys", null, 401, token);
    }

    [Fact]
    public async Task Keys_OfOthers_AreOutOfReach()
    {
        var token = await _host.SignInAsync("anna", isAdmin: false);

        await SendAsync("DELETE", $"/api/v1/api-keys/{_host.Trader.ApiKey}", null, 404, token);

        Assert.Equal(0, (await SendAsync("GET", "/api/v1/api-keys", null, 200, token)).GetArrayLength());
        await _host.Trader.SendAsync(_host.Trader.Signed("GET", "/api/v3/account")).ExpectAsync(200);
    }

    [Fact]
    public async Task Keys_WhenTooMany_AreRefused()
    {
        var token = await _host.SignInAsync("anna", isAdmin: false);
        const string key = """{"label":"bot","permissions":["TRADE"]}""";
        await SendAsync("POST", "/api/v1/api-keys", key, 201, token);
        await SendAsync("POST", "/api/v1/api-keys", key, 201, token);

        Assert.Equal("TooManyApiKeys", CodeOf(await SendAsync("POST", "/api/v1/api-keys", key, 409, token)));
    }

    [Fact]
    public async Task Credit_WhenGood_ReachesItsTransferOnceEachTimeItIsSent()
    {
        var admin = await _host.SignInAsync("admin", isAdmin: true);

        var first = await SendAsync("POST", "/api/v1/admin/credits", Credit, 201, admin);
        await SendAsync("POST", "/api/v1/admin/credits", Credit, 201, admin);

        HttpJson.Same("""{"userId":1,"asset":"BTC","amount":"1.50000000","reference":"wire-1"}""", first);
        Assert.All(_host.Engine.Asked, asked => Assert.Equal(
            (new ActorAddress("transfer-1-wire-1"), new Deposit(new AccountId(1), ApiHost.Btc.Id, new AssetUnits(150_000_000), "wire-1")),
            (asked.To, asked.Request)));
    }

    [Theory]
    [InlineData(RejectReason.CreditReferenceReused, 409)]
    [InlineData(RejectReason.AmountNotPositive, 422)]
    [InlineData(RejectReason.BalanceOverflow, 422)]
    public async Task Credit_WhenRefused_TellsTheReason(RejectReason reason, int status)
    {
        _host.Engine.Answer = _ => new NotDone(reason);
        var admin = await _host.SignInAsync("admin", isAdmin: true);

        Assert.Equal(reason.ToString(), CodeOf(await SendAsync("POST", "/api/v1/admin/credits", Credit, status, admin)));
    }

    [Theory]
    [InlineData(0, 201)]
    [InlineData(1, 422)]
    public async Task Credit_WhenTheSupplyWouldNotFitOneBalance_IsRefusedBeforeTheAccountIsAsked(long unitsTooMany, int status)
    {
        var admin = await _host.SignInAsync("admin", isAdmin: true);
        var credited = (long.MaxValue / 2) - 150_000_000 + unitsTooMany;
        _host.History.Reconciliation = new Reconciliation(1, [new AssetReconciliation(ApiHost.Btc.Id, credited, credited, 0, 0, 0)]);

        await SendAsync("POST", "/api/v1/admin/credits", Credit, status, admin);

        Assert.Equal(status == 201 ? 1 : 0, _host.Engine.Asked.Count);
    }

    [Fact]
    public async Task Credit_WhenNotDoneForSure_SaysWhich()
    {
        var admin = await _host.SignInAsync("admin", isAdmin: true);

        _host.Engine.Answer = _ => new Busy("no room");
        Assert.Equal("Busy", CodeOf(await SendAsync("POST", "/api/v1/admin/credits", Credit, 503, admin)));
        _host.Engine.Answer = _ => new OutcomeUnknown("lost");
        Assert.Equal("OutcomeUnknown", CodeOf(await SendAsync("POST", "/api/v1/admin/credits", Credit, 504, admin)));
        _host.Engine.Answer = _ => new RequestFaulted();
        Assert.Equal("Faulted", CodeOf(await SendAsync("POST", "/api/v1/admin/credits", Credit, 500, admin)));
    }

    [Fact]
    public async Task Admin_WhenSignedInWithoutTheRole_IsForbidden()
    {
        var token = await _host.SignInAsync("anna", isAdmin: false);

        await SendAsync("POST", "/api/v1/admin/credits", Credit, 403, token);
        await SendAsync("GET", "/api/v1/admin/reconciliation", null, 403, token);
        Assert.Empty(_host.Engine.Asked);
    }

    [Fact]
    public async Task Frozen_WhenSet_AsksRisk()
    {
        _host.Engine.Answer = asked => new BalancesState(asked is RestrictAccount, [], 1);
        var admin = await _host.SignInAsync("admin", isAdmin: true);

        HttpJson.Same(
            """{"frozen":true}""",
            await SendAsync("PUT", "/api/v1/admin/accounts/1/frozen", """{"frozen":true,"reason":"court order"}""", 200, admin));
        HttpJson.Same("""{"frozen":true}""", await SendAsync("PUT", "/api/v1/admin/accounts/1/frozen", """{"frozen":true}""", 200, admin));
        HttpJson.Same("""{"frozen":false}""", await SendAsync("PUT", "/api/v1/admin/accounts/1/frozen", """{"frozen":false}""", 200, admin));
        Assert.Equal("UnknownUser", CodeOf(await SendAsync("PUT", "/api/v1/admin/accounts/99/frozen", """{"frozen":true}""", 404, admin)));
        await SendAsync("PUT", "/api/v1/admin/accounts/1/frozen", """{"frozen":true,"reason":" "}""", 400, admin);

        Assert.Equal(
            [
                new RestrictAccount(new AccountId(1), "court order", "user 2"),
                new RestrictAccount(new AccountId(1), "no reason given", "user 2"),
                new LiftRestriction(new AccountId(1), "user 2"),
            ],
            _host.Engine.Asked.Select(asked => asked.Request));
        Assert.All(_host.Engine.Asked, asked => Assert.Equal(Addresses.Risk, asked.To));
    }

    [Fact]
    public async Task Restrictions_AreToldByPage()
    {
        _host.Engine.Answer = _ => new RestrictionsState([new Restriction(new AccountId(7), "court order", "user 2", 1_700_000_000_000_000)]);
        var admin = await _host.SignInAsync("admin", isAdmin: true);

        HttpJson.Same(
            """{"restrictions":[{"userId":7,"reason":"court order","by":"user 2","since":"2023-11-14T22:13:20+00:00"}]}""",
            await SendAsync("GET", "/api/v1/admin/restrictions?after=6&limit=5", null, 200, admin));
        await SendAsync("GET", "/api/v1/admin/restrictions?limit=0", null, 400, admin);

        Assert.Equal(new RestrictionsOf(new AccountId(6), 5), Assert.Single(_host.Engine.Asked).Request);
    }

    [Fact]
    public async Task Batches_AreToldInDecimals()
    {
        _host.Engine.Answer = _ => new BatchesState(
            [new Batch(2, 10, 25, 3, [new AssetNet(ApiHost.Btc.Id, (Int128)long.MaxValue * 3, (Int128)long.MaxValue * -3 - 4, 4)], 1_700_000_000_000_000)]);
        var admin = await _host.SignInAsync("admin", isAdmin: true);
        var user = await _host.SignInAsync("anna", isAdmin: false);

        HttpJson.Same(
            """
            {"batches":[{"number":2,"afterPosition":10,"throughPosition":25,"trades":3,"closedAt":"2023-11-14T22:13:20+00:00","assets":[
             {"asset":"BTC","credits":"276701161105.64327421","debits":"-276701161105.64327425","fees":"0.00000004"}]}]}
            """,
            await SendAsync("GET", "/api/v1/settlement/batches?before=3&limit=5", null, 200, admin));
        await SendAsync("GET", "/api/v1/settlement/batches?limit=101", null, 400, admin);
        await SendAsync("GET", "/api/v1/settlement/batches", null, 403, user);

        var (to, request, _) = Assert.Single(_host.Engine.Asked);
        Assert.Equal((Addresses.Settlement, new BatchesOf(3, 5)), (to, request));
    }

    [Fact]
    public async Task Halted_WhenSet_AsksTheBook()
    {
        _host.Engine.Answer = asked => new DepthState(1, [], [], PriceTicks.None, ((HaltBook)asked).Halted);
        var admin = await _host.SignInAsync("admin", isAdmin: true);

        HttpJson.Same("""{"halted":false}""", await SendAsync("PUT", "/api/v1/admin/markets/BTCUSDT/halted", """{"halted":false}""", 200, admin));
        Assert.Equal("UnknownPair", CodeOf(await SendAsync("PUT", "/api/v1/admin/markets/NOSUCH/halted", """{"halted":true}""", 404, admin)));

        var (to, request, _) = Assert.Single(_host.Engine.Asked);
        Assert.Equal((Addresses.Book("BTCUSDT"), new HaltBook(Halted: false)), (to, request));
    }

    [Fact]
    public async Task Switches_AreForAdministrators()
    {
        var token = await _host.SignInAsync("anna", isAdmin: false);

        await SendAsync("PUT", "/api/v1/admin/accounts/1/frozen", """{"frozen":true}""", 403, token);
        await SendAsync("PUT", "/api/v1/admin/markets/BTCUSDT/halted", """{"halted":true}""", 403, token);

        Assert.Empty(_host.Engine.Asked);
    }

    [Fact]
    public async Task Reconciliation_IsToldInDecimals()
    {
        var large = (Int128)long.MaxValue * 3;
        _host.History.Reconciliation = new Reconciliation(
            77,
            [
                new AssetReconciliation(ApiHost.Btc.Id, large, large - 30, 20, 4, 6),
                new AssetReconciliation(ApiHost.Usdt.Id, 5, 0, 0, 0, 7),
            ]);
        var admin = await _host.SignInAsync("admin", isAdmin: true);

        HttpJson.Same(
            """
            {"position":77,"assets":[
             {"asset":"BTC","credited":"276701161105.64327421","available":"276701161105.64327391","frozen":"0.00000020",
              "fees":"0.00000004","inFlight":"0.00000006","difference":"0"},
             {"asset":"USDT","credited":"0.00000005","available":"0.00000000","frozen":"0.00000000",
              "fees":"0.00000000","inFlight":"0.00000007","difference":"-0.00000002"}]}
            """,
            await SendAsync("GET", "/api/v1/admin/reconciliation", null, 200, admin));
    }

    [Fact]
    public async Task Health_TellsWhyItIsNotReady()
    {
        HttpJson.Same("""{"status":"live","reason":null,"faultedActors":[],"problems":[]}""", await SendAsync("GET", "/health/live", null, 200));
        _host.Engine.Health = new EngineHealth(EngineState.Ready, "", [new ActorAddress("book-BTCUSDT")]);

        // Trading does not rest on it: a balancer must not take the front end away.
        _host.Problems = ["Batches are not closed."];
        HttpJson.Same(
            """{"status":"ready","reason":null,"faultedActors":["book-BTCUSDT"],"problems":["Batches are not closed."]}""", await SendAsync("GET", "/health/ready", null, 200));
        _host.Problems = [];
        _host.Engine.Health = new EngineHealth(EngineState.Stopped, "disk full", []);
        HttpJson.Same(
            """{"status":"unavailable","reason":"The engine is Stopped: disk full","faultedActors":[],"problems":[]}""",
            await SendAsync("GET", "/health/ready", null, 503));
        _host.Engine.Health = new EngineHealth(EngineState.Ready, "", []);
        _host.PartNotReadyBecause = "The projections are behind.";
        var unready = await SendAsync("GET", "/health/ready", null, 503);
        Assert.Equal("The projections are behind.", unready.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("not JSON", "POST", "/api/v1/auth/login", "username=anna", 400)]
    [InlineData("empty body", "POST", "/api/v1/auth/login", "", 400)]
    [InlineData("null body", "POST", "/api/v1/auth/login", "null", 400)]
    [InlineData("array body", "POST", "/api/v1/auth/login", "[]", 400)]
    [InlineData("field missing", "POST", "/api/v1/auth/login", """{"username":"anna"}""", 400)]
    [InlineData("field null", "POST", "/api/v1/auth/login", """{"username":null,"password":"x"}""", 400)]
    [InlineData("field of wrong type", "POST", "/api/v1/auth/login", """{"username":1,"password":"x"}""", 400)]
    [InlineData("cut off", "POST", "/api/v1/auth/login", """{"username":"anna","pass""", 400)]
    [InlineData("not declared as JSON", "POST", "/api/v1/auth/login", """{"username":"anna","password":"x"}""", 415, "text/plain")]
    [InlineData("unknown user", "POST", "/api/v1/auth/login", """{"username":"nobody","password":"x"}""", 401)]
    [InlineData("wrong password", "POST", "/api/v1/auth/login", """{"username":"admin","password":"wrong horse"}""", 401)]
    [InlineData("endless password", "POST", "/api/v1/auth/login", """{"username":"admin","password":"{long}"}""", 401)]
    [InlineData("short name", "POST", "/api/v1/auth/register", """{"username":"ab","email":"a@example.com","password":"correct horse"}""", 400)]
    [InlineData("odd name", "POST", "/api/v1/auth/register", """{"username":"a b c","email":"a@example.com","password":"correct horse"}""", 400)]
    [InlineData("odd address", "POST", "/api/v1/auth/register", """{"username":"abc","email":"example","password":"correct horse"}""", 400)]
    [InlineData("short password", "POST", "/api/v1/auth/register", """{"username":"abc","email":"a@example.com","password":"horse"}""", 400)]
    [InlineData("name taken", "POST", "/api/v1/auth/register", """{"username":"Admin","email":"a@example.com","password":"correct horse"}""", 409)]
    [InlineData("address taken", "POST", "/api/v1/auth/register", """{"username":"abc","email":"ADMIN@example.com","password":"correct horse"}""", 409)]
    [InlineData("not signed in", "GET", "/api/v1/api-keys", null, 401)]
    [InlineData("no permission named", "POST", "/api/v1/api-keys", """{"label":"x","permissions":[]}""", 400)]
    [InlineData("unknown permission", "POST", "/api/v1/api-keys", """{"label":"x","permissions":["TRADE","FLY"]}""", 400)]
    [InlineData("null permission", "POST", "/api/v1/api-keys", """{"label":"x","permissions":[null]}""", 400)]
    [InlineData("empty label", "POST", "/api/v1/api-keys", """{"label":"","permissions":["TRADE"]}""", 400)]
    [InlineData("label with a null character", "POST", "/api/v1/api-keys", """{"label":"a\u0000b","permissions":["TRADE"]}""", 400)]
    [InlineData("label with half a character", "POST", "/api/v1/api-keys", """{"label":"a\ud800b","permissions":["TRADE"]}""", 400)]
    [InlineData("blank reference", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"BTC","amount":"1","reference":"  "}""", 400)]
    [InlineData("name with a null character", "POST", "/api/v1/auth/login", """{"username":"a\u0000b","password":"correct horse"}""", 401)]
    [InlineData("user as text", "POST", "/api/v1/admin/credits", """{"userId":"1","asset":"BTC","amount":"1","reference":"r"}""", 400)]
    [InlineData("amount as number", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"BTC","amount":1.5,"reference":"r"}""", 400)]
    [InlineData("amount with exponent", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"BTC","amount":"1e3","reference":"r"}""", 400)]
    [InlineData("amount negative", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"BTC","amount":"-1","reference":"r"}""", 400)]
    [InlineData("amount too precise", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"BTC","amount":"0.000000001","reference":"r"}""", 400)]
    [InlineData("empty reference", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"BTC","amount":"1","reference":""}""", 400)]
    [InlineData("unknown user credited", "POST", "/api/v1/admin/credits", """{"userId":99,"asset":"BTC","amount":"1","reference":"r"}""", 404)]
    [InlineData("unknown asset", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"XXX","amount":"1","reference":"r"}""", 422)]
    [InlineData("oversized body", "POST", "/api/v1/admin/credits", """{"userId":1,"asset":"{long}","amount":"1","reference":"r"}""", 413)]
    [InlineData("unknown route", "GET", "/api/v1/nothing", null, 404)]
    [InlineData("unknown page", "GET", "/nothing", null, 404)]
    [InlineData("wrong method", "PUT", "/api/v1/auth/login", "{}", 405)]
    public async Task Request_WhenBad_GetsAProblemAndLeavesNoTrace(
        string name, string method, string path, string? body, int status, string contentType = "application/json")
    {
        var admin = await _host.SignInAsync("admin", isAdmin: true);
        var isSignedIn = name != "not signed in";
        body = body?.Replace("{long}", new string('x', status == 413 ? 70_000 : 200), StringComparison.Ordinal);

        using var response = await _host.Client.SendAsync(Request(method, path, body, isSignedIn ? admin : null, contentType));

        Assert.Equal((name, status), (name, (int)response.StatusCode));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status == 413, response.Headers.ConnectionClose == true);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(CodeOf(problem)!);
        Assert.Empty(_host.Engine.Asked);
    }

    [Fact]
    public async Task Problem_OfUnreadableJson_NamesThePlaceAndNoTypeOfOurs()
    {
        var problem = await SendAsync("POST", "/api/v1/auth/login", """{"username":1,"password":"x"}""", 400);

        Assert.Equal(
            "The body is not the JSON that this route takes; the first problem is at $.username.",
            problem.GetProperty("detail").GetString());
    }

    private async Task<JsonElement> SendAsync(string method, string path, string? body, int status, string? token = null) =>
        await _host.Client.SendAsync(Request(method, path, body, token, "application/json")).ExpectAsync(status);

    private static HttpRequestMessage Request(string method, string path, string? body, string? token, string contentType)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType);
        return request;
    }

    private static string? CodeOf(JsonElement problem) => problem.GetProperty("code").GetString();
}
