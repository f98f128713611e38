package import PatchLens

/// Layers, heads and the query, as they are written on a command line.
package enum SelectionArgument {
    /// `last`, `all`, or numbers.
    package static func layers(_ text: String) throws -> LayerSelection {
        switch text {
        case "last": return .last
        case "all": return .all
        default:
            guard let numbers = numbers(text) else {
                throw ArgumentProblem("it has to be last, all, or layer numbers such as 0,5,-1")
            }
            return .some(numbers)
        }
    }

    /// `mean`, `max`, `min`, `each`, or numbers.
    package static func heads(_ text: String) throws -> HeadChoice {
        if let fusion = HeadFusion(rawValue: text) { return .fused(fusion) }
        if text == "each" { return .each }
        guard let numbers = numbers(text) else {
            throw ArgumentProblem("it has to be mean, max, min, each, or head numbers such as 0,3")
        }
        return .some(numbers)
    }

    /// The class, the mean over patches, a text, or x and y of a pixel; whether the picture has that pixel is known
    /// when the picture is.
    package static func query(_ text: String) throws -> MethodQuery {
        let textMark = "text:"
        if text.hasPrefix(textMark), text.count > textMark.count {
            return .text(String(text.dropFirst(textMark.count)))
        }
        guard let place = try? place(text) else {
            throw ArgumentProblem("it has to be class, mean, a pixel's x and y such as 320,200, or text:a cat")
        }
        return .place(place)
    }

    /// The same without texts.
    package static func place(_ text: String) throws -> QueryPlace {
        if text == "class" { return .classToken }
        if text == "mean" { return .patchMean }
        guard let pixel = try? pixel(text) else {
            throw ArgumentProblem("it has to be class, mean, or a pixel's x and y such as 320,200")
        }
        return pixel
    }

    /// Every method, as the help lists them.
    package static let methodNames = MethodName.allCases.map(\.rawValue).joined(separator: ", ")

    /// Names of methods between commas, each once.
    package static func methods(_ text: String) throws -> [MethodName] {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let methods = names.compactMap(MethodName.init)
        guard methods.count == names.count, Set(methods).count == methods.count else {
            throw ArgumentProblem("it has to be one or more, each once, of \(methodNames)")
        }
        return methods
    }

    /// What gradients are taken of.
    package static func target(_ text: String) throws -> GradientTarget {
        do { return try GradientTarget(parsing: text) } catch { throw ArgumentProblem("\(error)") }
    }

    /// x and y of a pixel.
    package static func pixel(_ text: String) throws -> QueryPlace {
        guard let numbers = numbers(text), numbers.count == 2 else {
            throw ArgumentProblem("it has to be a pixel's x and y such as 320,200")
        }
        return .pixel(row: numbers[1], column: numbers[0])
    }

    /// Whole numbers between commas, at least one.
    private static func numbers(_ text: String) -> [Int]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }
}
