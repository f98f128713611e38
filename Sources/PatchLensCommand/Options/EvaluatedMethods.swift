import ArgumentParser
import PatchLens

/// Which methods are compared.
struct EvaluatedMethods: ParsableArguments {
    @Option(
        help: ArgumentHelp("Methods with commas between. (default: attention)", valueName: "a,b,c"),
        transform: { try MethodArgument.names($0) })
    var methods = [MethodName.attention]

    /// As values, of the last layer and the mean of heads where a method has such.
    func methods(for configuration: ModelConfiguration) throws -> [any MapMethod] {
        try CommandExit.asUsage {
            let maps = try MapSelection(
                layers: .last, heads: .fused(.mean), layerCount: configuration.layerCount,
                headCount: configuration.headCount)
            return try methods.map { name in
                guard name == .attention else {
                    throw ValidationError("--methods: \(name.rawValue) cannot be evaluated")
                }
                return TokenAttention(in: maps)
            }
        }
    }
}
