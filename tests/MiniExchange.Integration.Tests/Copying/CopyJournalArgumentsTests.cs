using System.Collections.Generic;
using System.IO;
using Microsoft.Extensions.Configuration;
using MiniExchange.Host.Composition;
using MiniExchange.Host.Copying;
using Xunit;

namespace MiniExchange.Integration.Tests.Copying;

/// <summary>How the command line of a copy is understood.</summary>
public sealed class CopyJournalArgumentsTests
{
    [Theory]
    [InlineData(null, "--Storage:LockWaitMs=0", "--settings", "file.json", "--DataDirectory=x", "--Storage:AllowDataLoss", "true")]
    [InlineData(null)]
    [InlineData("--verify-olny", "--verify-olny")]
    [InlineData("--verify-olny", "--Storage:LockWaitMs=0", "--verify-olny")]
    [InlineData("--to-dat", "--to-dat=/data")]
    [InlineData("stray", "stray")]
    [InlineData("postgres:Host", "postgres:Host=a;Password=never-shown-7")]
    [InlineData("--Storage:LockWaitMs", "--Storage:LockWaitMs", "--verify-only")]
    [InlineData("--settings", "--settings")]
    public void Argument_ThatIsNoSetting_IsFound(string? other, params string[] arguments) =>
        Assert.Equal(other, SettingArguments.FirstOther(arguments));

    [Theory]
    [InlineData("postgres:Database=x", null, "/shared", "/shared", "--Storage:KeysDirectory=/shared")]
    [InlineData("postgres:Database=x", null, null, "/configured/keys", "--DataDirectory=/configured")]
    [InlineData("postgres:Database=x", "/given", "/shared", "/given/keys", "--DataDirectory=/given")]
    [InlineData("sqlite:/data", null, "/shared", "/data/keys", "--DataDirectory=/data")]
    public void Keys_OfADatabase_AreThoseOfItsExchange(string place, string? given, string? shared, string directory, string setting)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["DataDirectory"] = "/configured" }).Build();

        var keys = KeysPlace.Of(place, given, new StorageOptions { KeysDirectory = shared }, configuration);

        Assert.Equal(new KeysPlace(Full(directory), setting[..(setting.IndexOf('=') + 1)] + Full(setting[(setting.IndexOf('=') + 1)..])), keys);
    }

    // With a drive before it on Windows.
    private static string Full(string path) => Path.GetFullPath(path);
}
