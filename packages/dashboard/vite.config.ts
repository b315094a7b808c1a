import { defineConfig } from 'vite';
import { writePage } from './writePage.ts';

/** `vite build` for the server; `vite` with a server at http://localhost:8000 for work on the page. */
export default defineConfig({
  plugins: [writePage()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // All files of a view at once, not one after the other; every browser of `target` can do that by itself.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What the views share is many small files: together they are two requests.
    rolldownOptions: {
      // `runnerImport` takes most of a build, and it says so each time.
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: 'parts',
              test: /src\/(parts|api|frame)\/(?!useVirtual)|node_modules\/(preact|@preact)|src\/(texts|format|once|days)/,
            },
            { name: 'event', test: /src\/event\// },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8000', '/mock/': 'http://localhost:8000' } },
});
