import type { Edit } from './planInit.ts';

/** Lines around a change, as `git diff` shows them. */
const CONTEXT = 3;

/** An edit as a unified diff. Every edit adds lines at one place and takes none away, so it is one hunk. */
export function toPatch({ path, before, after }: Edit): string {
  const old = before === null ? [] : toLines(before);
  const now = toLines(after);
  const first = now.findIndex((line, index) => line !== old[index]);
  const added = now.length - old.length;
  const from = Math.max(0, first - CONTEXT);
  const to = Math.min(old.length, first + CONTEXT);
  const range = (count: number, extra: number) => `${count + extra === 0 ? 0 : from + 1},${count + extra}`;
  return [
    before === null ? '--- /dev/null' : `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${range(to - from, 0)} +${range(to - from, added)} @@`,
    ...old.slice(from, first).map((line) => ` ${line}`),
    ...now.slice(first, first + added).map((line) => `+${line}`),
    ...old.slice(first, to).map((line) => ` ${line}`),
    '',
  ].join('\n');
}

function toLines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
