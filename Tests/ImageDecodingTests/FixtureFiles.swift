import Foundation
import ImageDecoding
import TestSupport

/// The files that Tools/golden/make-codec-fixtures.py wrote.
enum FixtureFiles {
    static let folder = ProjectPaths.fixtures()

    /// Paths, relative to the fixtures, of the files in one folder with one ending, sorted.
    static func paths(in name: String, ending: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted().map { "\(name)/\($0)" }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
    }

    static func picture(_ path: String, alpha: AlphaTreatment = .white) throws -> Picture {
        try Picture(contentsOf: "\(folder)/\(path)", options: DecodingOptions(alpha: alpha))
    }

    /// Every picture that can be decoded, small ones only.
    static let small =
        (paths(in: "PNG", ending: ".png") + paths(in: "JPEG", ending: ".jpg")
        + paths(in: "Upright", ending: ".png") + paths(in: "Upright", ending: ".jpg"))
        .filter { !$0.contains("every-") }
}
