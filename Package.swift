// swift-tools-version: 6.2

import PackageDescription

/// What every Swift target is built with: the strict language, and no warnings.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// For the two targets that own memory and hand out views of it.
let lifetimes: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

/// A test target: Swift Testing only, on the target it is named for.
func tests(of name: String, using dependencies: [Target.Dependency] = [], fixtures: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies,
        exclude: fixtures,
        swiftSettings: strict
    )
}

let package = Package(
    name: "PatchLens",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "PatchLens", targets: ["PatchLens"]),
        .library(name: "ModelHub", targets: ["ModelHub"]),
        .executable(name: "patchlens", targets: ["PatchLensCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        // zlib comes with libpng, which is built on it.
        .target(name: "CCodecs", dependencies: ["CPNG", "CJPEG"], linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CKernels"),
        .target(name: "Tensors", dependencies: ["CKernels"], swiftSettings: lifetimes),
        .target(
            name: "ImageDecoding", dependencies: ["CCodecs", "CKernels", "Tensors"], swiftSettings: strict),
        .target(name: "Checkpoints", dependencies: ["Tensors"], swiftSettings: lifetimes),
        .target(name: "CCurl"),
        .target(
            name: "ModelHub",
            dependencies: ["Checkpoints", "CCurl", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(
            name: "VisionTransformers", dependencies: ["Tensors", "ImageDecoding", "Checkpoints"],
            swiftSettings: strict),
        .target(
            name: "AttentionMaps", dependencies: ["VisionTransformers", "Tensors", "ImageDecoding"],
            swiftSettings: strict),
        .target(
            name: "AttentionExport",
            dependencies: ["AttentionMaps", "ImageDecoding", "Tensors", "CCodecs", "CKernels"],
            swiftSettings: strict),
        .target(
            name: "PatchLens",
            dependencies: [
                "Tensors", "ImageDecoding", "Checkpoints", "VisionTransformers", "AttentionMaps", "AttentionExport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "PatchLensCommand",
            dependencies: [
                "PatchLens", "ModelHub", "AttentionExport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        // For Tools/bench/png.sh.
        .executableTarget(name: "png-benchmark", dependencies: ["CCodecs", "CPNG"], path: "Tools/bench/png-benchmark"),
        // For Tools/bench/kernels.sh.
        .executableTarget(
            name: "kernel-ladder", dependencies: ["CKernels", "CCodecs"], path: "Tools/bench/kernel-ladder",
            swiftSettings: strict),
        // What a backward pass costs.
        .executableTarget(
            name: "gradient-benchmark",
            dependencies: ["VisionTransformers", "Tensors", "ImageDecoding", "Checkpoints"],
            path: "Tools/bench/gradient-benchmark", swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Tensors", "ImageDecoding", "Checkpoints", "VisionTransformers"],
            path: "Tests/TestSupport", exclude: ["hub-server.py"], swiftSettings: strict),
        tests(of: "Tensors", using: ["CKernels"]),
        tests(of: "ImageDecoding", using: ["CCodecs", "CKernels", "Tensors"], fixtures: ["Fixtures"]),
        tests(of: "Checkpoints", using: ["Tensors"], fixtures: ["Fixtures"]),
        tests(of: "ModelHub", using: ["Checkpoints"]),
        tests(of: "VisionTransformers", using: ["Tensors", "ImageDecoding", "Checkpoints"]),
        tests(of: "AttentionMaps", using: ["Tensors", "ImageDecoding", "Checkpoints", "VisionTransformers"]),
        tests(
            of: "AttentionExport", using: ["AttentionMaps", "CCodecs", "CKernels", "ImageDecoding"],
            fixtures: ["Fixtures"]),
        tests(of: "PatchLens"),
        tests(of: "PatchLensCommand", using: ["PatchLens", "ModelHub"]),
        .testTarget(
            name: "GoldenTests", dependencies: ["PatchLens", "Checkpoints", "Tensors", "TestSupport"],
            exclude: ["Fixtures"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c17,
    cxxLanguageStandard: .cxx20
)

// For Tools/fuzz/run.sh alone: it links with the compiler's libFuzzer.
if Context.environment["PATCHLENS_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tools/fuzz/CFuzzer"),
        .executableTarget(
            name: "reader-fuzzer",
            dependencies: [
                "CFuzzer", "ImageDecoding", "Checkpoints", "VisionTransformers", "AttentionExport", "PatchLens",
            ],
            path: "Tools/fuzz/readers", swiftSettings: strict),
    ]
    package.products.append(.executable(name: "reader-fuzzer", targets: ["reader-fuzzer"]))
}
