using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Cli.Output;

/// <summary>The modules of a model as a tree: weights with their shapes and sizes, and hook points with what passes them.</summary>
internal sealed class StructureReport
{
    private const string HookMark = "hook";

    private readonly ImmutableArray<LoadedWeight> _weights;
    private readonly int _bytesANumber;
    private readonly Node _root = new("");

    /// <summary>Looks at a model.</summary>
    public StructureReport(PretrainedModel model)
    {
        _weights = model.Report.Loaded;
        _bytesANumber = model.Precision switch { Precision.Float64 => sizeof(double), Precision.BFloat16 => sizeof(float) / 2, _ => sizeof(float) };
        foreach (LoadedWeight weight in _weights)
        {
            Node node = _root.At(weight.Parameter);
            node.Shape = $"[{string.Join(", ", weight.Shape)}]";
            node.OwnCount = weight.Count;
        }

        foreach (HookName hook in model.Hooks.Names)
        {
            _root.At($"{hook}").Hook = $"{HookMark} [{string.Join(", ", HookReport.Shape(model, hook))}]";
        }
    }

    /// <summary>One line a module, weight or hook point; neighbours of one structure stand together, with the sizes of each.</summary>
    public string ToText()
    {
        List<string[]> rows = [];
        foreach (Node child in _root.Children)
        {
            AddRows(rows, child, child.Name, "", "");
        }

        return TextTable.Of(["structure", "weights, and what passes hook points", "parameters", "memory"], rows);
    }

    /// <summary>Every weight, under its module's path.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray("structure");
        foreach (LoadedWeight weight in _weights)
        {
            json.WriteStartObject();
            json.WriteString("name", weight.Parameter);
            json.WriteString("stored", weight.Stored);
            json.WriteNumbers("shape", weight.Shape.Select(length => (int)length));
            json.WriteNumber("parameters", weight.Count);
            json.WriteNumber("bytes", weight.Count * _bytesANumber);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void AddRows(List<string[]> rows, Node node, string name, string branch, string below)
    {
        while (node.Children is [Node only] && node.Hook.Length == 0 && !only.IsLeaf)
        {
            (node, name) = (only, $"{name}.{only.Name}");
        }

        long count = node.Count;
        rows.Add(
        [
            branch + name,
            node.Content,
            count > 0 ? count.ToString("N0", CultureInfo.InvariantCulture) : "",
            count > 0 ? Memory(count * _bytesANumber) : "",
        ]);
        if (node.IsSmall)
        {
            return;
        }

        List<(Node Node, string Name)> children = [.. Gathered(node.Children)];
        foreach ((int i, (Node child, string label)) in children.Index())
        {
            bool isLast = i == children.Count - 1;
            AddRows(rows, child, label, below + (isLast ? "└ " : "├ "), below + (isLast ? "  " : "│ "));
        }
    }

    // 0, 1, 2, … of one structure become "0-5, each".
    private static IEnumerable<(Node Node, string Name)> Gathered(IReadOnlyList<Node> children)
    {
        for (int first = 0; first < children.Count;)
        {
            int end = first + 1;
            while (end < children.Count && IsNumber(children[first]) && IsNumber(children[end]) && children[end].IsLike(children[first]))
            {
                end++;
            }

            string name = children[first].Name;
            yield return (children[first], end - first == 1 ? name : $"{name}-{children[end - 1].Name}, each");
            first = end;
        }
    }

    private static bool IsNumber(Node node) => node.Name.All(char.IsAsciiDigit);

    private static string Memory(long bytes) => bytes >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB");

    /// <summary>A module, a weight or a hook point.</summary>
    private sealed class Node(string name)
    {
        private readonly List<Node> _children = [];

        public string Name { get; } = name;

        public string Shape { get; set; } = "";

        public string Hook { get; set; } = "";

        public long OwnCount { get; set; }

        public IReadOnlyList<Node> Children => _children;

        public bool IsLeaf => _children.Count == 0;

        /// <summary>Whether it holds nothing but weights, which then stand on its own line.</summary>
        public bool IsSmall => Hook.Length == 0 && _children.TrueForAll(child => child.IsLeaf && child.Hook.Length == 0);

        public string Content => string.Join(", ", (string[])
            [.. new[] { Shape, Hook }.Where(text => text.Length > 0), .. IsSmall ? _children.Select(child => $"{child.Name} {child.Shape}") : []]);

        public long Count => OwnCount + _children.Sum(child => child.Count);

        public Node At(string path)
        {
            Node node = this;
            foreach (string name in path.Split('.'))
            {
                Node? next = node._children.Find(child => child.Name == name);
                if (next is null)
                {
                    next = new Node(name);
                    node._children.Add(next);
                }

                node = next;
            }

            return node;
        }

        public bool IsLike(Node other) =>
            Shape == other.Shape && Hook == other.Hook && _children.Count == other._children.Count
            && _children.Zip(other._children).All(pair => pair.First.Name == pair.Second.Name && pair.First.IsLike(pair.Second));
    }
}
