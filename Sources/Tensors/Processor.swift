internal import CKernels

/// What the kernels run on.
public enum Processor {
    /// The processors this process may use.
    public static var count: Int { Int(patchlens_processor_count()) }

    /// The instruction set that the kernels run on: `AVX-512`, `AVX2` or `baseline`.
    public static var instructionSet: String { String(cString: patchlens_instruction_set()) }
}
