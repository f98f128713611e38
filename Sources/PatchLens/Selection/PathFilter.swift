/// Which paths below a searched folder are taken: those that are included, and not excluded.
///
/// A pattern that matches a folder is about everything in it. Where there are patterns to include, only what one of
/// them is about is taken; what a pattern to exclude is about never is, and such folders are not entered.
public struct PathFilter: Sendable, Equatable {
    /// What is taken; everything where there are none.
    public var includes: [PathGlob]
    /// What is not.
    public var excludes: [PathGlob]

    /// Everything, unless told otherwise.
    public init(includes: [PathGlob] = [], excludes: [PathGlob] = []) {
        self.includes = includes
        self.excludes = excludes
    }

    /// Whether everything is taken.
    public var isEmpty: Bool { includes.isEmpty && excludes.isEmpty }

    /// Whether a file is taken, by its path below the searched folder.
    public func takes(_ path: String) -> Bool { takes(SlashedPath(path)) }

    func takes(_ path: SlashedPath) -> Bool {
        var isIncluded = includes.isEmpty
        for count in 1...max(1, path.count) {
            let (part, isFolder) = (path.prefix(count), count < path.count)
            if excludes(part, isFolder: isFolder) { return false }
            isIncluded = isIncluded || includes(part, isFolder: isFolder)
        }
        return isIncluded
    }

    /// Whether a path is excluded, when the folders it is in are not.
    func excludes(_ path: SlashedPath, isFolder: Bool) -> Bool {
        excludes.contains { $0.matches(path, isFolder: isFolder) }
    }

    /// Whether a path is included by itself, and not by a folder it is in.
    func includes(_ path: SlashedPath, isFolder: Bool) -> Bool {
        includes.contains { $0.matches(path, isFolder: isFolder) }
    }
}
