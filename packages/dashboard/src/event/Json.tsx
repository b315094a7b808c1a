import type { ComponentChildren } from 'preact';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/** JSON, indented and coloured. Every part is text: nothing in it becomes markup. */
export function Json({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2) ?? 'null';
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, colon] = match;
    parts.push(text.slice(from, match.index));
    const look = colon ? 'json-key' : quoted ? 'json-text' : 'json-value';
    parts.push(<span class={look}>{colon ? quoted : whole}</span>, colon ?? '');
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return <pre tabIndex={0}>{parts}</pre>;
}
