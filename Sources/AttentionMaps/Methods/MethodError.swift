public import VisionTransformers

/// Why a method gives no map.
public enum MethodError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The model has not what the method needs. Another model or method helps.
    ///
    /// - Parameters:
    ///   - needs: what is missing, as "a class token".
    ///   - instead: what would work with this model, as "--method similarity" or "--query X,Y".
    case notWithThisModel(MethodName, needs: String, instead: String)
    /// The encoder refused, for this picture or any.
    case encoding(EncodingError)
    /// The place asked for is not on the picture.
    case query(QueryError)
    /// The picture has nothing that the method looks for, as a mask of no patch at all.
    case nothingFound(MethodName, String)

    /// One line for the user.
    public var description: String {
        switch self {
        case .notWithThisModel(let method, let needs, let instead):
            "--method \(method.rawValue) needs \(needs), which this model does not have; \(instead) would work"
        case .encoding(let error): error.description
        case .query(let error): error.description
        case .nothingFound(let method, let reason): "\(method.rawValue): \(reason)"
        }
    }

    /// What a call throws, as a method's own error.
    static func wrapping<Result>(_ body: () throws(EncodingError) -> Result) throws(MethodError) -> Result {
        do throws(EncodingError) { return try body() } catch { throw .encoding(error) }
    }
}
