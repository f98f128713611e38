import Foundation

/// Every hot kernel from its plain way to its fastest, on every instruction set this processor has, on one thread; run
/// by kernels.sh. Ends with 1 if a result is further from the plain one than it may be.
@main
enum KernelLadder {
    static func main() {
        print(Ladder.head)
        let encoderAgrees = EncoderLadders.climb()
        let picturesAgree = PictureLadders.climb()
        exit(encoderAgrees && picturesAgree ? 0 : 1)
    }
}
