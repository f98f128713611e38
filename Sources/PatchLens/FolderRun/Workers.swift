public import Tensors

/// How many pictures are worked on at once, and by how many threads each.
///
/// A picture that one thread takes from its bytes to its overlay waits for nobody, so several pictures are best given
/// a core each; a single picture gets all of them. Neither number changes what is written.
public struct Workers: Sendable, Equatable {
    /// Pictures at once.
    public let pictures: Int
    /// Threads inside the kernels, for each picture.
    public let threads: Int

    /// What is nil is chosen so that together they fill the cores; by default those that this process may use.
    public init(pictures: Int? = nil, threads: Int? = nil, for count: Int, cores: Int = Processor.count) {
        let fitting = min(count, cores / (threads ?? 1))
        self.pictures = max(1, pictures ?? fitting)
        self.threads = max(1, threads ?? cores / self.pictures)
    }
}
