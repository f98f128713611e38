/// Folders of this package that tests read from, found from where this file was compiled.
package enum ProjectPaths {
    /// The folder of Package.swift.
    package static let root = folder(above: #filePath, levels: 3)
    /// The sample pictures.
    package static let images = root + "/Images"
    /// The golden files, each named for a sample picture.
    package static let golden = root + "/Tests/Golden"

    /// The folder `Fixtures` beside the file that calls this.
    package static func fixtures(besides file: String = #filePath) -> String {
        folder(above: file, levels: 1) + "/Fixtures"
    }

    /// A path without its last components.
    private static func folder(above file: String, levels: Int) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(levels).joined(separator: "/")
    }
}
