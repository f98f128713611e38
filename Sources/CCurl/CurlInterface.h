#pragma once

#include <stddef.h>

// The part of libcurl's binary interface that is used here, with the names and numbers of its curl/curl.h. The numbers
// are part of that interface, which stays as it is as long as the library is libcurl.so.4
// (https://curl.se/libcurl/abi.html). Declared here, so that building needs no header files of libcurl.

typedef struct CurlHandle CurlHandle;

typedef struct CurlList {
    char *data;
    struct CurlList *next;
} CurlList;

enum CurlOption {
    CurlOptionWriteData = 10001,
    CurlOptionURL = 10002,
    CurlOptionErrorBuffer = 10010,
    CurlOptionUserAgent = 10018,
    CurlOptionHTTPHeader = 10023,
    CurlOptionHeaderData = 10029,
    CurlOptionCAInfo = 10065,
    CurlOptionLowSpeedLimit = 19,
    CurlOptionLowSpeedTime = 20,
    CurlOptionNoBody = 44,
    CurlOptionConnectTimeout = 78,
    CurlOptionHTTPGet = 80,
    CurlOptionProtocols = 181,
    CurlOptionTCPKeepAlive = 213,
    CurlOptionWriteFunction = 20011,
    CurlOptionHeaderFunction = 20079,
};

enum CurlProtocol { CurlProtocolHTTP = 1, CurlProtocolHTTPS = 2 };

enum CurlCode {
    CurlCodeOK = 0,
    CurlCodeNoProxy = 5,
    CurlCodeNoHost = 6,
    CurlCodeNoConnection = 7,
    CurlCodeHTTP2 = 16,
    CurlCodePartialFile = 18,
    CurlCodeWriteError = 23,
    CurlCodeTimedOut = 28,
    CurlCodeTLSHandshake = 35,
    CurlCodeGotNothing = 52,
    CurlCodeSendError = 55,
    CurlCodeReceiveError = 56,
    CurlCodeHTTP2Stream = 92,
    CurlCodeHTTP3 = 95,
};

enum { CurlGlobalAll = 3, CurlErrorSize = 256 };

typedef size_t (*CurlCallback)(char *bytes, size_t size, size_t count, void *context);

typedef struct CurlInterface {
    int (*globalInit)(long flags);
    CurlHandle *(*open)(void);
    void (*reset)(CurlHandle *);
    void (*close)(CurlHandle *);
    int (*set)(CurlHandle *, int option, ...);
    int (*perform)(CurlHandle *);
    const char *(*describe)(int code);
    CurlList *(*append)(CurlList *, const char *);
    void (*freeList)(CurlList *);
} CurlInterface;
