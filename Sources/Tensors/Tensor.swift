/// A dense array of `Float` in row-major order, with value semantics.
///
/// The shape is part of the value, checked where an operation needs it: `(tokens, channels)` for everything the
/// encoder passes from layer to layer.
public struct Tensor: Sendable {
    /// The extents, outermost first.
    public let shape: Shape
    private var storage: TensorStorage

    /// A tensor whose elements the closure writes, every one of them: they hold anything before.
    public init(
        _ shape: Shape, in workspace: Workspace = Workspace(),
        initializingWith initialize: (inout MutableSpan<Float>) throws -> Void
    ) rethrows {
        self.shape = shape
        storage = TensorStorage(count: shape.count, in: workspace)
        let elements = storage.buffer()
        var span = elements.mutableSpan
        try initialize(&span)
    }

    /// For kernels: memory that the caller fills before anyone else sees the tensor.
    package init(uninitialized shape: Shape, in workspace: Workspace) {
        self.shape = shape
        storage = TensorStorage(count: shape.count, in: workspace)
    }

    /// A tensor of zeros.
    public init(zeros shape: Shape, in workspace: Workspace = Workspace()) {
        self.init(uninitialized: shape, in: workspace)
        storage.elements.initialize(repeating: 0, count: shape.count)
    }

    /// A tensor with these elements, as many as the shape has.
    public init(_ elements: [Float], shape: Shape, in workspace: Workspace = Workspace()) {
        precondition(elements.count == shape.count, "\(elements.count) elements do not fill \(shape)")
        self.init(uninitialized: shape, in: workspace)
        elements.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            storage.elements.initialize(from: base, count: source.count)
        }
    }

    /// Where this tensor's memory comes from, and that of results computed from it.
    public var workspace: Workspace { storage.workspace }

    /// How many elements there are.
    public var count: Int { storage.count }

    /// The elements in row-major order.
    public var elements: [Float] { Array(UnsafeBufferPointer(start: storage.elements, count: count)) }

    /// A view of the elements in row-major order.
    public var span: Span<Float> {
        @_lifetime(borrow self)
        get {
            let elements = storage.buffer()
            return _overrideLifetime(elements.span, borrowing: self)
        }
    }

    /// Calls the closure with a view to write to; the elements are copied first if another tensor shares them.
    public mutating func withMutableSpan<Result>(
        _ body: (inout MutableSpan<Float>) throws -> Result
    ) rethrows -> Result {
        makeUnique()
        let elements = storage.buffer()
        var span = elements.mutableSpan
        return try body(&span)
    }

    /// One element; as many indices as the tensor has dimensions.
    public subscript(indices: Int...) -> Float {
        precondition(indices.count == shape.rank, "\(indices.count) indices into \(shape)")
        var offset = 0
        for (index, extent) in zip(indices, shape.dimensions) {
            precondition(index >= 0 && index < extent, "index \(indices) is outside \(shape)")
            offset = offset * extent + index
        }
        return storage.elements[offset]
    }

    /// The same elements under another shape of equal count, in the same memory.
    public consuming func reshaped(to newShape: Shape) -> Tensor {
        precondition(newShape.count == count, "\(shape) cannot be read as \(newShape)")
        return Tensor(shape: newShape, sharing: storage)
    }

    private init(shape: Shape, sharing storage: TensorStorage) {
        self.shape = shape
        self.storage = storage
    }

    /// Whether no other tensor shares these elements.
    mutating func isUniquelyHeld() -> Bool { isKnownUniquelyReferenced(&storage) }

    private mutating func makeUnique() {
        if isUniquelyHeld() { return }
        let copy = TensorStorage(count: count, in: workspace)
        copy.elements.initialize(from: storage.elements, count: count)
        storage = copy
    }

    /// For the operations here: valid while the tensor is kept alive, and only read.
    var address: UnsafePointer<Float> { UnsafePointer(storage.elements) }

    /// As `address`, to write to.
    mutating func mutableAddress() -> UnsafeMutablePointer<Float> {
        makeUnique()
        return storage.elements
    }

    /// For kernels: the address is valid during the call, and only read.
    package func withUnsafeElements<Result>(_ body: (UnsafePointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(UnsafePointer(storage.elements)) }
    }

    /// For kernels: as `withMutableSpan`, by address.
    package mutating func withUnsafeMutableElements<Result>(
        _ body: (UnsafeMutablePointer<Float>) throws -> Result
    ) rethrows -> Result {
        makeUnique()
        return try withExtendedLifetime(storage) { try body(storage.elements) }
    }
}
