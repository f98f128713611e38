import Foundation
import PatchLens
import TestSupport
import Testing

/// `--time-limit` on a file that takes long to decode.
@Suite("A run that gives a decode up")
struct DecodingTimeRunTests {
    @Test func theNextRunTriesItAgain() throws {
        let (patchlens, folder) = (BuiltCommand(), try TemporaryFolder())
        let slow = try folder.file("photos/slow.jpg", ProgressiveJPEG.bytes(side: 2048, scans: 60))
        let arguments = [
            "overlay", slow, "--model", SmallModel.directory, "-o", folder.path("out"), "--short-side", "32", "--json",
        ]
        let late = try patchlens(arguments + ["--time-limit", "0.001"])
        #expect(late.status == 1)
        let record = try #require(
            try JSONSerialization.jsonObject(with: Data(late.output.utf8)) as? [String: Any], "\(late.output)")
        let error = try #require(record["error"] as? [String: Any])
        #expect(error["code"] as? String == "decode" && error["kind"] as? String == "timeLimit")
        #expect(error["retryable"] as? Bool == true)
        #expect((error["message"] as? String)?.contains("given up after 0.001 s") == true)
        // It was given up among its scans: nothing of a picture is known.
        #expect(record["decoded"] is NSNull)
        #expect(folder.files(below: "out").isEmpty)

        let again = try patchlens(arguments)
        #expect(again.status == 0 && again.output.contains(#""status":"done""#), "\(again.errors)")
        #expect(folder.files(below: "out") == ["slow.png"])
    }
}
