using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MiniExchange.Actors.Embedded;
using MiniExchange.Api;
using MiniExchange.Storage.Relational;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace MiniExchange.Integration.Tests.Operations;

/// <summary>cluster-config/ and docker/ agree with each other and with the program: names, paths, ports and settings.</summary>
public sealed partial class DeploymentTests
{
    private const string Port = "5080";

    private static readonly string Compose = Read("docker/compose.yaml");
    private static readonly string Dockerfile = Read("docker/Dockerfile");
    private static readonly string Balancer = Read("docker/haproxy.cfg");

    public static TheoryData<string> SettingFiles => [.. Directory.GetFiles(At("cluster-config"), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(SettingFiles))]
    public void SettingsFile_HasOnlySettingsThatThereAre(string file)
    {
        var sections = Settings(file).GetChildren().ToArray();
        Assert.NotEmpty(sections);
        foreach (var section in sections)
        {
            Assert.Empty(section.GetChildren().Select(setting => setting.Key).Except(SettingsOf(section.Key)));
            if (section.Key == "Engine" && section.Value is not null) Assert.Equal("AkkaCluster", section.Value);
        }

        var port = Settings(file).GetSection("Cluster:PetabridgeCmd").GetChildren().Select(setting => setting.Key);
        Assert.Empty(port.Except(Properties("src/MiniExchange.Host/Composition/OperatorPortOptions.cs")));
    }

    [Theory]
    [MemberData(nameof(SettingFiles))]
    public void SettingsFile_HoldsNoSecret(string file) => Assert.DoesNotContain("password", string.Join('\n', Uncommented(Read("cluster-config/" + file))), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("docker/compose.yaml", "Admin:Password", "Api:TrustedProxies", "Cluster:BindHostname", "Cluster:Hostname", "Cluster:Port", "Storage:ConnectionString")]
    [InlineData("docker/single-node.yaml", "Admin:Password", "Storage:ConnectionString")]
    public void Environment_HasOnlySettingsThatThereAre(string file, params string[] expected)
    {
        var given = All(Read(file), @"\b([A-Z]\w+__\w+):").Select(name => name.Split("__")).ToArray();
        Assert.Equal(expected, given.Select(name => $"{name[0]}:{name[1]}").Distinct().Order(StringComparer.Ordinal));
        Assert.All(given, name => Assert.Contains(name[1], SettingsOf(name[0])));
    }

    [Fact]
    public void Dockerfile_RunsThePublishedHostAsNobodyInParticular()
    {
        Assert.True(Directory.Exists(At(Only(Dockerfile, @"dotnet publish (\S+)"))));
        Assert.Contains($"USER app\nVOLUME /data\nEXPOSE {Port}\n", Dockerfile, StringComparison.Ordinal);
        Assert.Equal(
            $"""["dotnet", "MiniExchange.Host.dll", "--DataDirectory=/data", "--urls=http://0.0.0.0:{Port}"]""",
            Only(Dockerfile, "^ENTRYPOINT (.*)$"));
        Assert.Equal("""["dotnet", "MiniExchange.Host.dll", "health"]""", Only(Dockerfile, "^HEALTHCHECK .* CMD (.*)$"));
        Assert.Contains($"DefaultValueFactory = _ => \"http://127.0.0.1:{Port}\",", Read("src/MiniExchange.Host/Operations/HealthCommand.cs"), StringComparison.Ordinal);
        foreach (var property in All(Dockerfile, @"-p:(\w+)=")) Assert.Contains($"<{property}>", Read("Directory.Packages.props"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker/compose.yaml", "postgres", "node1", "node2", "node3", "front1", "front2", "balancer")]
    [InlineData("docker/single-node.yaml", "postgres", "exchange")]
    public void Compose_IsYaml_WhoseServicesEachHaveAnImageAndKnownNetworksAndVolumes(string file, params string[] expected)
    {
        var yaml = new DeserializerBuilder().Build();
        var compose = yaml.Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(new StringReader(Read(file)))));
        var services = Map(compose["services"]);
        Assert.Equal(expected, services.Keys);
        foreach (var (name, service) in services.Select(static pair => (pair.Key, Map(pair.Value))))
        {
            Assert.True(service.ContainsKey("image") || service.ContainsKey("build"), $"{name} has nothing to run.");
            Assert.All(NamesOf(service, "networks"), network => Assert.Contains(network, NamesOf(compose, "networks")));
            Assert.All(NamesOf(service, "depends_on"), other => Assert.Contains(other, expected));
            var named = NamesOf(service, "volumes").Select(volume => volume.Split(':')[0]).Where(source => !source.StartsWith('.'));
            Assert.All(named, volume => Assert.Contains(volume, NamesOf(compose, "volumes")));
        }
    }

    [Fact]
    public void Compose_BuildsFromTheDockerfileWithItsArguments()
    {
        Assert.Equal("docker/Dockerfile", Only(Compose, @"dockerfile: (\S+)"));
        Assert.Equal(All(Dockerfile, @"^ARG (\w+)="), All(Compose, @"^\s+(WITH_\w+):"));
        Assert.Contains("dockerfile:", Service("node1"), StringComparison.Ordinal);
    }

    // Exit code 1 of a node that the others removed means: start me again.
    [Theory]
    [InlineData("docker/compose.yaml", 7)]
    [InlineData("docker/single-node.yaml", 2)]
    public void EveryService_IsStartedAgain(string file, int services)
    {
        var text = Read(file);
        var node = All(text, @"^x-node: &node\n((?:  .*\n)+)").SingleOrDefault();
        var names = All(Only(text, @"^services:\n((?:(?: .*)?\n)+)"), @"^  (\w+):$");
        Assert.Equal(services, names.Length);
        foreach (var name in names)
        {
            var service = Only(text, $@"^  {name}:\n((?:    .*\n)+)");
            if (service.Contains("<<: *node", StringComparison.Ordinal)) service = node!;
            Assert.True(service.Contains("restart: unless-stopped", StringComparison.Ordinal), $"{file}: {name} is not started again.");
        }
    }

    [Fact]
    public void Compose_GivesEveryNodeItsOwnNameAndASettingsFileThatIsThere()
    {
        var hostnames = Nodes().Select(node => Only(node.Text, @"Cluster__Hostname: (\w+)"));
        Assert.Equal(["node1", "node2", "node3", "front1", "front2"], hostnames);
        Assert.Equal(Nodes().Select(node => node.Name), hostnames);
        foreach (var (name, text) in Nodes())
        {
            var file = Only(text, """command: \["--settings", "/config/([\w.-]+)"\]""");
            Assert.Contains("../cluster-config:/config:ro", text, StringComparison.Ordinal);
            var role = name.StartsWith("front", StringComparison.Ordinal) ? "api" : "trading";
            Assert.Equal(role, Assert.Single(Settings(file).GetSection("Cluster:Roles").GetChildren()).Value);
            Assert.Equal("AkkaCluster", Settings(file)["Engine"]);
        }
    }

    [Fact]
    public void SeedNodes_AreTradingNodesOfCompose()
    {
        var port = Only(Compose, "Cluster__Port: \"([0-9]+)\"");
        foreach (var file in (string[])["trading.json", "api.json"])
        {
            Assert.Equal(
                Nodes().Where(node => node.Name.StartsWith("node", StringComparison.Ordinal)).Select(node => $"{node.Name}:{port}"),
                Settings(file).GetSection("Cluster:SeedNodes").GetChildren().Select(seed => seed.Value!));
        }
    }

    [Fact]
    public void Balancer_SharesFrontEndsOut_AndAloneIsBelieved()
    {
        var fronts = Nodes().Where(node => node.Name.StartsWith("front", StringComparison.Ordinal)).ToArray();
        Assert.Equal(fronts.Select(front => $"{front.Name} {front.Name}:{Port}"), All(Balancer, @"^  server (\S+ \S+)$"));
        Assert.Contains("uri /health/ready ", Balancer, StringComparison.Ordinal);
        Assert.Contains("./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro", Service("balancer"), StringComparison.Ordinal);
        var address = Only(Service("balancer"), @"ipv4_address: (\S+)");
        foreach (var (_, text) in fronts)
        {
            Assert.Equal(address, Only(text, @"Api__TrustedProxies__0: ([\d.]+)"));
            Assert.Contains("keys:/data", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Balancer_PassesNothingOnThatIsForOperators()
    {
        var denied = Only(Balancer, @"^  http-request deny deny_status 404 if \{ path,url_dec -m sub -i (.*) \}$").Split(' ');
        Assert.Contains("routes.MapGroup(\"/health\")", Read("src/MiniExchange.Api/BackOffice/HealthRoutes.cs"), StringComparison.Ordinal);
        Assert.Contains("app.MapGet(\"/metrics\",", Read("src/MiniExchange.Host/Program.cs"), StringComparison.Ordinal);
        Assert.Equal(["/health", "/metrics"], denied);
    }

    [Theory]
    [InlineData("docker/compose.yaml")]
    [InlineData("docker/single-node.yaml")]
    public void Compose_ListensOnLoopbackOnly_AndHasNoPasswordOfItsOwn(string file)
    {
        var text = Read(file);
        Assert.Equal($"127.0.0.1:{Port}:{Port}", Only(text, "\"((?:[0-9.]+:)?[0-9]+:[0-9]+)\""));
        foreach (var password in (string[])["POSTGRES_PASSWORD", "ADMIN_PASSWORD"])
        {
            Assert.Single(All(text, $@"(\$\{{{password}:\?)"));
            Assert.DoesNotContain($"{password}:-", text, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, object> Map(object node) =>
        ((Dictionary<object, object>)node).ToDictionary(static pair => (string)pair.Key, static pair => pair.Value);

    // A list of names, or a map from names to what is said of each; nothing where the key is missing.
    private static IEnumerable<string> NamesOf(Dictionary<string, object> node, string key) => node.GetValueOrDefault(key) switch
    {
        null => [],
        List<object> list => list.Cast<string>(),
        var map => Map(map).Keys,
    };

    private static IEnumerable<(string Name, string Text)> Nodes() =>
        All(Compose, @"^  (\w+):\n    <<: \*node").Select(name => (name, Service(name)));

    private static string[] SettingsOf(string section) => section switch
    {
        "Admin" => Properties("src/MiniExchange.Host/Composition/StorageOptions.cs"),
        "Api" => Properties(typeof(ApiOptions)),
        "ReadSide" => Properties(typeof(ReadSideOptions)),
        "Engine" => Properties(typeof(EmbeddedEngineOptions)),
        "Storage" => Properties("src/MiniExchange.Host/Composition/StorageOptions.cs"),
        "Cluster" => [.. Properties("src/MiniExchange.Actors.AkkaCluster/ClusterEngineOptions.cs"), "PetabridgeCmd"],
        _ => throw new InvalidOperationException($"What is {section}?"),
    };

    // From its name to the next name or section.
    private static string Service(string name) => Only(Compose, $@"^  {name}:\n((?:    .*\n)+)");

    private static IConfigurationRoot Settings(string file) =>
        new ConfigurationBuilder().AddJsonFile(At("cluster-config/" + file), optional: false).Build();

    private static IEnumerable<string> Uncommented(string json) => json.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    private static string[] Properties(Type options) =>
        [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];

    // Of a class in a project that these tests do not link, or that is not always compiled.
    private static string[] Properties(string file) => [.. SettableProperty().Matches(Read(file)).Select(match => match.Groups[1].Value)];

    private static string Only(string text, string pattern) => Assert.Single(All(text, pattern));

    private static string[] All(string text, string pattern) =>
        [.. Regex.Matches(text, pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(10)).Select(match => match.Groups[1].Value)];

    private static string Read(string path) => File.ReadAllText(At(path));

    private static string At(string path) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../..", path));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"public \S+ (\w+) \{ get; set; \}")]
    private static partial Regex SettableProperty();
}
