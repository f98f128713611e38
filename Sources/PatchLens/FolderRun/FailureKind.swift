import AttentionExport
import AttentionMaps
import ImageDecoding
import VisionTransformers

/// What is wrong with a picture that failed, for programmes: `PictureFailure.Stage` says where it happened.
///
/// The names are part of the record that `--json` prints and of manifests, and stay.
public enum FailureKind: String, Sendable, Encodable, CaseIterable {
    /// There is nothing at the path, or nothing that may be looked at.
    case unreachable
    /// The system does not let it be read.
    case unreadable
    /// A name that cannot be carried into an output's name.
    case invalidName
    /// A folder, a pipe, a device.
    case notAFile
    /// A file of no bytes.
    case empty
    /// Neither PNG nor JPEG.
    case unknownFormat
    /// A sound file, or a sound wish, that is not provided for.
    case unsupported
    /// A file that breaks the rules of its format.
    case corrupt
    /// A file that ends before its picture does.
    case truncated
    /// More than a limit allows: pixels, memory of a decode, scans, patches.
    case tooLarge
    /// Smaller than the model can take.
    case tooSmall
    /// The place asked for is not on the picture.
    case outsidePicture
    /// The method found nothing on the picture that it looks for.
    case nothingFound
    /// There were values that are no numbers.
    case notFinite
    /// The system refused memory.
    case outOfMemory
    /// More memory than the run may take.
    case memoryLimit
    /// It took longer than a picture may.
    case timeLimit
    /// The system refused to write an output.
    case notWritten
    /// The output's name is taken: an earlier run made it of another picture.
    case outputTaken
    /// What the others do not name.
    case other

    /// Whether the same picture may go well another time though nothing was changed: the system refused something, or
    /// was busy. The others fail again.
    public var isRetryable: Bool {
        switch self {
        case .unreachable, .unreadable, .outOfMemory, .timeLimit, .notWritten: true
        default: false
        }
    }

    /// Whether it depends on a limit of the run: with another it may go well.
    var isOfALimit: Bool { self == .tooLarge || self == .memoryLimit || self == .timeLimit }
}

/// An error that knows what is wrong.
protocol FailureKindProviding: Error {
    var failureKind: FailureKind { get }
}

extension InputError: FailureKindProviding {
    var failureKind: FailureKind {
        switch self {
        case .unreachable: .unreachable
        case .unreadable: .unreadable
        case .nameNotUTF8, .nameHasNull, .noOutput: .invalidName
        case .listedFolder: .notAFile
        }
    }
}

extension DecodingError: FailureKindProviding {
    var failureKind: FailureKind {
        switch self {
        case .unreadable: .unreadable
        case .notAFile: .notAFile
        case .empty: .empty
        case .unknownFormat: .unknownFormat
        case .unsupported: .unsupported
        case .corrupt: .corrupt
        case .truncated: .truncated
        case .tooManyPixels, .tooManyBytes, .tooManyScans: .tooLarge
        case .outOfMemory: .outOfMemory
        case .outOfTime: .timeLimit
        }
    }
}

extension PatchError: FailureKindProviding {
    var failureKind: FailureKind {
        switch self {
        case .tooManyPatches: .tooLarge
        case .resizedAway, .smallerThanPatch: .tooSmall
        case .lengthOutOfRange: .unsupported
        }
    }
}

extension EncodingError: FailureKindProviding {
    var failureKind: FailureKind {
        switch self {
        case .notFinite: .notFinite
        case .noSuchPatch: .outsidePicture
        case .outOfTime: .timeLimit
        case .noSuchLayer, .noSuchHead, .noClassToken, .probeOnlyAfterLastLayer, .patchesDoNotFit, .notDifferentiable:
            .unsupported
        }
    }
}

extension QueryError: FailureKindProviding {
    var failureKind: FailureKind { .outsidePicture }
}

extension MethodError: FailureKindProviding {
    var failureKind: FailureKind {
        switch self {
        case .notWithThisModel: .unsupported
        case .encoding(let error): error.failureKind
        case .query(let error): error.failureKind
        case .nothingFound: .nothingFound
        }
    }
}

extension ExportError: FailureKindProviding {
    var failureKind: FailureKind {
        switch self {
        case .notFinite: .notFinite
        case .file: .notWritten
        case .outOfTime: .timeLimit
        default: .other
        }
    }
}
