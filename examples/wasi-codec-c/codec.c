/*
 * A codec plugin in C: each byte as its difference from the one `distance` bytes before. `{"distance": n}`, 1 to 255.
 *
 * It is a WASI reactor: a module that is initialised once and then called, with a C library behind it.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(name)))

static const int32_t FAILED = INT32_MIN;

EXPORT("codec_version") int32_t version(void) { return 1; }

EXPORT("codec_alloc") void *allocate(uint32_t size) { return malloc(size); }

EXPORT("codec_free") void release(void *pointer, uint32_t size) {
  (void)size;
  free(pointer);
}

/* The handle is the distance itself: this codec has no other state. */
EXPORT("codec_open") int32_t open_codec(const char *json, uint32_t length) {
  char text[64];
  int distance = 1;
  if (length >= sizeof text) return -1;
  memcpy(text, json, length);
  text[length] = 0;
  if (strcmp(text, "{}") != 0 && sscanf(text, "{\"distance\":%d}", &distance) != 1) return -1;
  if (distance < 1 || distance > 255) {
    fprintf(stderr, "distance is %d, not 1 to 255\n", distance);
    return -1;
  }
  return distance;
}

EXPORT("codec_encode")
int32_t encode(int32_t distance, const uint8_t *src, uint32_t src_length, uint8_t *dst, uint32_t dst_length) {
  if (src_length > INT32_MAX) return FAILED;
  if (src_length > dst_length) return -(int32_t)src_length;
  for (uint32_t i = 0; i < src_length; i++) {
    dst[i] = src[i] - (i < (uint32_t)distance ? 0 : src[i - distance]);
  }
  return (int32_t)src_length;
}

EXPORT("codec_decode")
int32_t decode(int32_t distance, const uint8_t *src, uint32_t src_length, uint8_t *dst, uint32_t dst_length) {
  if (src_length > INT32_MAX) return FAILED;
  if (src_length > dst_length) return -(int32_t)src_length;
  for (uint32_t i = 0; i < src_length; i++) {
    dst[i] = src[i] + (i < (uint32_t)distance ? 0 : dst[i - distance]);
  }
  return (int32_t)src_length;
}
