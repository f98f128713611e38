internal import CKernels

/// What the kernels run on.
public enum Processor {
    /// The processors this process may use.
    public static var count: Int { Int(patchlens_processor_count()) }

    /// The instruction set that the kernels run on: `AVX-512`, `AVX2` or `baseline`.
    public static var instructionSet: String { String(cString: patchlens_instruction_set()) }

    /// What matrix products in this precision cannot pass on this machine, measured now, on this many processors at
    /// once: multiplications and additions a second, in 10⁹. 0 where there are no products in it.
    package static func peakGigaflops(in precision: Precision, threads: Int) -> Double {
        // Long enough for a processor to leave its resting frequency, and short beside what it is compared with.
        patchlens_peak_gflops(precision.raw, Int32(threads), 0.05)
    }
}
