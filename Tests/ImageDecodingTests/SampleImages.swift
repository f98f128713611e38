import Foundation
import ImageDecoding
import TestSupport

/// The photographs in Images.
enum SampleImages {
    static let names = ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"]

    static func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(ProjectPaths.images)/\(name)")))
    }

    static func picture(_ name: String) throws -> Picture { try Picture(contentsOf: "\(ProjectPaths.images)/\(name)") }
}
