import CCodecs
import Tensors

extension Workspace {
    /// For a codec to ask whether this workspace has no more time, as long as the workspace is there. Where time is not
    /// limited nothing is asked.
    var codecDeadline: patchlens_deadline {
        guard timeLimit != nil else { return patchlens_deadline(is_over: nil, context: nil) }
        return patchlens_deadline(
            is_over: { context in
                guard let context else { return 0 }
                return Unmanaged<Workspace>.fromOpaque(context).takeUnretainedValue().isOverdue ? 1 : 0
            },
            context: Unmanaged.passUnretained(self).toOpaque())
    }

    /// Between steps of reading a picture: throws `outOfTime` when this workspace has no more time.
    func checkDecodingTime() throws(DecodingError) {
        if isOverdue { throw .outOfTime }
    }
}
