internal import CKernels

/// What the kernels run on.
public enum Processor {
    /// The processors this process may use.
    public static var count: Int { Int(patchlens_processor_count()) }

    /// The library that multiplies matrices, with its version: `oneDNN 2.6.3`, or `plain`.
    public static var matrixLibrary: String { String(cString: patchlens_matrix_library()) }

    /// The instruction set of PatchLens's own kernels: `AVX-512`, `AVX2` or `baseline`.
    public static var instructionSet: String { String(cString: patchlens_instruction_set()) }
}
