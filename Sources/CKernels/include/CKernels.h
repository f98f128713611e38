#ifndef PATCHLENS_CKERNELS_H
#define PATCHLENS_CKERNELS_H

int patchlens_uses_onednn(void);

#endif
