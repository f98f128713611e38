/// A grey JPEG that comes in many scans, each of which goes through all blocks: a small file that takes long to decode.
public enum ProgressiveJPEG {
    /// `side`² pixels, a multiple of 64. Every scan sends every block's mean anew, at full precision,
    /// which breaks no rule.
    public static func bytes(side: Int, scans: Int) -> [UInt8] {
        precondition(side % 64 == 0 && side <= 65_472, "eight blocks side by side take two bytes of a scan")
        let size = [UInt8(side >> 8), UInt8(side & 255)]
        let steps: [UInt8] = [0] + [UInt8](repeating: 16, count: 64)
        // Two codes: `0` for the mean of the block before, `10` for another that differs by up to seven, in three bits.
        let codes: [UInt8] = [0, 1, 1] + [UInt8](repeating: 0, count: 14) + [0, 3]
        let start: [UInt8] = [0xFF, 0xD8]
        let tables = segment(0xDB, steps) + segment(0xC4, codes)
        let frame = segment(0xC2, [8] + size + size + [1, 1, 0x11, 0])
        // Seven more and three blocks alike, seven less and three alike.
        let blocks = (0..<side * side / 512).flatMap { _ in [0b1011_1000, 0b1000_0000] as [UInt8] }
        let scan = segment(0xDA, [1, 1, 0, 0, 0, 0]) + blocks
        return start + tables + frame + (0..<scans).flatMap { _ in scan } + [0xFF, 0xD9]
    }

    private static func segment(_ marker: UInt8, _ contents: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((contents.count + 2) >> 8), UInt8((contents.count + 2) & 255)] + contents
    }
}
