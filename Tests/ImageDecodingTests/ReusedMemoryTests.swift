import ImageDecoding
import Tensors
import TestSupport
import Testing

/// Pictures one after the other in the memory of one worker are those that each alone would be.
@Suite("Pictures in memory that is used again")
struct ReusedMemoryTests {
    @Test func decodingIsTheSame() throws {
        let workspace = Workspace()
        let paths = FixtureFiles.small + FixtureFiles.small.reversed()
        for path in paths {
            let picture = try Picture(
                contentsOf: "\(FixtureFiles.folder)/\(path)", options: DecodingOptions(), in: workspace,
                enough: { _ in nil })
            #expect(picture == (try FixtureFiles.picture(path)), "\(path)")
            workspace.giveBack(picture)
        }
    }

    /// A picture that is kept does not change when its memory was given back.
    @Test func aPictureThatIsKeptStaysAsItWas() throws {
        let workspace = Workspace()
        func decode(_ number: Int) throws -> Picture {
            try Picture(
                contentsOf: "\(FixtureFiles.folder)/JPEG/\(number == 0 ? "rgb" : "ycbcr-444").jpg",
                options: DecodingOptions(), in: workspace, enough: { _ in nil })
        }
        let kept = try decode(0)
        workspace.giveBack(kept)
        let other = try decode(1)
        #expect(kept == (try FixtureFiles.picture("JPEG/rgb.jpg")))
        #expect(other == (try FixtureFiles.picture("JPEG/ycbcr-444.jpg")))
    }

    @Test(arguments: 1...3)
    func patchesAreTheSame(threads: Int) throws {
        let workspace = Workspace(threads: threads)
        let preprocessing = PicturePreprocessing(patchSize: 14, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
        for name in ["chelsea.png", "rocket.jpg", "chelsea.png"] {
            let picture = try Picture(contentsOf: ProjectPaths.images + "/" + name)
            let patches = try preprocessing.patches(of: picture, in: workspace)
            let alone = try preprocessing.patches(of: picture)
            #expect(patches.values.elements == alone.values.elements)
            #expect(patches.geometry == alone.geometry)
        }
    }
}
