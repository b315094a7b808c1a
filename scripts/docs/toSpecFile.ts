import { findBlock } from './findBlock.ts';
import type { SpecBlock } from './specBlocks.ts';

export interface SpecFile {
  id: string;
  name: string;
  text: string;
}

/** Makes a test file from a block, with what its runner puts around it. */
export function toSpecFile(
  id: string,
  { runner, before, after, prepend = '', append = '', extension, replace = {} }: SpecBlock,
): SpecFile {
  const { code } = findBlock(id);
  let text = before === undefined ? `${prepend}\n${code}\n${append}` : asTest(id, before, code, after ?? '');
  for (const [from, to] of Object.entries(replace)) text = text.replaceAll(from, to);
  const name = id.replace(/[^\w.]+/g, '-') + (extension ?? (runner === 'playwright' ? '.spec.ts' : '.test.ts'));
  return { id, name, text };
}

/** Imports stand at the top of a file, the rest in a test. */
function asTest(id: string, before: string, code: string, after: string): string {
  const [imports, bodies] = [new Set<string>(), [] as string[]];
  for (const part of [before, code, after]) {
    const statement = /\bimport (?:[^;'"]* from )?'[^']+';/g;
    for (const [found] of part.matchAll(statement)) imports.add(found);
    bodies.push(part.replace(statement, ''));
  }
  return `${[...imports].join('\n')}\ntest(${JSON.stringify(id)}, async () => {\n${bodies.join('\n')}\n});\n`;
}
