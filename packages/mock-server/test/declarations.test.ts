import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

test('the declarations import only dependencies and the tool that they are for', () => {
  const {
    name: own,
    dependencies,
    peerDependencies,
  } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const files = readdirSync(DIST).filter((name) => name.endsWith('.d.ts'));
  expect(files.length).toBeGreaterThan(8);
  const strangers = files.flatMap((name) => {
    const text = readFileSync(DIST + name, 'utf8');
    const imported = [...text.matchAll(/(?:from|import) '([^.'][^']*)'/g)].map(([, path = '']) => path);
    // The package's own name is in examples.
    const known = { [own]: '', ...dependencies, ...peerDependencies };
    return imported
      .filter(
        (path) => !path.startsWith('node:') && !Object.keys(known).some((one) => `${path}/`.startsWith(`${one}/`)),
      )
      .map((path) => `${name}: ${path}`);
  });
  expect(strangers).toEqual([]);
});
