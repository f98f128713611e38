import PatchLens

/// What `model show` prints.
struct ModelSheet: Encodable {
    private let name: String
    private let folder: String
    private let family: String
    private let layers: Int
    private let heads: Int
    private let channels: Int
    private let headChannels: Int
    private let feedForwardChannels: Int
    private let patchSize: Int
    private let positionGrid: [Int]
    private let prefixTokens: Int
    private let tensors: Int
    private let elementTypes: [String]
    private let parameters: Int
    private let naming: String
    private let pooling: String
    private let labels: Int
    private let preprocessing: Preprocessing
    /// The architecture, for people and programs alike to read.
    private let tree: [String]

    private struct Preprocessing: Encodable {
        let resize: String
        let resampling: String
        let crop: String?
        let rescaleFactor: Double
        let mean: [Float]
        let standardDeviation: [Float]
    }

    /// Reads the configuration and the weights' headers; an error names the file that is wrong.
    init(of checkpoint: Checkpoint) throws(CheckpointError) {
        let configuration = checkpoint.configuration
        let stored = try checkpoint.tensors
        name = checkpoint.name
        folder = checkpoint.directory
        family = configuration.family.rawValue
        layers = configuration.layerCount
        heads = configuration.headCount
        channels = configuration.hiddenSize
        headChannels = configuration.headSize
        feedForwardChannels = configuration.intermediateSize
        patchSize = configuration.patchSize
        positionGrid = [configuration.positionGrid.rows, configuration.positionGrid.columns]
        prefixTokens = configuration.prefixTokenCount
        tensors = stored.count
        elementTypes = Set(stored.map(\.elementType.rawValue)).sorted()
        parameters = try checkpoint.parameterCount
        naming = configuration.naming.rawValue
        pooling = configuration.output.pooling.rawValue
        labels = configuration.labels.count
        preprocessing = Self.preprocessing(checkpoint.preprocessor)
        tree = ModelTree(of: configuration).lines
    }

    private static func preprocessing(_ processor: PreprocessorConfiguration) -> Preprocessing {
        let resize =
            switch processor.resize {
            case .shortestEdge(let side)?: "short side to \(side)"
            case .exact(let size)?: "to \(size)"
            case .covering(let size)?: "to cover \(size)"
            case .inside(let size)?: "to fit into \(size)"
            case nil: "none"
            }
        return Preprocessing(
            resize: resize, resampling: "\(processor.resampling)", crop: processor.crop?.size.description,
            rescaleFactor: processor.rescaleFactor, mean: processor.mean,
            standardDeviation: processor.standardDeviation)
    }

    /// For people: a name and its values a line.
    var lines: [String] {
        [
            ("name", name), ("folder", folder), ("family", family), ("layers", "\(layers)"),
            ("heads", "\(heads) of \(headChannels) channels"),
            ("channels", "\(channels), \(feedForwardChannels) in the feed-forward part"),
            ("patches", "\(patchSize)×\(patchSize) pixels, positions for \(positionGrid[0])×\(positionGrid[1])"),
            ("prefix tokens", "\(prefixTokens)"),
            ("tensors", "\(tensors), \(elementTypes.joined(separator: ", "))"),
            ("parameters", Self.grouped(parameters)),
            ("pooled output", pooling), ("pictures", picturesLine), ("processor", processorLine),
            ("mean", list(preprocessing.mean)), ("deviation", list(preprocessing.standardDeviation)),
        ].map { name, value in name + String(repeating: " ", count: 15 - name.count) + value } + [""] + tree
    }

    private var picturesLine: String {
        "the whole picture, short side 224 unless --short-side says otherwise, to whole patches, "
            + "\(preprocessing.resampling) (--fit whole)"
    }

    private var processorLine: String {
        let crop = preprocessing.crop.map { ", crop \($0)" } ?? ""
        return "resize \(preprocessing.resize), \(preprocessing.resampling)\(crop) (--fit processor)"
    }

    private func list(_ values: [Float]) -> String { values.map { "\($0)" }.joined(separator: " ") }

    /// `22056576` as `22,056,576`.
    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        for place in stride(from: digits.count - 3, to: 0, by: -3) {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
        }
        return digits
    }
}
