public import ImageDecoding
import Tensors

extension Patches {
    /// The same picture with some of its patches, by their places in the grid row by row, taken from another one of the
    /// same grid.
    public func replacing(_ places: some Sequence<Int>, from other: Patches) -> Patches {
        precondition(other.geometry.grid == geometry.grid, "\(other.geometry.grid) is not \(geometry.grid)")
        let length = values.shape[1]
        var replaced = values
        replaced.withUnsafeMutableElements { to in
            other.values.withUnsafeElements { from in
                for place in places {
                    precondition(place >= 0 && place < geometry.grid.count, "no patch \(place)")
                    (to + place * length).update(from: from + place * length, count: length)
                }
            }
        }
        return Patches(geometry: geometry, values: replaced)
    }
}
