using System.Net;
using System.Net.Sockets;
using AttnExtract.Cli;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;
using AttnExtract.Serve.Guard;
using AttnExtract.Serve.Requests;
using AttnExtract.Serve.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AttnExtract.Serve;

/// <summary>The server: a page, and an interface for programs.</summary>
internal static class ServeHost
{
    private const long MostBytes = 1 << 20;
    private const int MostConnections = 100;

    // Bytes a second, and how long a client may fall short of them.
    private const double SlowestClient = 100;

    /// <summary>Serves until the process ends.</summary>
    /// <exception cref="AttnExtractException">A model is not there, or the port is taken.</exception>
    public static void Run(Invocation call, ServeSettings settings)
    {
        using ServedModels models = ServedModels.Of(settings.Models, call.Shell, IPAddress.IsLoopback(settings.Listen));
        string token = settings.Token ?? Tokens.New();
        WebApplication server = Build(settings, token, models);
        models.Warm();
        Start(server, settings);
        call.Shell.Say(Messages.Serving($"{server.Urls.First()}/?token={token}", models.First, models.Names.Length - 1));
        server.WaitForShutdown();
    }

    /// <summary>A server that has not begun to listen.</summary>
    internal static WebApplication Build(ServeSettings settings, string token, ServedModels models)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Listen, settings.Port);
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = settings.Patience;
            // It runs before the first byte of a connection, too.
            kestrel.Limits.KeepAliveTimeout = settings.Patience;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestClient, settings.Patience);
        });
        WebApplication server = builder.Build();
        server.Use(Problem.Catch);
        server.Use(new RequestGuard(settings.Listen, token).Check);
        new Endpoints(models, new RunQueue(settings.Queue), TimeSpan.FromSeconds(settings.Seconds)).Map(server);
        return server;
    }

    private static void Start(WebApplication server, ServeSettings settings)
    {
        try
        {
            server.Start();
        }
        catch (IOException exception)
        {
            throw new AttnExtractException(Messages.PortIsTaken(settings.Port), exception);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            throw new AttnExtractException(Messages.NotOurAddress($"{settings.Listen}", exception.Message), exception);
        }
        catch (SocketException exception)
        {
            throw new AttnExtractException(Messages.NotOurAddress($"{new IPEndPoint(settings.Listen, settings.Port)}", exception.Message), exception);
        }
    }
}
