using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Enumeration;
using AttnExtract.Ground;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Hooks;

/// <summary>An encoder's hook points by name.</summary>
public sealed class HookMap
{
    private readonly FrozenDictionary<HookName, HookPoint> _points;
    private readonly ModelSpec _structure;

    internal HookMap(Encoder encoder)
    {
        Dictionary<HookName, HookPoint> points = encoder.named_modules()
            .Select(module => module.module)
            .OfType<HookPoint>()
            .ToDictionary(point => point.Name);
        _points = points.ToFrozenDictionary();
        Names =
        [
            .. points.Keys.OrderBy(ForwardOrder),
        ];
        _structure = encoder.Structure;

        // The first stack, then the second: what embeds, then layer by layer, then final.out.
        (StackOrder, int, int) ForwardOrder(HookName name) =>
            (name.Stack, name.Layer ?? (name.Site == HookSite.FinalOut ? int.MaxValue : -1), HookSite.All.IndexOf(name.Site));
    }

    /// <summary>Every name, in forward order.</summary>
    public ImmutableArray<HookName> Names { get; }

    /// <summary>Whether anything is attached to any of them.</summary>
    public bool HaveListeners => _points.Values.Any(point => point.HasListeners);

    /// <summary>The hook point of that name.</summary>
    /// <exception cref="AttnExtractException">The encoder has none; the message says what exists.</exception>
    public HookPoint this[HookName name] => _points.TryGetValue(name, out HookPoint? point) ? point : throw Unknown(name.ToString());

    /// <summary>The hook point of that name.</summary>
    /// <exception cref="AttnExtractException">The encoder has none; the message suggests the nearest.</exception>
    public HookPoint this[string name] => HookName.TryParse(name, out HookName parsed) ? this[parsed] : throw Unknown(name);

    /// <summary>The names that a glob matches, in forward order; <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    /// <param name="glob">
    /// A name, a pattern such as <c>layers.*.attention.pattern</c>, or the end of names, such as <c>attention.pattern</c> or
    /// <c>pattern</c>, in whatever layer.
    /// </param>
    /// <exception cref="AttnExtractException">It matches none.</exception>
    public ImmutableArray<HookName> Match(string glob)
    {
        ImmutableArray<HookName> matches =
        [
            .. Names.Where(name => name.Site.EndsWith(glob) || FileSystemName.MatchesSimpleExpression(glob, name.ToString(), ignoreCase: false)),
        ];
        return matches.IsEmpty ? throw Unknown(glob) : matches;
    }

    /// <summary>Attaches one hook to every point that a glob matches, as <see cref="HookPoint.Attach"/> does.</summary>
    /// <param name="glob">A name, or a pattern such as <c>layers.*.attention.pattern</c>.</param>
    /// <param name="hook">Gets the name and the tensor that passes; returns its replacement, or null to leave it as it is.</param>
    /// <returns>Detaches from all when disposed.</returns>
    /// <exception cref="AttnExtractException">The glob matches no hook point.</exception>
    public IDisposable Attach(string glob, Func<HookName, Tensor, Tensor?> hook) =>
        new Attachments([.. Match(glob).Select(name => this[name].Attach(value => hook(name, value)))]);

    /// <summary>Attaches one observer to every point that a glob matches, as <see cref="HookPoint.Observe"/> does.</summary>
    /// <param name="glob">A name, or a pattern such as <c>layers.*.attention.pattern</c>.</param>
    /// <param name="look">Gets the name and the tensor that passes, of which it keeps nothing.</param>
    /// <returns>Detaches from all when disposed.</returns>
    /// <exception cref="AttnExtractException">The glob matches no hook point.</exception>
    public IDisposable Observe(string glob, Action<HookName, Tensor> look) =>
        new Attachments([.. Match(glob).Select(name => this[name].Observe(value => look(name, value)))]);

    private AttnExtractException Unknown(string name)
    {
        if (HookName.TryParse(name, out HookName parsed))
        {
            if (parsed.Stack == StackOrder.Second && _structure.Second is null)
            {
                return new AttnExtractException(
                    $"No hook point '{name}': the model has one stack of layers, no decoder that reads an encoder. List them: attn inspect --hooks");
            }

            int layers = _structure[parsed.Stack].LayerCount;
            if (parsed.Layer >= layers)
            {
                string whose = _structure.Second is null ? "the model" : parsed.Stack == StackOrder.First ? "its encoder" : "its decoder";
                return new AttnExtractException(
                    $"No hook point '{name}': {whose} has layers 0 to {layers - 1}. List them: attn inspect --hooks");
            }
        }

        IEnumerable<HookSite> sites = HookSite.All.Where(site => _structure.Second is not null || !site.ReadsEncoder);
        IEnumerable<string> known = sites.Select(site => site.Path).Concat(Names.Select(existing => existing.ToString()));
        return new Registry<string>(
            one => [one], (typed, didYouMean, _) => $"No hook point '{typed}'.{didYouMean} List them: attn inspect --hooks", known).Unknown(name);
    }

    private sealed class Attachments(ImmutableArray<IDisposable> attached) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable attachment in attached)
            {
                attachment.Dispose();
            }
        }
    }
}
