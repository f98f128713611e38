/// Why a run is refused before it reads a picture.
public enum OutputPlanError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Two inputs would write one file; and a template that keeps all inputs of the run apart.
    case collision(first: String, second: String, output: String, remedy: OutputTemplate)
    /// An input would be overwritten.
    case overwritesInput(path: String, output: String)
    /// A folder lies where an output is to be written: of this input, or of all of them.
    case folderInTheWay(path: String?, output: String)
    /// The output would be in the folder of the manifests: of this input, or of all of them.
    case reserved(path: String?, output: String)
    /// The template makes no path inside the output folder of this input.
    case template(path: String, OutputTemplateError)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .collision(let first, let second, let output, let remedy):
            "'\(first)' and '\(second)' would both be written to '\(output)': "
                + "--template '\(remedy)' keeps them apart"
        case .overwritesInput(let path, let output):
            "the output '\(output)' is the input '\(path)': choose another output folder or template"
        case .folderInTheWay(let path, let output):
            "the output '\(output)'" + (path.map { " of '\($0)'" } ?? "")
                + " is a folder: choose another output folder or template"
        case .reserved(let path, let output):
            "the output '\(output)'" + (path.map { " of '\($0)'" } ?? "")
                + " would be in the folder that records runs: choose another name or template"
        case .template(let path, let error):
            "no output for '\(path)': \(error)"
        }
    }
}
