using System.Net;
using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>
/// Downloads the content of one file. It grows in a file <c>.incomplete</c> beside its place, where an earlier attempt left off, and is
/// renamed when it is whole and right.
/// </summary>
internal sealed class BlobDownload(HubFile file, string blob, HubClient client, HubSettings settings, HubProgress progress)
{
    private readonly byte[] _buffer = new byte[1 << 18];

    /// <summary>Downloads it. Whoever calls holds its lock.</summary>
    /// <exception cref="AttnExtractException">It does not work; what is here stays for the next time, unless it is wrong.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string path = $"{blob}.incomplete";
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        using (PartialBlob part = new(file, path, settings))
        {
            await part.ResumeAsync(_buffer, cancellation);
            Patience patience = new(settings, progress, part.Length);
            await patience.TryAsync(() => FetchRestAsync(part, patience, cancellation), cancellation);
            part.RequireRight();
        }

        File.Move(path, blob);
    }

    private async Task<long> FetchRestAsync(PartialBlob part, Patience patience, CancellationToken cancellation)
    {
        progress.Report(file.Path, part.Length, file.Size);
        if (part.Length == file.Size)
        {
            return part.Length;
        }

        using HttpResponseMessage response = await client.OpenAsync(file, part.Length, cancellation);
        if (part.Length > 0 && response.Content.Headers.ContentRange?.From != part.Length)
        {
            part.Restart();
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return await FetchRestAsync(part, patience, cancellation);
            }
        }

        using ResponseBody body = await ResponseBody.OpenAsync(response, file.Address, settings, cancellation);
        while (await body.ReadAsync(_buffer, cancellation) is > 0 and int count)
        {
            if (part.Length + count > file.Size)
            {
                part.Discard();
                throw new AttnExtractException(HubMessages.TooLong(file));
            }

            part.Append(_buffer.AsSpan(0, count));
            patience.Renew(part.Length);
            progress.Report(file.Path, part.Length, file.Size);
        }

        return part.Length == file.Size ? part.Length : throw HubMessages.EndsEarly(file, part.Length);
    }
}
