extension InputList {
    /// So many of the pictures, in their order, and what cannot be searched.
    ///
    /// The same pictures whatever the order in which they were found: those with the least SHA-256 of the seed's
    /// digits, a zero byte and the path below the searched folder (of its first eight bytes as a number, the highest
    /// byte first). When pictures are added, most of a sample stays.
    public func sampled(_ count: Int, seed: UInt64 = 0) -> InputList {
        guard count < self.count else { return self }
        let prefix = Array("\(seed)".utf8) + [0]
        var drawn: [(hash: UInt64, place: Int)] = []
        drawn.reserveCapacity(self.count)
        var path: [UInt8] = []
        for place in indices where !isFolderProblem(at: place) {
            path.replaceSubrange(path.startIndex..., with: prefix)
            appendRelativePath(at: place, to: &path)
            drawn.append((ContentHash.short(path[...]), place))
        }
        // Of two pictures of one name below two folders, the path decides.
        drawn.sort { one, other in
            one.hash != other.hash
                ? one.hash < other.hash
                : self[one.place].path.utf8.lexicographicallyPrecedes(self[other.place].path.utf8)
        }
        var isLeftOut = Array(repeating: false, count: self.count)
        for (_, place) in drawn.dropFirst(count) { isLeftOut[place] = true }
        var sample = self
        sample.remove { isLeftOut[$0] }
        return sample
    }

    /// Where the entries of a shard are, in their order.
    func places(in shard: Shard) -> [Int] {
        var path: [UInt8] = []
        return indices.filter { place in
            path.removeAll(keepingCapacity: true)
            appendRelativePath(at: place, to: &path)
            return shard.holds(path[...])
        }
    }
}
