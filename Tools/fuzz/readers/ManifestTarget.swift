import FoundationEssentials
import PatchLens

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A manifest of an output folder, damaged; and what a rerun would do by it.
struct ManifestTarget {
    private static let manifest = "manifest-1.jsonl"

    private let folder: FuzzFolder
    private let plan: OutputPlan
    private let identity = RunIdentity(model: "m", weightsHash: "w", options: ["opacity": "0.6"])

    /// Three pictures, of which two have their outputs; all were last written at one time, which seeds can name.
    init() throws {
        let inputs = try FuzzFolder("p")
        for name in ["a.png", "b.png", "c.png"] {
            inputs.put("12345", in: name)
            var times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
            utimensat(AT_FDCWD, inputs.path + "/" + name, &times, 0)
        }
        let outputs = try FuzzFolder("out")
        for name in ["a.png", "b.png"] { outputs.put("1234567", in: name) }
        folder = try FuzzFolder("out/.patchlens")
        let entries = try InputSearch(outputFolder: outputs.path)([inputs.path])
        let selection = try MapSelection(layers: .last, heads: .fused(.mean), layerCount: 12, headCount: 6)
        let division = PageDivision(selection.names(), layout: .overlay)
        plan = try OutputPlan(entries, into: outputs.path, naming: OutputNaming(division))
        guard plan.entries.count == 3 else { throw FuzzError(description: "there are not three pictures") }
    }

    func test(_ input: UnsafeBufferPointer<UInt8>) {
        folder.put(input, in: Self.manifest)
        for retriesFailed in [false, true] {
            let manifest = RunManifest(in: plan.folder, identity: identity, retriesFailed: retriesFailed)
            let outlook = manifest.outlook(on: plan)
            precondition((0...3).contains(outlook.count) && outlook.changed <= outlook.count)
            precondition(outlook.changed > 0 || outlook.differences.isEmpty)
        }
    }
}
