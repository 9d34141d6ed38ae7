using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Api.Keys;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Data protection keys that several front ends read from one directory.</summary>
public sealed class SharedKeyRingTests : IDisposable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mx-keys-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Keys_OfManyThatStartAtOnce_AreOne()
    {
        var protectors = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(Start)));

        var secrets = await Task.WhenAll(protectors.Select(protector => Task.Run(() => protector.Protect("secret"))));

        Assert.Single(_directory.GetFiles("*.xml"));
        foreach (var protector in protectors) Assert.All(secrets, secret => Assert.Equal("secret", protector.Unprotect(secret)));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(OwnersAlone, false)]
    [InlineData(OwnersAlone | UnixFileMode.GroupRead, true)]
    public void Directory_IsMadeForItsOwnerAlone_AndAWiderOneIsToldOf(UnixFileMode? before, bool isToldOf)
    {
        var directory = new DirectoryInfo(Path.Combine(_directory.FullName, "keys"));
        if (before is { } mode && !OperatingSystem.IsWindows()) Directory.CreateDirectory(directory.FullName, mode);
        var log = new LogLines();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));

        new SharedKeyRing(directory, loggers, TimeProvider.System).StoreElement(new XElement("key"), "key");

        Assert.True(Directory.Exists(directory.FullName));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(before ?? OwnersAlone, File.GetUnixFileMode(directory.FullName));
        Assert.Equal(isToldOf, log.Lines.Any(line => line.Contains("Others than its owner may use", StringComparison.Ordinal)));
    }

    [Fact]
    public void Lock_ThatCannotBeMade_IsToldAtOnce()
    {
        var never = new ManualTime(DateTimeOffset.UnixEpoch);
        File.CreateSymbolicLink(Path.Combine(_directory.FullName, "lock"), Path.Combine(_directory.FullName, "absent", "file"));

        // By a clock that stands still it would try for ever.
        Assert.ThrowsAny<IOException>(() => new SharedKeyRing(_directory, NullLoggerFactory.Instance, never).GetAllElements());
    }

    private IDataProtector Start()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("MiniExchange");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new SharedKeyRing(_directory, NullLoggerFactory.Instance, TimeProvider.System));
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }
}
