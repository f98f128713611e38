import CCodecs
import Foundation
import ImageDecoding
import TestSupport
import Testing

/// The pictures that Tools/reliability/corpora.sh fetched, and what Pillow makes of them
/// (Tools/golden/make-corpus-golden.py). A corpus that could not be had is not there, and nothing is expected of it.
enum CorpusFiles {
    static let folder = URL(fileURLWithPath: ProjectPaths.root + "/.build/corpora").resolvingSymlinksInPath().path

    /// One file and what is known of it.
    struct Entry: Sendable, CustomTestStringConvertible {
        let path: String
        /// Of the file.
        let digest: String
        let pillow: Pillow

        var testDescription: String { path }

        func bytes() throws -> [UInt8] {
            try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
        }
    }

    /// What Pillow makes of a file.
    enum Pillow: Sendable {
        case refused
        /// Above the limit of pixels; not decoded.
        case large
        /// The digest of the pixels, where every decoder has the same, and the means of sixteen parts.
        case picture(PictureSize, digest: String?, means: [UInt8])
    }

    /// Those whose corpus is there.
    static let entries: [Entry] = {
        let table = (try? String(contentsOfFile: ProjectPaths.fixtures() + "/corpora.tsv", encoding: .utf8)) ?? ""
        return table.split(separator: "\n").compactMap { entry(in: $0.split(separator: "\t").map(String.init)) }
            .filter { corpora.contains($0.path.prefix { $0 != "/" }) }
    }()

    /// The names of those that were fetched.
    static let corpora: Set<Substring> = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(names.filter { !$0.hasPrefix(".") }.map { Substring($0) })
    }()

    /// Every file below the folder, by its path.
    static func paths() -> [String] {
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue && !path.hasPrefix(".")
        }.sorted()
    }

    private static func entry(in columns: [String]) -> Entry? {
        guard columns.count >= 3 else { return nil }
        switch columns[2] {
        case "refused": return Entry(path: columns[0], digest: columns[1], pillow: .refused)
        case "large": return Entry(path: columns[0], digest: columns[1], pillow: .large)
        default:
            let sides = columns[2].split(separator: "x").compactMap { Int($0) }
            guard sides.count == 2, columns.count == 5 else { return nil }
            let picture = Pillow.picture(
                PictureSize(height: sides[0], width: sides[1]), digest: columns[3] == "-" ? nil : columns[3],
                means: values(ofHexadecimal: columns[4]))
            return Entry(path: columns[0], digest: columns[1], pillow: picture)
        }
    }

    private static func values(ofHexadecimal digits: String) -> [UInt8] {
        stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(digits.dropFirst($0).prefix(2), radix: 16) }
    }

    /// CRC-32 and Adler-32, eight hexadecimal digits each.
    static func digest(of bytes: [UInt8]) -> String {
        [patchlens_crc32_plain(0, bytes, bytes.count), patchlens_adler32_plain(1, bytes, bytes.count)]
            .map { value in
                let digits = String(value, radix: 16)
                return String(repeating: "0", count: 8 - digits.count) + digits
            }.joined()
    }

    /// Of four by four parts, row by row, the mean red, green and blue, rounded as the script rounds them.
    static func means(of picture: Picture) -> [UInt8] {
        let (height, width) = (picture.size.height, picture.size.width)
        func range(_ part: Int, of side: Int) -> Range<Int> {
            let start = side * part / 4
            return start..<max(side * (part + 1) / 4, start + 1)
        }
        return (0..<16).flatMap { part in
            let (rows, columns) = (range(part / 4, of: height), range(part % 4, of: width))
            var sums = [0, 0, 0]
            for row in rows {
                for index in (row * width + columns.lowerBound) * 3..<(row * width + columns.upperBound) * 3 {
                    sums[index % 3] += Int(picture.pixels[index])
                }
            }
            let count = rows.count * columns.count
            return sums.map { UInt8((2 * $0 + count) / (2 * count)) }
        }
    }
}
