#pragma once

#include <stdbool.h>
#include <stddef.h>

// HTTP by libcurl, which is opened when the first session is made and not linked: a program that fetches nothing does
// not load it and the thirty libraries behind it, which takes longer than to draw a small overlay's PNG.

/// What is asked of a server. Redirects are not followed: whoever asks decides where a token may go.
typedef struct HTTPRequest {
    const char *url;
    /// Lines such as `Range: bytes=5-`, ended by NULL.
    const char *const *headers;
    const char *userAgent;
    /// A file of certificates to trust instead of the system's; NULL for those.
    const char *certificates;
    /// GET, or else HEAD.
    bool wantsBody;
    long connectSeconds;
    /// The transfer is given up when nothing comes for so long.
    long stallSeconds;
    void *context;
    /// Called with each line of the response's head, the status line first. False stops the transfer.
    bool (*headLine)(void *context, const char *bytes, size_t count);
    /// Called with each piece of the body. False stops the transfer.
    bool (*body)(void *context, const void *bytes, size_t count);
} HTTPRequest;

typedef enum HTTPOutcome {
    /// A whole response came, of whatever status.
    HTTPOutcomeDone,
    /// A callback said no.
    HTTPOutcomeStopped,
    /// There was no connection, or it was cut, or nothing came any more: it may go better later.
    HTTPOutcomeInterrupted,
    /// It will not go better later: a certificate that is not trusted, a URL that is none.
    HTTPOutcomeFailed,
} HTTPOutcome;

typedef struct HTTPSession HTTPSession;

/// Connections to servers, kept open between transfers; NULL when there is no libcurl on this system.
HTTPSession *HTTPSessionOpen(void);

void HTTPSessionClose(HTTPSession *session);

/// One request and its response. What went wrong is put into `message`, in libcurl's words.
HTTPOutcome HTTPTransfer(
    HTTPSession *session, const HTTPRequest *request, char *message, size_t messageCapacity);
