import ImageDecoding
import Tensors

/// How much memory a run may take in all, and what a picture takes of it.
///
/// What the process has when it is made, the model above all, is taken already. Of the rest each picture takes what it
/// needs by its own estimate, made of the sizes in its header before anything of its size is allocated: it waits while
/// others have too much of it, and is refused if all of it were not enough. So which pictures are refused does not
/// depend on how many are worked on at once.
public struct RunMemory: Sendable {
    /// What a picture takes at the most, in bytes.
    public typealias Need = @Sendable (_ picture: PictureNeed) -> Int

    /// What the process may take, in bytes.
    public let limit: Int
    /// What it had before the first picture, and its threads take on top.
    public let base: Int
    private let threads: Int
    private let decoding: DecodingLimits
    private let need: Need
    private let budget: MemoryBudget

    /// A picture that was let in, and gives back what it took.
    struct Share { let bytes: Int }

    /// A kernel's tiles and panels, and a band of a PNG with the tables that compress it.
    private static let perThread = 4 << 20

    /// From what the process has now; an error where that is the limit or more already.
    ///
    /// - Parameter threads: how many there are at work in all.
    public init(
        limit: Int, threads: Int, decoding: DecodingLimits, need: @escaping Need
    ) throws(RunMemoryError) {
        base = ResidentMemory.bytes + threads * Self.perThread
        // Weights are packed while they are read: loading may have taken more than what is left of it.
        let most = max(base, ResidentMemory.most)
        guard most < limit else { throw RunMemoryError(limit: limit, base: most) }
        self.limit = limit
        self.threads = threads
        self.decoding = decoding
        self.need = need
        budget = MemoryBudget(total: limit - base)
    }

    /// No more workers than there can be at once on photographs of 12 megapixels: those above would only wait, and the
    /// cores are better given to the others as threads, of which there are no more than there is room for.
    public func fewer(than workers: Workers, cores: Int = Processor.count) -> Workers {
        let photograph = need(
            PictureNeed(original: PictureSize(height: 3000, width: 4000), decodingBytes: 80_000_000))
        // What is counted for threads already is there for them.
        let room = budget.total + threads * Self.perThread
        let pictures = min(
            workers.pictures, max(1, room / max(1, photograph + workers.threads * Self.perThread)))
        let wanted = pictures < workers.pictures ? max(workers.threads, cores / pictures) : workers.threads
        let fitting = max(1, threads / pictures, (room / pictures - photograph) / Self.perThread)
        return Workers(pictures: pictures, threads: min(wanted, fitting), for: pictures)
    }

    /// Waits for its share. A file that says nothing of its size gets what its bytes take:
    /// decoding will say what is wrong.
    func share(for picture: PlannedPicture, in workspace: Workspace) throws(PictureFailure) -> Share {
        let path = picture.input.path
        // It still has the picture's before. This one's begins when it is let in.
        workspace.limitTime(to: nil)
        let fileBytes = InputState(of: path).map { min($0.size, decoding.bytes) } ?? 0
        let result = budget.inTurn { () -> Result<Share, PictureFailure> in
            guard fileBytes <= budget.total else { return .failure(refusal(fileBytes, by: "its file alone")) }
            budget.take(fileBytes)
            guard let header = try? PictureHeader(contentsOf: path, limits: decoding, in: workspace) else {
                return .success(Share(bytes: fileBytes))
            }
            let needed = need(PictureNeed(original: header.size, decodingBytes: header.decodingBytes))
            guard needed <= budget.total else {
                workspace.empty()
                budget.giveBack(fileBytes)
                return .failure(refusal(needed))
            }
            budget.take(max(0, needed - fileBytes))
            return .success(Share(bytes: max(needed, fileBytes)))
        }
        return try result.get()
    }

    func giveBack(_ share: Share) { budget.giveBack(share.bytes) }

    private func refusal(_ needed: Int, by part: String = "it") -> PictureFailure {
        PictureFailure(
            .decode, .memoryLimit,
            message:
                "\(part) would take \(Self.shown(needed)) of memory; the run may take \(Self.shown(limit)), of which "
                + "the model and the run itself have \(Self.shown(base))")
    }

    /// Rounded up.
    static func shown(_ bytes: Int) -> String { "\((bytes + (1 << 20) - 1) >> 20) MiB" }
}

/// What is known of a picture by its header.
public struct PictureNeed: Sendable {
    /// The size of the upright original.
    public let original: PictureSize
    /// What decoding it takes: the file, the picture, and what the codec and turning it upright take.
    public let decodingBytes: Int
}

/// There is no memory left for pictures.
public struct RunMemoryError: Error, Sendable, Equatable, CustomStringConvertible {
    let limit: Int
    let base: Int

    /// One sentence for the user.
    public var description: String {
        "the model and the run itself take \(RunMemory.shown(base)) of memory, and the limit is "
            + "\(RunMemory.shown(limit)) for all: allow more with --memory, or take a smaller model"
    }
}
