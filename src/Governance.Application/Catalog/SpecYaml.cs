using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Governance.Application.Catalog;

/// <summary>YAML to nodes, from the parser's events: nothing is ever constructed by a tag or a type name. Aliases and merge keys
/// work within limits that are counted before anything is copied; tags, complex keys and a second document are refused.</summary>
internal static partial class SpecYaml
{
    private const string MergeKey = "<<";

    public static SpecNode Parse(string text)
    {
        // The scanner may read ahead for a key, but a key's length is bounded, so the depth is seen in time.
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) throw new SpecFaultException(1, "the document is empty");
            parser.Consume<DocumentStart>();
            var root = new Walk(parser).Value(1);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out var end)) throw new SpecFaultException(parser.Current!.Start.Line, "a second document begins; a spec is one");
            return root;
        }
        catch (YamlException fault)
        {
            // What is missing at the end is missed one line further.
            throw new SpecFaultException(Math.Clamp(fault.Start.Line, 1, text.AsSpan().Count('\n') + 1), "this is no YAML: " + Reason(fault));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException)
        {
            // The parser's own slips: a document end where no document is, for one.
            throw new SpecFaultException(Math.Max(1, parser.Current?.End.Line ?? 1), "this is no YAML");
        }
    }

    private static string Reason(YamlException fault) => Domain.Text.Bounded(fault.Message, 200).TrimEnd('.', ' ');

    private sealed class Walk(Parser parser)
    {
        private readonly Dictionary<AnchorName, SpecNode?> _anchors = [];
        private int _aliases;
        private long _nodes;

        public SpecNode Value(int depth)
        {
            var at = parser.Current ?? (parser.MoveNext() ? parser.Current! : throw new SpecFaultException(1, "the document ends early"));
            var line = (int)at.Start.Line;
            if (depth > SpecReader.MaxDepth) throw SpecFaultException.TooDeep(line);
            if (at is AnchorAlias alias) return Aliased(alias, depth);
            if (at is not NodeEvent node) throw new SpecFaultException(line, "a value is missing");
            if (!node.Tag.IsEmpty) throw new SpecFaultException(line, $"the tag “{Domain.Text.Bounded(node.Tag.ToString(), 100)}” is refused; values are plain");
            Count(1, line);
            // Known but not finished: an alias to it from within would never end.
            if (!node.Anchor.IsEmpty) _anchors[node.Anchor] = null;
            var value = node switch
            {
                MappingStart => Mapping(line, depth),
                SequenceStart => Sequence(line, depth),
                Scalar scalar => ScalarOf(scalar, line),
                _ => throw new SpecFaultException(line, "a value is missing"),
            };
            if (!node.Anchor.IsEmpty) _anchors[node.Anchor] = value;
            return value;
        }

        private SpecNode Aliased(AnchorAlias alias, int depth)
        {
            var line = (int)alias.Start.Line;
            if (++_aliases > SpecReader.MaxAliases) throw new SpecFaultException(line, $"it has more than {SpecReader.MaxAliases} aliases");
            if (!_anchors.TryGetValue(alias.Value, out var target)) throw new SpecFaultException(line, "an alias names an anchor that is not there");
            if (target is null) throw new SpecFaultException(line, "an alias lies within its own anchor");
            Count(target.Size, line);
            if (depth - 1 + target.Height > SpecReader.MaxDepth) throw SpecFaultException.TooDeep(line);
            parser.MoveNext();
            return target;
        }

        private SpecNode Mapping(int line, int depth)
        {
            var mapping = new SpecNode(SpecNodeKind.Mapping, line);
            SpecNode? merged = null;
            parser.MoveNext();
            while (!parser.Accept<MappingEnd>(out _))
            {
                var keyLine = (int)parser.Current!.Start.Line;
                if (parser.Current is not Scalar { Tag.IsEmpty: true, Anchor.IsEmpty: true } key)
                    throw new SpecFaultException(keyLine, "a key is something other than plain text");
                parser.MoveNext();
                var value = Value(depth + 1);
                if (key is { Value: MergeKey, Style: ScalarStyle.Plain })
                {
                    if (merged is not null) throw SpecFaultException.Twice(keyLine, MergeKey);
                    merged = value;
                }
                else if (!mapping.TryAdd(key.Value, value))
                {
                    throw SpecFaultException.Twice(keyLine, key.Value);
                }
            }
            parser.MoveNext();
            if (merged is not null) Merge(mapping, merged);
            return mapping;
        }

        private SpecNode Sequence(int line, int depth)
        {
            var sequence = new SpecNode(SpecNodeKind.Sequence, line);
            parser.MoveNext();
            while (!parser.Accept<SequenceEnd>(out _)) sequence.Add(Value(depth + 1));
            parser.MoveNext();
            return sequence;
        }

        /// <summary>What is written beside the merge key wins, then the earlier of several. Source: YAML merge key type.</summary>
        private void Merge(SpecNode into, SpecNode from)
        {
            SpecNode[] sources = from.Kind == SpecNodeKind.Sequence ? [.. from.Items] : [from];
            foreach (var source in sources)
            {
                if (source.Kind != SpecNodeKind.Mapping) throw new SpecFaultException(from.Line, "a merge key (<<) takes mappings only");
                Count(source.Size, from.Line);
                foreach (var (key, value) in source.Fields) into.TryAdd(key, value);
            }
        }

        private SpecNode ScalarOf(Scalar scalar, int line)
        {
            parser.MoveNext();
            var kind = scalar.Style != ScalarStyle.Plain ? SpecNodeKind.Text : scalar.Value switch
            {
                "" or "~" or "null" or "Null" or "NULL" => SpecNodeKind.Null,
                "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => SpecNodeKind.Boolean,
                var text when JsonNumber().IsMatch(text) => SpecNodeKind.Number,
                _ => SpecNodeKind.Text,
            };
            return new SpecNode(kind, line, kind switch
            {
                SpecNodeKind.Null => "null",
                SpecNodeKind.Boolean => scalar.Value is ['t' or 'T', ..] ? "true" : "false",
                _ => scalar.Value,
            });
        }

        private void Count(long nodes, int line)
        {
            _nodes += nodes;
            if (_nodes > SpecReader.MaxYamlNodes) throw SpecFaultException.TooMany(line, SpecReader.MaxYamlNodes);
        }
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex JsonNumber();
}
