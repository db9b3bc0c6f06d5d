// SPDX-License-Identifier: GPL-3.0-or-later
// In place of a codec for telephone calls over radio that FFmpeg is linked with: 17 MB of tables that no video has
// a use for. It cannot be opened, which FFmpeg reports.
#include <stddef.h>

struct CODEC2;

struct CODEC2* codec2_create(int mode) {
  (void)mode;
  return NULL;
}

void codec2_destroy(struct CODEC2* codec) {
  (void)codec;
}

void codec2_encode(struct CODEC2* codec, unsigned char bytes[], short speech[]) {
  (void)codec;
  (void)bytes;
  (void)speech;
}

void codec2_decode(struct CODEC2* codec, short speech[], const unsigned char bytes[]) {
  (void)codec;
  (void)speech;
  (void)bytes;
}

int codec2_samples_per_frame(struct CODEC2* codec) {
  (void)codec;
  return 0;
}

int codec2_bits_per_frame(struct CODEC2* codec) {
  (void)codec;
  return 0;
}

void codec2_set_natural_or_gray(struct CODEC2* codec, int gray) {
  (void)codec;
  (void)gray;
}
