extension AttentionMap {
    /// DINO's mass mask (Caron et al. 2021, `visualize_attention.py`): the smallest set of patches that holds at least
    /// this share of the map's sum keeps its values, the others become zero.
    ///
    /// As there: values in ascending order, divided by their sum and cumulated; a patch stays where the cumulated sum
    /// exceeds 1 − mass. Patches of equal value are taken in the order of the grid.
    ///
    /// - Parameter mass: the share to keep, above 0 and at most 1.
    public func keepingMass(_ mass: Double) -> AttentionMap {
        precondition(mass > 0 && mass <= 1, "the mass kept is a share above 0 and at most 1, not \(mass)")
        let ascending = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        let sum = values.reduce(0.0) { $0 + Double($1) }
        var kept = [Float](repeating: 0, count: values.count)
        var cumulated = 0.0
        for index in ascending {
            cumulated += Double(values[index])
            if cumulated > (1 - mass) * sum { kept[index] = values[index] }
        }
        return replacing(values: kept)
    }
}
