using System.IO;
using System.Text.Json;

namespace MiniExchange.Benchmarks;

/// <summary>Figures as every benchmark prints them.</summary>
internal static class FigureOutput
{
    private static readonly JsonSerializerOptions Printed = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes figures as JSON.</summary>
    public static void WriteFigures<TFigures>(this TextWriter output, TFigures figures) => output.WriteLine(JsonSerializer.Serialize(figures, Printed));
}
