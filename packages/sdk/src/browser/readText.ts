import { readNative } from './readNative.ts';

/**
 * A text property of a document or an element. `<img name="title">` hides `document.title`, and a field of that name
 * the title of its form; the prototype still has it.
 */
export function readText<Name extends string>(owner: { [name in Name]: string }, name: Name): string {
  const value: unknown = owner[name];
  return typeof value === 'string' ? value : readNative(owner, name);
}
