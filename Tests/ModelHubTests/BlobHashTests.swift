import ModelHub
import TestSupport
import Testing

/// The two ways in which the cache names contents, against published values.
struct BlobHashTests {
    @Test(arguments: [
        // FIPS 180-4's examples, and the empty message.
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        // As `git hash-object` prints; the second is in the book “Pro Git”, chapter 10.2.
        ("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
        ("what is up, doc?", "bd9dbf5aae1a3862dd1526723246b20206e5fc37"),
    ])
    func publishedValues(text: String, etag: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("file", text: text)
        #expect(try BlobHash(etag: etag)?.value(ofFile: file) == etag)
    }

    /// Longer than what is read at once.
    @Test func millionsOfLetters() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("file", Array(repeating: UInt8(ascii: "a"), count: 1_000_000))
        let etag = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(try BlobHash(etag: etag)?.value(ofFile: file) == etag)
    }

    @Test(arguments: ["", "abc", "x3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "e69de29b-1"])
    func otherNamesTellNothing(etag: String) {
        #expect(BlobHash(etag: etag) == nil)
    }

    @Test func missingFile() {
        #expect(throws: HubError.self) { try BlobHash.sha256.value(ofFile: "/nonexistent") }
    }
}
