public import AttentionMaps
import VisionTransformers

/// How methods are put to the test.
public struct EvaluationOptions: Sendable {
    /// How files become patches.
    public var reading: PictureReading
    /// The methods, in the order in which they are told.
    public var methods: [any MapMethod]
    /// How patches are deleted and inserted.
    public var faithfulness: Faithfulness.Options
    /// What the order at random comes from that every method is compared with.
    public var seed: UInt64
    /// Where objects are, for the pointing game; nil leaves it out.
    public var boxes: COCOBoxes?

    /// As RISE, in 20 steps, without the pointing game, unless told otherwise.
    public init(
        reading: PictureReading = PictureReading(), methods: [any MapMethod],
        faithfulness: Faithfulness.Options = Faithfulness.Options(), seed: UInt64 = 0, boxes: COCOBoxes? = nil
    ) {
        self.reading = reading
        self.methods = methods
        self.faithfulness = faithfulness
        self.seed = seed
        self.boxes = boxes
    }

    /// What is compared: a name for each map of each method, and `random` at the end.
    public var names: [String] { methods.flatMap(Self.names) + [Self.random] }

    /// The order at random, in the place of a method.
    public static let random = "random"

    /// `rollout`, or where a method draws several maps `attention layer 10 head 0`.
    static func names(of method: any MapMethod) -> [String] {
        let names = method.names
        guard names.count > 1 else { return [method.name.rawValue] }
        return names.map { name in
            let parts = [
                name.query.map { "at \($0)" }, name.layer.map { "layer \($0)" }, name.head.map { "head \($0)" },
            ]
            return ([method.name.rawValue] + parts.compactMap(\.self)).joined(separator: " ")
        }
    }
}

/// Why methods cannot be compared.
public enum EvaluationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The method colours patches and does not say which are important.
    case ranksNothing(MethodName)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .ranksNothing(let method):
            "\(method.rawValue) gives patches colours and no order: there is nothing to delete first"
        }
    }
}
