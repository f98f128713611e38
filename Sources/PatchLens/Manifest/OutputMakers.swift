/// Who wrote files that are not the first of a picture's outputs, or of which a later line says that nothing came of
/// it: by digests of their paths below the output folder.
struct OutputMakers: Sendable {
    /// A line for all of its files.
    private var makers: [ManifestHistory.Entry] = []
    private var numbers: [UInt64: Int32] = [:]

    /// Whether nothing is known.
    var isEmpty: Bool { numbers.isEmpty }

    /// What made a file; nil if its own entry tells, or nothing is known.
    subscript(output: UInt64) -> ManifestHistory.Entry? { numbers[output].map { makers[Int($0)] } }

    /// Somebody wrote files, whoever had them before.
    mutating func set(_ maker: ManifestHistory.Entry, of outputs: some Sequence<UInt64>) {
        makers.append(maker)
        for output in outputs { numbers[output] = Int32(makers.count - 1) }
    }

    /// Its own entry tells.
    mutating func remove(_ output: UInt64) {
        if !numbers.isEmpty { numbers[output] = nil }
    }
}
