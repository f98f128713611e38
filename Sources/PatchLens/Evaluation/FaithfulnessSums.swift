import AttentionMaps

/// One method over all pictures on which it found something: what is added up, and the means of it.
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

    /// The areas, and the score at each step.
    struct Means {
        let deletionArea, insertionArea: Double
        let deletion, insertion: [Double]
    }

    /// Nil where the method found nothing on any picture.
    var means: Means? {
        guard pictures > 0 else { return nil }
        let count = Double(pictures)
        return Means(
            deletionArea: deletionArea / count, insertionArea: insertionArea / count,
            deletion: deletion.map { $0 / count }, insertion: insertion.map { $0 / count })
    }
}
