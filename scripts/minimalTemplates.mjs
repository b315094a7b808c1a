/**
 * The files of the minimal templates of Nuxt and Astro, for `npm run try:init` where only a package registry is reachable:
 * their generators fetch templates from elsewhere. Versions are the newest, as the generators write them.
 */

/** Text by path, by framework. */
export const MINIMAL_TEMPLATES = {
  nuxt: {
    'package.json': toManifest(
      {
        build: 'nuxt build',
        dev: 'nuxt dev',
        generate: 'nuxt generate',
        preview: 'nuxt preview',
        postinstall: 'nuxt prepare',
      },
      ['nuxt', 'vue', 'vue-router'],
    ),
    'nuxt.config.ts': "export default defineNuxtConfig({\n  compatibilityDate: '2025-07-15',\n});\n",
    'tsconfig.json': `${JSON.stringify(
      {
        files: [],
        references: ['app', 'server', 'shared', 'node'].map((name) => ({ path: `./.nuxt/tsconfig.${name}.json` })),
      },
      null,
      2,
    )}\n`,
    'app/app.vue': '<template>\n  <div>\n    <NuxtRouteAnnouncer />\n    <NuxtWelcome />\n  </div>\n</template>\n',
  },
  astro: {
    'package.json': toManifest({ dev: 'astro dev', build: 'astro build', preview: 'astro preview' }, ['astro']),
    'astro.config.mjs':
      "// @ts-check\nimport { defineConfig } from 'astro/config';\n\nexport default defineConfig({});\n",
    'tsconfig.json':
      '{\n  "extends": "astro/tsconfigs/strict",\n  "include": [".astro/types.d.ts", "**/*"],\n  "exclude": ["dist"]\n}\n',
    'src/pages/index.astro': `---
---

<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <meta name="generator" content={Astro.generator} />
    <title>Astro</title>
  </head>
  <body>
    <h1>Astro</h1>
  </body>
</html>
`,
  },
};

/** @param {Record<string, string>} scripts @param {string[]} dependencies */
function toManifest(scripts, dependencies) {
  const versions = Object.fromEntries(dependencies.map((name) => [name, 'latest']));
  return `${JSON.stringify({ name: 'app', type: 'module', version: '0.0.1', private: true, scripts, dependencies: versions }, null, 2)}\n`;
}
