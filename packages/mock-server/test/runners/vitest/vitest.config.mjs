import { defineConfig } from 'vitest/config';

// All time-outs are vitest's own.
export default defineConfig({ test: { include: ['*.spec.mjs'], setupFiles: ['@onevault/mock-server/vitest'] } });
