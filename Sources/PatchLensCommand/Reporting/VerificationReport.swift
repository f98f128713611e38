import ModelHub
import PatchLens

/// What `model verify` prints.
struct VerificationReport: Encodable {
    private struct File: Encodable {
        let name: String
        let bytes: Int
        let hash: String?
        let isSound: Bool
    }

    private let name: String
    private let folder: String
    private let files: [File]
    /// What is wrong, a sentence each.
    private(set) var faults: [String]

    init(name: String, _ location: ModelLocation, _ files: [VerifiedFile]) {
        self.name = name
        folder = location.directory
        self.files = files.map {
            File(name: $0.name, bytes: $0.byteCount, hash: $0.hash, isSound: $0.fault == nil)
        }
        faults = files.compactMap { $0.fault?.description }
    }

    /// Makes one more check; what it throws is a fault.
    mutating func add(_ check: () throws -> Void) {
        do { try check() } catch { faults.append("\(error)") }
    }

    /// For people: a file a line, and the verdict.
    var lines: [String] {
        let known = files.map { file in
            let hash = file.hash.map { "\($0) \(file.isSound ? "ok" : "WRONG")" } ?? "no hash known"
            return "\(file.name)  \(ShownText.bytes(file.bytes))  \(hash)"
        }
        return known + (faults.isEmpty ? ["\(name): sound; the model builds, and every weight is finite"] : [])
    }
}
