// SPDX-License-Identifier: GPL-3.0-or-later
// For the few .cpp files with inner loops of our own: one body, compiled for several instruction sets.
// LibTorch may not be included there, or its inline functions would be compiled for the wrong CPU.
#pragma once

#define V4E_INLINE inline __attribute__((always_inline))

namespace v4e::kernels {

#if defined(__x86_64__) && defined(__GNUC__)
inline bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
inline bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define V4E_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma")))
#define V4E_AVX2 __attribute__((target("avx2,fma")))
// Makes name_avx512 and name_avx2 out of name_body.
#define V4E_VERSIONS(name, parameters, arguments) \
  V4E_AVX512 void name##_avx512 parameters {      \
    name##_body arguments;                        \
  }                                               \
  V4E_AVX2 void name##_avx2 parameters {          \
    name##_body arguments;                        \
  }
// The widest version that this CPU has; the plain one runs everywhere.
#define V4E_DISPATCH(name, ...)                        \
  if (has_avx512()) return name##_avx512(__VA_ARGS__); \
  if (has_avx2()) return name##_avx2(__VA_ARGS__);     \
  name##_body(__VA_ARGS__)
#else
#define V4E_VERSIONS(name, parameters, arguments)
#define V4E_DISPATCH(name, ...) name##_body(__VA_ARGS__)
#endif

}  // namespace v4e::kernels
