/// Pearson's correlation of two maps.
func correlation(_ a: [Float], _ b: [Float]) -> Double {
    let (a, b) = (a.map(Double.init), b.map(Double.init))
    let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
    let products = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
    let squaresA = a.reduce(0) { $0 + ($1 - meanA) * ($1 - meanA) }
    let squaresB = b.reduce(0) { $0 + ($1 - meanB) * ($1 - meanB) }
    return products / (squaresA * squaresB).squareRoot()
}
