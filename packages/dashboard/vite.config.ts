import { defineConfig } from 'vite';
import { writePage } from './writePage.ts';

/** `vite build` for the server; `vite` with a server at http://localhost:8000 for work on the page. */
export default defineConfig({
  plugins: [writePage()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // A dynamic import needs no list of files to load before: the views are small.
    modulePreload: false,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://localhost:8000', '/mock/': 'http://localhost:8000' } },
});
