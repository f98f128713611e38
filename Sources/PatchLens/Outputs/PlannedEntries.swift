/// The entries of a plan, each named when it is asked for: a million take no more memory than their inputs do.
public struct PlannedEntries: RandomAccessCollection, Sendable {
    private let inputs: InputList
    private let naming: any PictureNaming
    private let folder: String
    /// Where the entries of a shard are among the inputs; nil where all are taken.
    private let places: [Int]?

    init(_ inputs: InputList, in folder: String, namedBy naming: any PictureNaming, places: [Int]? = nil) {
        self.inputs = inputs
        self.naming = naming
        self.folder = folder
        self.places = places
    }

    /// From 0.
    public var startIndex: Int { 0 }
    /// How many.
    public var endIndex: Int { places?.count ?? inputs.count }

    /// An input with its outputs, or a path that is none.
    public subscript(position: Int) -> PlannedEntry {
        do throws(OutputPlanError) { return try entry(at: position) } catch {
            // The plan has named every input before, and a naming gives the same names again.
            return .unusable(path: inputs[places?[position] ?? position].path, .noOutput(reason: "\(error)"))
        }
    }

    func entry(at position: Int) throws(OutputPlanError) -> PlannedEntry {
        let place = places?[position] ?? position
        switch inputs[place] {
        case .unusable(let path, let error): return .unusable(path: path, error)
        case .picture(let input):
            do throws(OutputTemplateError) {
                let outputs = try naming.outputs(of: input, index: place + 1).inside(folder)
                return .picture(PlannedPicture(input: input, outputs: outputs))
            } catch {
                throw .template(path: input.path, error)
            }
        }
    }

    /// The same names of a shard's entries alone.
    func only(in shard: Shard?) -> PlannedEntries {
        guard let shard else { return self }
        return PlannedEntries(inputs, in: folder, namedBy: naming, places: inputs.places(in: shard))
    }

    /// How many of them are pictures.
    var pictureCount: Int {
        guard let places else { return inputs.pictureCount }
        return places.count { inputs.isPicture(at: $0) }
    }

    /// The first two pictures that would write one file; names are compared by their bytes, as the file system does.
    func collision() throws(OutputPlanError) -> (first: String, second: String, output: String)? {
        let suspicious = try repeatedHashes()
        if suspicious.isEmpty { return nil }
        var writers: [[UInt8]: String] = [:]
        for position in indices {
            guard case .picture(let picture) = try entry(at: position) else { continue }
            for output in picture.outputs.all where suspicious.contains(Self.hash(of: output)) {
                if let first = writers.updateValue(picture.input.path, forKey: Array(output.utf8)) {
                    return (first, picture.input.path, output)
                }
            }
        }
        return nil
    }

    /// Hashes that more than one output has: eight bytes an output, where the names would take hundreds.
    private func repeatedHashes() throws(OutputPlanError) -> Set<Int> {
        var hashes: [Int] = []
        hashes.reserveCapacity(count)
        for position in indices {
            guard case .picture(let picture) = try entry(at: position) else { continue }
            for output in picture.outputs.all { hashes.append(Self.hash(of: output)) }
        }
        hashes.sort()
        var repeated = Set<Int>()
        for (one, next) in zip(hashes, hashes.dropFirst()) where one == next { repeated.insert(one) }
        return repeated
    }

    private static func hash(of path: String) -> Int {
        var hasher = Hasher()
        var path = path
        path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return hasher.finalize()
    }
}
