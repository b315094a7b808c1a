/**
 * Loaded by every Node that a journey starts (`NODE_OPTIONS`). PGlite is 10 MB of WebAssembly: what V8 spends on
 * optimising it, no such process lives long enough to get back. A process with a PGlite takes half of the CPU.
 *
 * `NODE_OPTIONS` itself does not take V8's `--liftoff-only`.
 */
require('node:v8').setFlagsFromString('--liftoff-only');
