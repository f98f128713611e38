import CFuzzer
import Checkpoints
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Has libFuzzer call the readers of a checkpoint with one damaged file after another.
///
/// An input's first byte says which file of a model the rest is; the others are a sound model's. Refusing the model is
/// right, and so is reading it. Ending the process is not, nor reading beyond a file, which AddressSanitizer sees.
@main
enum CheckpointFuzzer {
    /// The model's folder, in memory where the system has such a place: a file is written for each input.
    private static let directory = makeFolder()
    private static let names = [
        "model.safetensors", "config.json", "preprocessor_config.json", "model.safetensors.index.json",
        "open_clip_config.json",
    ]

    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(
            LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
                CheckpointFuzzer.test(UnsafeBufferPointer(start: bytes, count: count))
            })
    }

    private static func makeFolder() -> String {
        let environment = ProcessInfo.processInfo.environment
        guard let sound = environment["PATCHLENS_FUZZ_MODEL"], let parent = environment["PATCHLENS_FUZZ_FOLDER"] else {
            fatalError("run Tools/fuzz/run.sh")
        }
        let directory = parent + "/model-\(getpid())"
        do {
            try FileManager.default.copyItem(atPath: sound, toPath: directory)
        } catch {
            fatalError("\(directory): \(error)")
        }
        return directory
    }

    private static func test(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        guard let kind = input.first else { return 0 }
        let name = names[Int(kind) % names.count]
        let path = directory + "/" + name
        let sound = try? Data(contentsOf: URL(filePath: path))
        defer { restore(sound, at: path) }
        do {
            try Data(input.dropFirst()).write(to: URL(filePath: path))
        } catch {
            fatalError("\(path): \(error)")
        }
        // Beside the single file of weights, the index would not be looked at.
        read(name.contains(".safetensors") ? path : directory)
        return 0
    }

    private static func restore(_ contents: Data?, at path: String) {
        if let contents { try? contents.write(to: URL(filePath: path)) } else { unlink(path) }
    }

    /// Everything that reads a checkpoint's files before a model is built of them, and its every number.
    private static func read(_ path: String) {
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
}
