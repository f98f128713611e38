#!/usr/bin/env bash
# Builds the documentation with the toolchain's own docc into .build/documentation, and says how to read it.
#
#   Tools/docs.sh              builds it
#   Tools/docs.sh --pictures   draws the pictures of the article and of README.md again first; needs the default model
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
catalogue=Sources/PatchLens/PatchLens.docc
work=.build/documentation-symbols

draw_pictures() {
    swift build -c release --product patchlens
    local draw=("$(swift build -c release --show-bin-path)/patchlens" overlay -q --overwrite -o "$catalogue/Resources")
    # README.md: the four sample pictures
    "${draw[@]}" Images --short-side 448 --template 'overlay-{stem}.png'
    # README.md: methods side by side; what they find is in the picture, and not kept beside it
    "${draw[@]}" Images/coffee.png --short-side 448 --layout methods --output-side 300 --png-effort small \
        --template 'methods-{stem}.png' --method \
        attention,entropy,rollout,relevance,attention-gradient,grad-cam,similarity,pca,lost,tokencut,saliency
    rm "$catalogue/Resources/objects.json"
    # The article: the patch at this pixel of the original is on the cat's right-hand eye.
    local eye=("${draw[@]}" Images/chelsea.png --query 322,135)
    "${eye[@]}" --template query-eye-heads.png --heads each --layout grid
    "${eye[@]}" --template query-eye-head0.png --heads 0 --legend
    "${eye[@]}" --template query-eye-probabilities.png --heads 0 --layout heatmap --upsample nearest --legend
}

[[ ${1:-} != --pictures ]] || draw_pictures

# A debug build, for its modules alone: symbol graphs are taken from them.
rm -rf "$work" && mkdir -p "$work"
swift build --target PatchLens -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$work"
# Of the modules that PatchLens is made of; those of its dependencies have documentation of their own.
for graph in "$work"/*.symbols.json; do
    case $(basename "$graph") in
        PatchLens* | Tensors* | ImageDecoding* | Checkpoints* | VisionTransformers* | AttentionMaps* | AttentionExport*) ;;
        *) rm "$graph" ;;
    esac
done
docc convert "$catalogue" --additional-symbol-graph-dir "$work" --output-dir .build/documentation \
    --fallback-display-name PatchLens --fallback-bundle-identifier patchlens
printf '\nThe documentation is in %s; to read it:\n' "$root/.build/documentation"
printf '  docc preview %s --additional-symbol-graph-dir %s\n' "$catalogue" "$work"
