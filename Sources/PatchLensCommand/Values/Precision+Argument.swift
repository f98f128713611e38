public import ArgumentParser
public import PatchLens

/// `f32`, `bf16` or `int8` on the command line.
extension Precision: ExpressibleByArgument {}
