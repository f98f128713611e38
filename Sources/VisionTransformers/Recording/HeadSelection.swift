/// Which attention heads of a layer, counted from 0.
public enum HeadSelection: Sendable, Hashable {
    /// All of them.
    case all
    /// These, in any order.
    case some([Int])

    /// The heads, ascending, each once.
    public func resolved(headCount: Int) throws(EncodingError) -> [Int] {
        guard case .some(let heads) = self else { return Array(0..<headCount) }
        for head in heads where !(0..<headCount).contains(head) {
            throw .noSuchHead(head, headCount: headCount)
        }
        return Set(heads).sorted()
    }
}
