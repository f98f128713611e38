#!/usr/bin/env bash
# Builds the fuzz targets of CCodecs, png, jpeg and exif: our C under AddressSanitizer and UndefinedBehaviorSanitizer,
# in which any finding ends the process, and instrumented for libFuzzer to see which branches an input takes.
#
# Where the sources of libpng and libjpeg-turbo lie in .build/fuzz/sources, as Tools/fuzz/fetch-sources.sh puts them,
# they are instrumented, too, which leads libFuzzer far deeper; otherwise the system's libraries are linked.
#
#   Tools/fuzz/build-codecs.sh
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly build=.build/fuzz/codecs sources=.build/fuzz/sources
readonly common=(-std=gnu17 -O2 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address)
readonly ours=(-fsanitize=undefined -fno-sanitize-recover=undefined -Wall -Wextra -Werror)
mkdir -p "$build"
# Several runs may be begun at once.
exec 9>"$build/lock"
flock 9

# Compiles files of C into a folder of objects, unless they are there: the folder, the files, `--` and the options.
compile() {
    local folder=$build/$1 file
    local files=()
    [[ ! -e $folder/done ]] || return 0
    shift
    while [[ $1 != -- ]]; do
        files+=("$1")
        shift
    done
    shift
    rm -rf "$folder"
    mkdir -p "$folder"
    for file in "${files[@]}"; do printf '%s\0' "$file"; done |
        xargs -0 -P "$(getconf _NPROCESSORS_ONLN)" -I FILE sh -c \
            'file=$1 folder=$2; shift 2; exec clang "$@" -c "$file" -o "$folder/$(basename "$file" .c).o"' \
            sh FILE "$folder" "${common[@]}" "$@"
    touch "$folder/done"
}

# What libjpeg-turbo's own build would find out of this machine.
configure_jpeg() {
    mkdir -p "$build/configuration"
    printf '#define %s\n' 'JPEG_LIB_VERSION 62' 'LIBJPEG_TURBO_VERSION 0' 'LIBJPEG_TURBO_VERSION_NUMBER 0' \
        'D_ARITH_CODING_SUPPORTED 1' 'MEM_SRCDST_SUPPORTED 1' 'BITS_IN_JSAMPLE 8' >"$build/configuration/jconfig.h"
    printf '#define %s\n' 'BUILD ""' 'INLINE inline' 'THREAD_LOCAL _Thread_local' 'PACKAGE_NAME ""' 'VERSION ""' \
        "SIZEOF_SIZE_T $(($(getconf LONG_BIT) / 8))" 'HAVE_BUILTIN_CTZL' 'FALLTHROUGH' \
        >"$build/configuration/jconfigint.h"
    sed 's/@COPYRIGHT_YEAR@//' "$sources/libjpeg-turbo/jversion.h.in" >"$build/configuration/jversion.h"
}

libraries=()
headers=()
if [[ -d $sources/libpng ]]; then
    cp "$sources/libpng/scripts/pnglibconf.h.prebuilt" "$sources/libpng/pnglibconf.h"
    compile libpng "$sources"/libpng/png{,error,get,mem,pread,read,rio,rtran,rutil,set,trans,wio,write,wtran,wutil}.c -- \
        -I"$sources/libpng" -I"$build/configuration" -DPNG_INTEL_SSE_OPT=0 -DPNG_ARM_NEON_OPT=0
    libraries+=("$build"/libpng/*.o)
    headers+=(-I"$sources/libpng")
else
    libraries+=(-lpng)
fi
if [[ -d $sources/libjpeg-turbo ]]; then
    configure_jpeg
    compile libjpeg "$sources"/libjpeg-turbo/j{dapimin,dapistd,datasrc,dcoefct,dcolor,ddctmgr,dhuff,dicc,dinput}.c \
        "$sources"/libjpeg-turbo/j{dmainct,dmarker,dmaster,dmerge,dphuff,dpostct,dsample,dtrans,darith,aricom}.c \
        "$sources"/libjpeg-turbo/j{comapi,error,idctflt,idctfst,idctint,idctred,quant1,quant2,utils,memmgr}.c \
        "$sources"/libjpeg-turbo/j{memnobs,simd_none}.c -- \
        -I"$build/configuration" -I"$sources/libjpeg-turbo"
    libraries+=("$build"/libjpeg/*.o)
    headers+=(-I"$build/configuration" -I"$sources/libjpeg-turbo")
else
    libraries+=(-ljpeg)
fi

rm -rf "$build/ours" "$build/targets"
compile ours Sources/CCodecs/{Checksums,CodecVectors,EXIF,PNGChunks,PNGDecoding,JPEGSegments,JPEGDecoding}.c -- \
    "${ours[@]}" -ISources/CCodecs/include "${headers[@]}"
compile targets Tools/fuzz/codecs/{png,jpeg,exif}.c -- "${ours[@]}" -ISources/CCodecs/include
for target in png jpeg exif; do
    clang -g -fuse-ld=lld -fsanitize=fuzzer,address,undefined "$build/targets/$target.o" "$build"/ours/*.o "${libraries[@]}" \
        -lz -lm -o "$build/$target-fuzzer"
done
