/// What a method found in one picture.
public struct MethodFinding: Sendable {
    /// How the maps become drawings.
    public enum Drawing: Sendable, Hashable {
        /// One drawing for each map, its values as colours of a colour map.
        case heat
        /// One drawing of three maps, whose values from 0 to 1 are red, green and blue. A fourth map, if there is one,
        /// is 1 where there is a colour and 0 where the picture shows through.
        case colors
        /// One drawing for each map, whose values are 1 on the object and 0 beside it, with the boxes outlined.
        case mask
    }

    /// Row-major over the grid; all of one geometry.
    public let maps: [AttentionMap]
    /// How they are drawn.
    public let drawing: Drawing
    /// The objects found, on the upright original.
    public let boxes: [ObjectBox]

    /// Maps that are drawn as heat, unless told otherwise.
    public init(_ maps: [AttentionMap], drawing: Drawing = .heat, boxes: [ObjectBox] = []) {
        precondition(!maps.isEmpty && (drawing != .colors || maps.count == 3 || maps.count == 4), "\(maps.count) maps")
        self.maps = maps
        self.drawing = drawing
        self.boxes = boxes
    }

    /// Each drawing by itself, in the order of the method's names.
    public var drawings: [MethodFinding] {
        guard drawing != .colors else { return [self] }
        return maps.map { MethodFinding([$0], drawing: drawing, boxes: boxes) }
    }

    /// The same with other maps, as many.
    public func replacing(maps: [AttentionMap]) -> MethodFinding {
        MethodFinding(maps, drawing: drawing, boxes: boxes)
    }
}

/// A rectangle around an object, in pixels of the upright original.
public struct ObjectBox: Sendable, Hashable {
    /// The first row.
    public let top: Int
    /// The first column.
    public let left: Int
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int

    /// At least a pixel high and wide.
    public init(top: Int, left: Int, height: Int, width: Int) {
        precondition(height > 0 && width > 0, "a box of \(height)×\(width)")
        self.top = top
        self.left = left
        self.height = height
        self.width = width
    }
}
