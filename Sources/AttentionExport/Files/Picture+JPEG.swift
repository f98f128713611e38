import CCodecs
package import ImageDecoding

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Picture {
    /// This picture as a camera would store it: a baseline JPEG. For photographs to measure with; attention is written
    /// as PNG, which loses nothing.
    ///
    /// - Parameter quality: libjpeg's, 1 to 100.
    /// - Returns: Nil for sides above 65,500, or without memory.
    package func jpegBytes(quality: Int = 90) -> [UInt8]? {
        var count = 0
        let bytes = pixels.withUnsafeBufferPointer {
            patchlens_jpeg_encode($0.baseAddress, Int64(size.height), Int64(size.width), Int32(quality), &count)
        }
        guard let bytes else { return nil }
        defer { free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}
