/// What a stored tensor's elements are, by the name the safetensors format gives: `F32`.
public struct ElementType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The name in the file, which may be one that is not known here.
    public let rawValue: String

    /// The type of this name, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// IEEE single precision.
    public static let float32 = ElementType(rawValue: "F32")
    /// IEEE half precision.
    public static let float16 = ElementType(rawValue: "F16")
    /// The upper half of a single-precision number.
    public static let bfloat16 = ElementType(rawValue: "BF16")
    /// IEEE double precision.
    public static let float64 = ElementType(rawValue: "F64")
    /// Indices, such as the `position_ids` that older CLIP checkpoints carry: never a weight.
    public static let int64 = ElementType(rawValue: "I64")

    /// The types that convert to float32, in the order that messages name them.
    public static let convertible: [ElementType] = [.float32, .float16, .bfloat16, .float64]

    /// Whether the elements are weights that convert to float32.
    public var isConvertible: Bool { Self.convertible.contains(self) }

    /// The bytes of an element; nil for a type that is not known here, or that packs several into a byte.
    public var byteCount: Int? { Self.byteCounts[rawValue] }

    /// The name in the file.
    public var description: String { rawValue }

    private static let byteCounts = [
        "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "F8_E8M0": 1,
        "U16": 2, "I16": 2, "F16": 2, "BF16": 2,
        "U32": 4, "I32": 4, "F32": 4,
        "U64": 8, "I64": 8, "F64": 8, "C64": 8,
    ]
}
