import AttentionMaps

/// One method over all pictures: what is added up, and the means of it.
struct FaithfulnessSums {
    private(set) var pictures = 0
    private(set) var hits = 0
    /// Pictures that have objects to point at.
    private(set) var pointed = 0
    private var deletionArea = 0.0
    private var insertionArea = 0.0
    private var deletion: [Double]
    private var insertion: [Double]

    /// Nothing yet; curves of so many steps.
    init(steps: Int) {
        deletion = Array(repeating: 0, count: steps + 1)
        insertion = deletion
    }

    mutating func add(_ map: PictureFaithfulness.MapFaithfulness) {
        pictures += 1
        deletionArea += map.deletion.area
        insertionArea += map.insertion.area
        for (step, score) in map.deletion.scores.enumerated() { deletion[step] += score }
        for (step, score) in map.insertion.scores.enumerated() { insertion[step] += score }
        guard let isHit = map.isHit else { return }
        pointed += 1
        hits += isHit ? 1 : 0
    }

    var meanDeletionArea: Double { deletionArea / Double(pictures) }
    var meanInsertionArea: Double { insertionArea / Double(pictures) }
    /// The mean score at each step.
    var meanDeletion: [Double] { deletion.map { $0 / Double(pictures) } }
    var meanInsertion: [Double] { insertion.map { $0 / Double(pictures) } }
}
