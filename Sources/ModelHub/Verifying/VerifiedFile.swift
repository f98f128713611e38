public import Checkpoints

/// One file of a model, compared with the hash that it goes by.
public struct VerifiedFile: Sendable {
    /// Its name in the model's folder.
    public let name: String
    /// Its bytes.
    public let byteCount: Int
    /// What its content is named by in the Hugging Face cache: `sha256` or `git`; nil where no hash is known.
    public let hash: String?
    /// What is wrong with it; nil if nothing is.
    public let fault: HubError?

    /// Every file of a model's folder, in alphabetical order; each is read to its end.
    public static func all(of location: ModelLocation) -> [VerifiedFile] {
        fileNames(in: location.directory).map { VerifiedFile($0, in: location.directory) }
    }

    private init(_ name: String, in directory: String) {
        let path = directory + "/" + name
        self.name = name
        byteCount = Checkpoints.byteCount(of: path) ?? 0
        // The link leads to the content by the content's hash.
        let etag = destination(ofLink: path).flatMap { link -> String? in
            let parts = link.split(separator: "/")
            return parts.dropLast().last == "blobs" ? parts.last.map(String.init) : nil
        }
        guard let etag, let kind = BlobHash(etag: etag) else {
            hash = nil
            fault = nil
            return
        }
        hash = kind.rawValue
        do throws(HubError) {
            let found = try kind.value(ofFile: path)
            fault = found == etag.lowercased() ? nil : .changedContent(path: path, expected: etag, found: found)
        } catch {
            fault = error
        }
    }
}
