import CFuzzer
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Has libFuzzer call one of the readers with one damaged file after another.
///
/// Refusing what is read is right, and so is reading it. Ending the process is not, nor reading beyond a file, which
/// AddressSanitizer sees.
@main
enum ReaderFuzzer {
    /// What is done with an input.
    typealias Test = (_ input: UnsafeBufferPointer<UInt8>) -> Void

    /// The target's name is in the environment: arguments are libFuzzer's.
    private nonisolated(unsafe) static let test: Test = {
        let name = ProcessInfo.processInfo.environment["PATCHLENS_FUZZ_TARGET"] ?? ""
        do {
            switch name {
            case "picture": return PictureTarget.test
            case "safetensors": return try CheckpointTarget(CheckpointTarget.weightFiles).test
            case "configuration": return try CheckpointTarget(CheckpointTarget.configurationFiles).test
            case "vocabulary": return try VocabularyTarget().test
            case "text": return try TextTarget().test
            case "boxes": return try BoxesTarget().test
            case "manifest": return try ManifestTarget().test
            default: fatalError("no target is called '\(name)'; run Tools/fuzz/run.sh")
            }
        } catch {
            fatalError("\(name): \(error)")
        }
    }()

    static func main() {
        _ = test
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(
            LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
                ReaderFuzzer.test(UnsafeBufferPointer(start: bytes, count: count))
                return 0
            })
    }
}
