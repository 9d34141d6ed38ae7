using System;
using System.CommandLine;
using System.IO;

namespace MiniExchange.Benchmarks.Books;

/// <summary><c>book-workload</c>: draws a workload and writes it.</summary>
internal static class BookWorkloadCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("OUT.csv") { Description = "Where to; OUT.expected.json is put beside it." };
        var shape = new WorkloadOptions();
        var command = new Command("book-workload", "Draws commands for one book from a seed, and writes them and what they lead to.");
        command.Arguments.Add(file);
        shape.AddTo(command);
        command.SetAction(parsed => Write(shape.Read(parsed), parsed.GetValue(file)!, Console.Error));
        return command;
    }

    /// <returns>0, or 1 if the files cannot be written.</returns>
    internal static int Write(WorkloadShape shape, string path, TextWriter errors)
    {
        try
        {
            WorkloadGenerator.Generate(shape).Write(path);
            return 0;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{path}: {unwritable.Message}");
            return 1;
        }
    }
}
