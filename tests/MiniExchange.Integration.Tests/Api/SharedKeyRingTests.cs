using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Api.Keys;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Data protection keys that several front ends read from one directory.</summary>
public sealed class SharedKeyRingTests : IDisposable
{
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

    private IDataProtector Start()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("MiniExchange");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new SharedKeyRing(_directory, NullLoggerFactory.Instance));
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }
}
