/// How a value becomes a colour: 256 colours from the lowest value to the highest.
///
/// The first three and grey grow evenly in lightness, so that equal steps of attention look like equal steps. turbo
/// tells more values apart, but not evenly.
public enum Colormap: String, Sendable, Hashable, CaseIterable {
    /// Dark violet, green, yellow.
    case viridis
    /// Black, purple, pale yellow.
    case magma
    /// Black, red, pale yellow.
    case inferno
    /// Blue, green, yellow, red: a rainbow without its false edges.
    case turbo
    /// Black to white.
    case grey

    /// The map of that name, nil if there is none; `gray` is `grey`.
    public init?(named name: String) {
        self.init(rawValue: name == "gray" ? "grey" : name)
    }

    /// 256 colours, each 0xRRGGBB.
    package var colors: [UInt32] {
        switch self {
        case .viridis: ColormapTables.viridis
        case .magma: ColormapTables.magma
        case .inferno: ColormapTables.inferno
        case .turbo: ColormapTables.turbo
        case .grey: Self.greyColors
        }
    }

    private static let greyColors: [UInt32] = (0..<256).map { $0 << 16 | $0 << 8 | $0 }

    /// The colour of a level from 0 (lowest) to 255 (highest).
    public subscript(level: UInt8) -> RGB { RGB(hexadecimal: colors[Int(level)]) }
}
