import Checkpoints
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

// What libFuzzer calls with one input after another (https://llvm.org/docs/LibFuzzer.html). The first byte says which
// file of a model the rest is; the other files are a sound model's. Refusing the model is right, and so is reading it;
// ending the process is not, nor reading beyond a file, which AddressSanitizer sees.

/// The model's folder, in memory where the system has such a place: a file is written for each input.
nonisolated(unsafe) private var directory = ""

/// Makes the folder once, with the files of the environment variable's model in it.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ argumentCount: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    let environment = ProcessInfo.processInfo.environment
    guard let sound = environment["PATCHLENS_FUZZ_MODEL"], let parent = environment["PATCHLENS_FUZZ_FOLDER"] else {
        fatalError("run Tools/fuzz/run.sh")
    }
    directory = parent + "/model-\(getpid())"
    do {
        try FileManager.default.copyItem(atPath: sound, toPath: directory)
    } catch {
        fatalError("\(directory): \(error)")
    }
    return 0
}

/// One input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: bytes, count: count)
    guard let kind = input.first else { return 0 }
    let names = ["model.safetensors", "config.json", "preprocessor_config.json", "model.safetensors.index.json"]
    let path = directory + "/" + names[Int(kind) % names.count]
    let sound = try? Data(contentsOf: URL(filePath: path))
    defer { restore(sound, at: path) }
    guard (try? Data(input.dropFirst()).write(to: URL(filePath: path))) != nil else {
        fatalError("\(path): not written")
    }
    read(Int(kind) % names.count == 0 ? path : directory)
    return 0
}

private func restore(_ contents: Data?, at path: String) {
    if let contents { try? contents.write(to: URL(filePath: path)) } else { unlink(path) }
}

/// Everything that reads a checkpoint's files before a model is built of them, and its every number.
private func read(_ path: String) {
    do throws(CheckpointError) {
        let checkpoint = try Checkpoint(named: path, environment: [:])
        let weights = try checkpoint.openWeights()
        for tensor in try checkpoint.tensors { _ = weights.shape(of: tensor.name) }
        _ = try checkpoint.parameterCount
        try checkpoint.checkFinite()
        try weights.finish()
    } catch {
        // What it says is made of what was read.
        precondition(!error.description.isEmpty)
    }
}
