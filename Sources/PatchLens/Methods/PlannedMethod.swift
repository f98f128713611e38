public import AttentionMaps

/// A method whose outputs have names, and which is made when the model is there.
public struct PlannedMethod: Sendable {
    /// What tells its outputs of a picture apart.
    public let names: [MapName]
    private let make: @Sendable (MethodParts) throws -> any MapMethod

    init(names: [MapName], make: @escaping @Sendable (MethodParts) throws -> any MapMethod) {
        self.names = names
        self.make = make
    }

    /// One that needs nothing of the model.
    static func made(_ method: some MapMethod) -> PlannedMethod {
        PlannedMethod(names: method.names) { _ in method }
    }

    /// The method for a model. Throws what stands against it, in one line.
    public func method(with parts: MethodParts) throws -> any MapMethod {
        let method = try make(parts)
        try method.check(parts.model)
        return method
    }
}
