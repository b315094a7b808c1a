import { listDocuments } from './listDocuments.ts';
import { type Block, readMarkdown } from './readMarkdown.ts';

/** Every block of code in every document, in their order. */
export const BLOCKS: Block[] = listDocuments().flatMap(({ path, text }) => readMarkdown(path, text).blocks);

export function findBlock(id: string): Block {
  const block = BLOCKS.find((one) => one.id === id);
  if (!block) throw new Error(`No document has a block ${id}: please rename or remove its runner.`);
  return block;
}
