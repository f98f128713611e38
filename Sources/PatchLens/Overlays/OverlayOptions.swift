public import AttentionExport
public import AttentionMaps
public import ImageDecoding

/// What is made of every picture of a run.
public struct OverlayOptions: Sendable {
    /// How files become pictures.
    public var decoding: DecodingOptions
    /// The length of a picture's short side when the model sees it, in pixels, for `PictureFit.whole`.
    public var shortSide: Int
    /// How a picture becomes a grid of patches.
    public var fit: PictureFit
    /// Pictures of more patches fail: the time of an encoding grows with their square.
    public var maximumPatches: Int
    /// What maps are made by, one or more ways.
    public var methods: [any MapMethod]
    /// The part of each map's attention that is kept, above 0 to 1, by the patches that have most of it; nil keeps all
    /// as it is. The numbers that are saved are always all.
    public var keptMass: Double?
    /// What becomes of outlier tokens in maps that are drawn as heat. The numbers that are saved are always all.
    public var outliers: OutlierHandling
    /// How maps are drawn.
    public var style: OverlayStyle
    /// How much time goes into making the pictures' files small.
    public var effort: PNGEffort
    /// Whether JPEGs are decoded at full size even where fewer pixels would do; see `enough(of:for:)`.
    public var decodesFully: Bool
    /// What is written beside the pictures.
    public var savedMaps: SavedMaps

    /// The maps that are named, asked for and drawn as is usual unless told otherwise.
    public init(
        decoding: DecodingOptions = DecodingOptions(), shortSide: Int = 224, fit: PictureFit = .whole,
        maximumPatches: Int = PicturePreprocessing.usualMaximumPatches, methods: [any MapMethod],
        keptMass: Double? = nil,
        outliers: OutlierHandling = .keep, style: OverlayStyle = OverlayStyle(), effort: PNGEffort = .fast,
        decodesFully: Bool = false,
        savedMaps: SavedMaps = .none
    ) {
        self.decoding = decoding
        self.shortSide = shortSide
        self.fit = fit
        self.maximumPatches = maximumPatches
        precondition(!methods.isEmpty, "there is nothing to draw")
        self.methods = methods
        self.keptMass = keptMass
        self.outliers = outliers
        self.style = style
        self.effort = effort
        self.decodesFully = decodesFully
        self.savedMaps = savedMaps
    }

    /// How the maps were made, as texts: for whoever finds them saved.
    var metadata: [String: String] {
        [
            "fit": fit.rawValue, "short_side": fit == .whole ? String(shortSide) : "the checkpoint's own",
            "alpha": decoding.alpha.rawValue, "keep_mass": keptMass.map { "\($0)" } ?? "all",
        ]
    }

    /// The drawings of every picture, and which go into one file.
    public var division: PageDivision { PageDivision(methods.flatMap(\.names), layout: style.layout) }

    /// What the outputs are called.
    public func naming(by template: OutputTemplate = .mirrored) -> OutputNaming {
        OutputNaming(template: template, division, savedMaps: savedMaps)
    }
}
