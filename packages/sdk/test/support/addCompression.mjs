/** Pages have it, happy-dom has not. */
import { CompressionStream } from 'node:stream/web';

Object.assign(globalThis, { CompressionStream });
