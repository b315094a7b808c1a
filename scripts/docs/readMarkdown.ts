export interface Block {
  /** `docs/testing.md#matchers/2`: the second block of code below this heading. */
  id: string;
  /** Of the fence's first word: `sh`. Empty if there is none. */
  language: string;
  code: string;
  line: number;
}

export interface Markdown {
  blocks: Block[];
  /** With their anchors, as GitHub makes them. */
  headings: { anchor: string; line: number }[];
  /** The lines that are no code, with their numbers. */
  prose: { line: number; text: string }[];
}

/** Reads what the tests of documents need of a document. */
export function readMarkdown(path: string, text: string): Markdown {
  const blocks: Block[] = [];
  const headings: Markdown['headings'] = [];
  const prose: Markdown['prose'] = [];
  const counts = new Map<string, number>();
  let open: (Block & { fence: string; indent: string; lines: string[] }) | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^( *)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open) {
      if (fence.startsWith(open.fence) && !info.trim()) {
        blocks.push({ id: open.id, language: open.language, code: open.lines.join('\n'), line: open.line });
        open = undefined;
      } else open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
    } else if (fence) {
      const heading = `${path}#${headings.at(-1)?.anchor ?? ''}`;
      const count = (counts.get(heading) ?? 0) + 1;
      counts.set(heading, count);
      const language = info.trim().split(/\s/)[0] ?? '';
      open = { id: `${heading}/${count}`, language, code: '', line: index + 1, fence, indent, lines: [] };
    } else {
      prose.push({ line: index + 1, text: line });
      const [, title] = /^#{1,6} (.*)$/.exec(line) ?? [];
      if (title !== undefined) headings.push({ anchor: toAnchor(title, headings), line: index + 1 });
    }
  }
  if (open) throw new Error(`${path}:${open.line}: this block of code has no end.`);
  return { blocks, headings, prose };
}

/** As GitHub does: without punctuation, spaces to hyphens, and a number if the page has it already. */
export function toAnchor(title: string, taken: Markdown['headings']): string {
  const name = title
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\-_ ]/gu, '')
    .replaceAll(' ', '-');
  let anchor = name;
  for (let count = 1; taken.some((heading) => heading.anchor === anchor); count += 1) anchor = `${name}-${count}`;
  return anchor;
}
