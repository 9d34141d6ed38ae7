using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Hosts;

/// <summary>An exchange as its clients reach it: one process, or several behind a load balancer.</summary>
internal interface IExchange
{
    BackOffice BackOffice { get; }

    /// <summary>What <c>/health/ready</c> answers; status 0 if nobody listens.</summary>
    Task<(HttpStatusCode Status, string Body)> HealthAsync();

    /// <summary>A public resource.</summary>
    Task<JsonElement> GetAsync(string pathAndQuery);

    /// <summary>The last that was said inside, for the message of a failure.</summary>
    string Tail();
}
