import { findBlock } from './findBlock.ts';
import { listDocuments } from './listDocuments.ts';
import { readMarkdown } from './readMarkdown.ts';
import { PLACEHOLDERS, type ShellBlock } from './shellBlocks.ts';

/**
 * Every command must succeed; curl fails on HTTP errors. `serve` starts a server, goes on once it listens, and ends it
 * with the script.
 */
const PRELUDE = `set -eu
curl() { command curl --silent --show-error --fail-with-body --max-time 30 "$@"; }
servers=
count=0
trap 'for server in $servers; do kill $server; done; wait' EXIT
serve() {
  count=$((count + 1))
  log=$WORK/server$count.log
  "$@" >$log 2>&1 &
  servers="$servers $!"
  until grep -q 'listening on' $log; do
    kill -0 $! 2>/dev/null || { cat $log >&2; return 1; }
    sleep 0.05
  done
}
`;

/** In `$WORK`: what the shell says to the browser at the end of a quick start, and the answer. */
export const READY = 'ready.txt';
export const SEEN = 'seen.txt';

/** Makes the script of a block: the text of the document, with placeholders replaced. */
export function toShellScript(
  id: string,
  url: string,
  { follows = [], before = '', after = '', replace = [], withInline, live }: ShellBlock,
): string {
  const inline = withInline ? listInline(id).filter((code) => withInline.test(code)) : [];
  let code = [...[...follows, id].map((one) => findBlock(one).code), ...inline].join('\n');
  for (const [pattern, replacement] of [...replace, ...PLACEHOLDERS]) code = code.replace(pattern, replacement);
  // Its servers run until the browser has seen the events. The files appear whole.
  const end = live
    ? `printf '%s\\n' "${live.token}" "${live.visit ?? ''}" URL >$WORK/part && mv $WORK/part $WORK/${READY}
until [ -e $WORK/${SEEN} ]; do sleep 0.1; done`
    : '';
  // Not a variable of the shell: addresses stand in single quotes, too.
  const lines = [before, code, after, end].map((text) => text.replace(/\bURL\b(?=[/\s']|$)/gm, url));
  return `${PRELUDE}${lines.join('\n')}\n`;
}

/** The inline code of the block's section, below any headings in it. */
function listInline(id: string): string[] {
  const [path = '', rest = ''] = id.split('#');
  const { text } = listDocuments().find((document) => document.path === path) ?? { text: '' };
  const { prose, headings } = readMarkdown(path, text);
  const index = headings.findIndex(({ anchor }) => anchor === rest.split('/')[0]);
  const [from, to] = [headings[index]?.line ?? 0, headings[index + 1]?.line ?? Number.POSITIVE_INFINITY];
  return prose
    .filter(({ line }) => line > from && line < to)
    .flatMap(({ text }) => Array.from(text.matchAll(/`([^`]+)`/g), ([, code = '']) => code));
}
