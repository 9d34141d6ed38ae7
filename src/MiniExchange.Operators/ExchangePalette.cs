using System.Linq;
using System.Threading;
using Akka.Actor;
using MiniExchange.Application.Operations;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace MiniExchange.Operators;

/// <summary>The commands of <c>pbm</c> under <c>exchange</c>: those of <see cref="OperatorCommands"/>, and nothing of its own.</summary>
public sealed class ExchangePalette(OperatorCommands commands) : CommandPaletteHandler(Palette)
{
    /// <summary>The commands as pbm lists them.</summary>
    public static readonly CommandPalette Palette = new("exchange", [.. OperatorCommands.All.Select(Define)]);

    /// <inheritdoc />
    public override Props HandlerProps { get; } = Props.Create(() => new Handler(commands));

    private static CommandDefinition Define(OperatorCommand command)
    {
        var definition = new CommandDefinitionBuilder().WithName(command.Name).WithDescription(command.Description);
        foreach (var argument in command.Arguments)
        {
            definition = definition.WithArgument(builder => builder
                .WithName(argument.Name).WithDescription(argument.Description).IsMandatory(argument.IsMandatory).WithSwitch(argument.Switch));
        }

        return definition.Build();
    }

    /// <summary>Serves one operator's connection.</summary>
    private sealed class Handler : CommandHandlerActor
    {
        private readonly OperatorCommands _commands;

        public Handler(OperatorCommands commands)
            : base(Palette)
        {
            _commands = commands;
            foreach (var command in OperatorCommands.All) Process(command.Name, typed => Run(command.Name, typed));
        }

        // The exchange bounds the time of each thing asked. The answer goes to whoever sent the command, from outside the turn.
        private void Run(string name, Command typed) => _commands
            .RunAsync(name, typed.Arguments.Select(static argument => (argument.Item1, argument.Item2)), CancellationToken.None)
            .PipeTo(
                Sender,
                success: static answer => answer.IsDone ? new CommandResponse(answer.Text) : new ErroredCommandResponse(answer.Text),
                failure: static cause => new ErroredCommandResponse(cause.Message));
    }
}
