using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.LoadTests.Reports;

/// <summary>A report as a file for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync<TReport>(TReport report, string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, report, Written, cancellationToken);
    }
}
