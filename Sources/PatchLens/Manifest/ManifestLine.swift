#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One line of a manifest: a run that began or ended, or what became of a picture.
///
/// A run's line comes before those of its pictures, and one more at the end of a run that was not killed:
///
///     {"began":1764038421998000000,"machine":"7d0c31e2","run":{"model":"dinov2-small","options":{"opacity":"0.6",…},
///      "optionsHash":"9f…","weightsHash":"07…"}}
///     {"picture":{"input":"a/cat.jpg","model":"dinov2-small","modified":1764038422000000000,
///      "optionsHash":"9f…","outputs":[{"modified":1764038422000000000,"path":"a/cat.png","size":81234}],
///      "root":"/data/photos","seconds":0.1,"size":4711,"status":"done","target":"a/cat.png","weightsHash":"07…"}}
///     {"ended":true}
///
/// (Broken here to fit.) `began` is the time of the manifest's own file when it was made, by the file system's clock.
/// `machine` is a hash of the machine's name. `root` is the searched folder's real path and `input` the path below it,
/// `outputs` are paths below the output folder and `target` the first of those a picture is to become, `size` is in
/// bytes and times are in nanoseconds since 1970. A failure has `error`: `{"code", "kind", "limits", "message",
/// "retryable"}`, `code` and `kind` those of `PictureFailure.Stage` and `FailureKind`, `limits` the run's where it is
/// of such a kind. A key without a value is left out; `warnings` are those of `DecodingWarning`, where there are any.
/// To a manifest without an end the next run appends `{"killed":…}`, the time at which it found that nobody writes it
/// any more.
struct ManifestLine: Codable, Equatable {
    var run: RunIdentity?
    var began: Int64?
    var machine: String?
    var killed: Int64?
    var picture: Picture?
    var ended: Bool?

    /// What became of one picture.
    struct Picture: Codable, Equatable {
        var input: String
        var root: String?
        var target: String
        var size: Int?
        var modified: Int64?
        var sha256: String?
        var status: String
        var warnings: [String]?
        var error: Failure?
        var outputs: [Output]
        var model: String
        var weightsHash: String
        var optionsHash: String
        var seconds: Double
    }

    /// Why there is nothing.
    struct Failure: Codable, Equatable {
        var code: String
        var kind: String
        var limits: String?
        var message: String
        var retryable: Bool
    }

    /// A file, by its path below the output folder.
    struct Output: Codable, Equatable {
        var modified: Int64?
        var path: String
        var size: Int
    }
}

extension ManifestLine {
    /// Reads a line; nil where it is none of ours, or not whole.
    init?(reading line: ArraySlice<UInt8>) {
        guard let line = try? JSONDecoder().decode(ManifestLine.self, from: Data(line)) else { return nil }
        self = line
    }
}
