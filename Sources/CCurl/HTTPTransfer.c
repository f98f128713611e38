#include "HTTPTransfer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "CurlInterface.h"

struct HTTPSession {
    CurlHandle *handle;
};

static CurlInterface curl;
static bool isLoaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *openLibrary(void) {
    // The GnuTLS flavour is the one that git brings along on Debian.
    static const char *const names[] = {
        "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib"};
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
        void *library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
        if (library) return library;
    }
    return NULL;
}

static void load(void) {
    void *library = openLibrary();
    if (!library) return;
    // Through void **: ISO C has no conversion from a data pointer to a function's.
    const struct { const char *name; void **function; } symbols[] = {
        {"curl_global_init", (void **)&curl.globalInit}, {"curl_easy_init", (void **)&curl.open},
        {"curl_easy_reset", (void **)&curl.reset},       {"curl_easy_cleanup", (void **)&curl.close},
        {"curl_easy_setopt", (void **)&curl.set},        {"curl_easy_perform", (void **)&curl.perform},
        {"curl_easy_strerror", (void **)&curl.describe}, {"curl_slist_append", (void **)&curl.append},
        {"curl_slist_free_all", (void **)&curl.freeList},
    };
    for (size_t index = 0; index < sizeof symbols / sizeof *symbols; index++) {
        *symbols[index].function = dlsym(library, symbols[index].name);
        if (!*symbols[index].function) return;
    }
    isLoaded = curl.globalInit(CurlGlobalAll) == CurlCodeOK;
}

HTTPSession *HTTPSessionOpen(void) {
    pthread_once(&once, load);
    if (!isLoaded) return NULL;
    HTTPSession *session = malloc(sizeof *session);
    if (!session) return NULL;
    session->handle = curl.open();
    if (session->handle) return session;
    free(session);
    return NULL;
}

void HTTPSessionClose(HTTPSession *session) {
    curl.close(session->handle);
    free(session);
}

static size_t passHeadLine(char *bytes, size_t size, size_t count, void *context) {
    const HTTPRequest *request = context;
    return request->headLine(request->context, bytes, size * count) ? size * count : 0;
}

static size_t passBody(char *bytes, size_t size, size_t count, void *context) {
    const HTTPRequest *request = context;
    // Any other count than all of them stops the transfer; none at all is no piece.
    return size * count == 0 || request->body(request->context, bytes, size * count) ? size * count : 0;
}

/// What is the same for every option: the first that libcurl refuses decides.
static int setOptions(CurlHandle *handle, const HTTPRequest *request, CurlList *headers, char *message) {
    int code = CurlCodeOK;
#define SET(option, value) (code = code == CurlCodeOK ? curl.set(handle, option, value) : code)
    SET(CurlOptionErrorBuffer, message);
    SET(CurlOptionURL, request->url);
    // Not file:, ftp: and the rest, whatever a redirect says.
    SET(CurlOptionProtocols, (long)(CurlProtocolHTTP | CurlProtocolHTTPS));
    SET(CurlOptionHTTPHeader, headers);
    SET(CurlOptionUserAgent, request->userAgent);
    SET(request->wantsBody ? CurlOptionHTTPGet : CurlOptionNoBody, 1L);
    SET(CurlOptionConnectTimeout, request->connectSeconds);
    SET(CurlOptionLowSpeedLimit, 1L);
    SET(CurlOptionLowSpeedTime, request->stallSeconds);
    SET(CurlOptionTCPKeepAlive, 1L);
    SET(CurlOptionHeaderFunction, (CurlCallback)passHeadLine);
    SET(CurlOptionHeaderData, (void *)request);
    SET(CurlOptionWriteFunction, (CurlCallback)passBody);
    SET(CurlOptionWriteData, (void *)request);
    if (request->certificates) SET(CurlOptionCAInfo, request->certificates);
#undef SET
    return code;
}

static HTTPOutcome outcome(int code) {
    switch (code) {
        case CurlCodeOK: return HTTPOutcomeDone;
        case CurlCodeWriteError: return HTTPOutcomeStopped;
        case CurlCodeNoProxy: case CurlCodeNoHost: case CurlCodeNoConnection: case CurlCodeHTTP2:
        case CurlCodePartialFile: case CurlCodeTimedOut: case CurlCodeTLSHandshake: case CurlCodeGotNothing:
        case CurlCodeSendError: case CurlCodeReceiveError: case CurlCodeHTTP2Stream: case CurlCodeHTTP3:
            return HTTPOutcomeInterrupted;
        default: return HTTPOutcomeFailed;
    }
}

HTTPOutcome HTTPTransfer(
    HTTPSession *session, const HTTPRequest *request, char *message, size_t messageCapacity) {
    CurlList *headers = NULL;
    for (const char *const *line = request->headers; *line; line++) {
        CurlList *longer = curl.append(headers, *line);
        if (!longer) {
            curl.freeList(headers);
            snprintf(message, messageCapacity, "out of memory");
            return HTTPOutcomeFailed;
        }
        headers = longer;
    }
    char text[CurlErrorSize] = "";
    // Options go, connections stay.
    curl.reset(session->handle);
    int code = setOptions(session->handle, request, headers, text);
    if (code == CurlCodeOK) code = curl.perform(session->handle);
    // The list and the buffer belong to this call; the handle must not remember them.
    curl.reset(session->handle);
    curl.freeList(headers);
    snprintf(message, messageCapacity, "%s", text[0] ? text : curl.describe(code));
    return outcome(code);
}
