namespace AttnExtract.Extract.Formats.Hdf5;

/// <summary>
/// What an HDF5 file is made of, as far as records need it: the oldest layout, which h5py writes by default and every HDF5 library reads. Source:
/// the HDF5 File Format Specification, version 3.0, https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html.
/// </summary>
internal static class Hdf5Node
{
    /// <summary>How many members a symbol node holds is twice this.</summary>
    public const int LeafRank = 4;

    /// <summary>How many children a node of a group's tree has is twice this.</summary>
    public const int GroupRank = 16;

    /// <summary>How many children a node of a dataset's tree has is twice this: most maps are one chunk.</summary>
    public const int ChunkRank = 2;

    /// <summary>The tree of a group.</summary>
    public const byte GroupTree = 0;

    /// <summary>The tree of a dataset's chunks.</summary>
    public const byte ChunkTree = 1;

    /// <summary>An entry of a symbol node: name, object, what is kept beside it.</summary>
    public const int SymbolSize = 40;

    /// <summary>A node's signature, type, level, number of children and neighbours.</summary>
    public const int TreePrefixSize = 24;

    /// <summary>An address or a length.</summary>
    public const int WordSize = 8;

    /// <summary>No address.</summary>
    public const long Nowhere = -1;

    /// <summary>Bytes are sorted by their place in a number, so that they compress.</summary>
    public const ushort Shuffle = 2;

    /// <summary>The compression of zlib.</summary>
    public const ushort Deflate = 1;

    /// <summary>How a file begins.</summary>
    public static ReadOnlySpan<byte> FileSignature => [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>How a tree's node begins.</summary>
    public static ReadOnlySpan<byte> TreeSignature => "TREE"u8;

    /// <summary>How a node of a group's members begins.</summary>
    public static ReadOnlySpan<byte> SymbolSignature => "SNOD"u8;

    /// <summary>How a group's names begin.</summary>
    public static ReadOnlySpan<byte> HeapSignature => "HEAP"u8;

    /// <summary>How a collection of texts begins.</summary>
    public static ReadOnlySpan<byte> CollectionSignature => "GCOL"u8;

    /// <summary>A length with what is missing to a multiple of 8.</summary>
    public static long Padded(long length) => (length + WordSize - 1) & -WordSize;

    /// <summary>The kinds of messages in an object's header.</summary>
    internal static class Message
    {
        public const ushort Dataspace = 0x0001;
        public const ushort Datatype = 0x0003;
        public const ushort FillValue = 0x0005;
        public const ushort Layout = 0x0008;
        public const ushort Filters = 0x000b;
        public const ushort Attribute = 0x000c;
        public const ushort Continuation = 0x0010;
        public const ushort SymbolTable = 0x0011;
    }
}
